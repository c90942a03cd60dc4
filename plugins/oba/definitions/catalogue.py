"""Reading all definitions of a folder and checking them against each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from oba.definitions.base import Definition
from oba.definitions.cards import Programme, Scale, Scorecard, SurveyMethod
from oba.definitions.cards.reading import CardReferences, read_programmes, read_scorecards
from oba.definitions.cards.wording import MethodWords
from oba.definitions.cohorts import Trial, Trials
from oba.definitions.decisions import DECISIONS, Decisions, Publishing
from oba.definitions.feeds import DECLARED_AS, ApiFile, Feed, Publication, ReleasedFile, breakdown
from oba.definitions.measures import DoubtedFigure, DoubtedFigures, Measure, Symbol, Symbols
from oba.definitions.measures.fit import component_problems, misfits, mixed_methods, rate_problems
from oba.definitions.places import BoundaryChange, BoundaryChanges, CombinedReturn, CombinedReturns, Places
from oba.definitions.reading import Refusal, Sheet, named_line, shown
from oba.definitions.value_for_money import ValueForMoney
from oba.definitions.value_for_money import reading as value_reading
from oba.errors import DefinitionError
from oba.periods import UnknownPeriod

TRIALS = "cohorts/trials.yml"  # a folder of definitions may have none
DOUBTED = "doubted_figures.yml"  # a folder of definitions may have none
COHORTS_OF_RECORDS = "local_mi/cohorts"  # a file for each
SURVEYS = "method/surveys.yml"  # likewise
AnyDefinition = TypeVar("AnyDefinition", bound=Definition)
# A place in a file, and the name that is given there.
Given = tuple[Sheet, tuple[str | int, ...], str]


@dataclass(frozen=True)
class Definitions:
    """Every definition of one folder, each in the order of its file name."""

    folder: Path
    publications: tuple[Publication, ...]
    measures: tuple[Measure, ...]
    scorecards: tuple[Scorecard, ...]
    programmes: tuple[Programme, ...]
    refused: tuple[Refusal, ...]  # scorecards, programmes and feeds that are left out, one entry a problem
    words: MethodWords
    surveys: SurveyMethod
    symbols: tuple[Symbol, ...]
    boundary_changes: tuple[BoundaryChange, ...]
    combined_returns: tuple[CombinedReturn, ...]
    doubted_figures: tuple[DoubtedFigure, ...]
    places: Places
    decisions: Decisions
    publishing: Publishing
    value_for_money: ValueForMoney | None = None
    trials: tuple[Trial, ...] = ()

    @cached_property
    def scales(self) -> dict[str, Scale]:
        """The scales of surveys by name."""
        return {scale.scale: scale for scale in self.surveys.scales}

    @cached_property
    def feeds(self) -> dict[str, tuple[Publication, Feed]]:
        """Feeds of figures by name, each with its publication."""
        return {feed.feed: (publication, feed) for publication in self.publications for feed in publication.figures}

    def feed_of(self, publication_slug: str, file_name: str) -> ReleasedFile | None:
        """Return the feed that a released file belongs to, or None where no definition declares it."""
        declared = self._declaration_of(publication_slug, file_name)
        return declared[1] if declared else None

    def publication_of(self, publication_slug: str, file_name: str) -> Publication | None:
        """Return the publication of that feed; several may share a slug, as files of reference do."""
        declared = self._declaration_of(publication_slug, file_name)
        return declared[0] if declared else None

    def _declaration_of(self, publication_slug: str, file_name: str) -> tuple[Publication, ReleasedFile] | None:
        for publication in self.publications:
            for feed in publication.feeds:
                if publication.slug == publication_slug and feed.takes(file_name):
                    return publication, feed
        return None

    def place_of(self, feed: ReleasedFile, *location: str) -> str:
        """Return the file and line that define a feed, or something within it, as a person reads them."""
        owner = next(publication for publication in self.publications if feed in publication.feeds)
        path = self.folder / "publications" / f"{owner.publication}.yml"
        return named_line(path, "feeds", owner.feeds.index(feed), *location)

    def period_kind(self, measure: Measure) -> str:
        """Return the kind of a measure's periods, such as ``year``; all its sources are of one."""
        source = measure.sources[0]
        return self.feeds[source.feed][1].period_kind(source.where)

    def published_day(self, publication_slug: str, release: str, published: str | None) -> str | None:
        """Return the day, in ISO form, on which a release came out: as its source says, or else its definition."""
        if published:
            return published[:10]
        known = [item.release_named(release) for item in self.publications if item.slug == publication_slug]
        return next((item.published.isoformat() for item in known if item and item.published), None)


def read_definitions(folder: Path) -> Definitions:
    """Read every definition of a folder.

    A scorecard or programme that cannot be used, or a feed of a kind that there is not, is left out, and ``refused``
    says why. Anything else that cannot be used stops everything, because every figure may hang on it.

    Raises:
        DefinitionError: a file cannot be used; names file, line, rule, what was found and the mend of everything that
            is wrong in the folder, scorecards and programmes included.
    """
    reader = _Reader(folder)
    measures = reader.all_of("measure", Measure)
    publications = reader.all_of("publication", Publication)
    places = reader.one("places.yml", Places)
    words = reader.one("method/words.yml", MethodWords)
    symbols = reader.one("symbols.yml", Symbols)
    changes = reader.one("geography/boundary_changes.yml", BoundaryChanges)
    returns = reader.one("geography/combined_returns.yml", CombinedReturns)
    publishing = reader.one("publishing.yml", Publishing)
    value, refused_values = None, list[Refusal]()
    if (folder / value_reading.FOLDER).exists():
        value, refused_values = value_reading.look(folder)
        reader.refused += refused_values
    reader.refused += _repeated(publications, changes, returns)
    feeds = {feed.feed: feed for _, publication in publications for feed in publication.figures}
    are_feeds_known = len(publications) == len(reader.names("publication"))
    decisions = reader.one(DECISIONS, Decisions) if (folder / DECISIONS).exists() else None
    doubted = reader.one(DOUBTED, DoubtedFigures) if (folder / DOUBTED).exists() else None
    trials = reader.one(TRIALS, Trials) if (folder / TRIALS).exists() else None
    surveys = reader.one(SURVEYS, SurveyMethod) if (folder / SURVEYS).exists() else None
    if doubted is not None and places is not None and are_feeds_known:
        reader.refused += _misplaced_doubts(*doubted, feeds, places[1])
    if places is not None and symbols is not None:
        reader.refused += _misplaced_slips(publications, places[1], symbols[1])
    by_name = {measure.measure: measure for _, measure in measures}
    reader.refused += _mixed_with_made_up(measures, publications)
    for sheet, measure in measures:
        reader.refused += misfits(measure, sheet, feeds, are_feeds_known)
        reader.refused += rate_problems(measure, sheet, by_name, set(reader.names("measure")))
        reader.refused += mixed_methods(measure, sheet, feeds)

    reference = CardReferences(
        folder,
        by_name,
        places and places[1],
        words and words[1],
        frozenset(reader.names("measure")),
        None if refused_values else _cohorts(folder, value),
        feeds if are_feeds_known else None,
        {scale.scale: scale for scale in surveys[1].scales} if surveys else {},
    )
    programmes, refused_programmes = read_programmes(reference)
    scorecards, refused_scorecards = read_scorecards(
        reference, programmes, {refusal.name for refusal in refused_programmes}
    )
    left_out = (*refused_programmes, *refused_scorecards, *_of_unknown_kind(publications))
    if reader.refused or not (places and words and symbols and changes and returns and publishing):
        raise DefinitionError((*reader.refused, *left_out))
    return Definitions(
        folder=folder,
        publications=tuple(publication for _, publication in publications),
        measures=tuple(measure for _, measure in measures),
        scorecards=scorecards,
        programmes=programmes,
        refused=left_out,
        words=words[1],
        surveys=surveys[1] if surveys else SurveyMethod(),
        symbols=symbols[1].symbols,
        boundary_changes=changes[1].changes,
        combined_returns=returns[1].returns,
        doubted_figures=doubted[1].figures if doubted else (),
        places=places[1],
        decisions=decisions[1] if decisions else Decisions(),
        publishing=publishing[1],
        value_for_money=value,
        trials=trials[1].trials if trials else (),
    )


def _cohorts(folder: Path, value: ValueForMoney | None) -> frozenset[str]:
    """Return the names of the cohorts that a card may show: of records, and of families that a report lists."""
    of_records = (path.stem for path in folder.glob(f"{COHORTS_OF_RECORDS}/*.yml"))
    return frozenset(of_records) | {each.cohort for each in (value.conferences.evaluated.cohorts if value else ())}


class _Reader:
    """Reads the files of one folder and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refused: list[Refusal] = []

    def names(self, what: Literal["publication", "measure"]) -> list[str]:
        """Return what the files of a folder are named for, whether they can be read or not."""
        return [path.stem for path in sorted((self.folder / f"{what}s").glob("*.yml"))]

    def all_of(
        self, what: Literal["publication", "measure"], kind: type[AnyDefinition]
    ) -> list[tuple[Sheet, AnyDefinition]]:
        """Return what the files of a folder define, each with its file."""
        folder = self.folder / f"{what}s"
        sheets = [Sheet(what, folder / f"{name}.yml") for name in self.names(what)]
        if not sheets:
            mend = "Set OBA_DEFINITIONS to a folder of definitions."
            rule = f"{folder.name} holds a file for each {what}"
            self.refused.append(Refusal("definition", folder.name, str(shown(folder)), rule, "no .yml file", mend))
        return [(sheet, found) for sheet in sheets if (found := self._read(sheet, kind)) is not None]

    def one(self, name: str, kind: type[AnyDefinition]) -> tuple[Sheet, AnyDefinition] | None:
        """Return what one file defines, or None where it cannot be used."""
        sheet = Sheet("definition", self.folder / name)
        found = self._read(sheet, kind)
        return None if found is None else (sheet, found)

    def _read(self, sheet: Sheet, kind: type[AnyDefinition]) -> AnyDefinition | None:
        found, problems = sheet.read(kind)
        self.refused += problems
        return found


def _of_unknown_kind(publications: list[tuple[Sheet, Publication]]) -> Iterator[Refusal]:
    """Refuse each feed of a kind that there is not; its files are refused one by one, those of other feeds go on."""
    for sheet, publication in publications:
        for number, feed in enumerate(publication.feeds):
            if feed.kind not in DECLARED_AS:
                mend = f"Write one of {', '.join(DECLARED_AS)}, or teach the warehouse that kind."
                refusal = sheet.refuse(
                    ("feeds", number, "kind"), "a feed is of a kind that there is", repr(feed.kind), mend
                )
                yield replace(refusal, kind="feed", name=feed.feed)


def _mixed_with_made_up(
    measures: list[tuple[Sheet, Measure]], publications: list[tuple[Sheet, Publication]]
) -> Iterator[Refusal]:
    """Refuse a measure that has figures both of places that there are and of one that there is not.

    So no made-up figure is ever in a rank, an average, a median, or in what counts as a usual up and down.
    """
    made_up = {feed.feed: publication.made_up for _, publication in publications for feed in publication.feeds}
    for sheet, measure in measures:
        of = {made_up[name] for source in measure.sources if (name := source.feed) in made_up}
        if len(of) > 1:
            found = ", ".join(source.feed for source in measure.sources)
            mend = "Make a measure of its own for the figures that are made up."
            yield sheet.refuse(("sources",), "a measure is made up as a whole or not at all", found, mend)


def _misplaced_doubts(
    sheet: Sheet, doubted: DoubtedFigures, feeds: dict[str, Feed], places: Places
) -> Iterator[Refusal]:
    """Yield what is doubted of a feed, column, members, place or period that there is not.

    Whether a release holds the figure is known when releases have landed: ``oba.build.doubts`` tells.
    """
    codes = _codes(places)
    for number, figure in enumerate(doubted.figures):
        at = ("figures", number)
        feed = feeds.get(figure.feed)
        if feed is None:
            mend = f"Write one of them: {', '.join(feeds)}."
            rule = "a feed that is named is one of a publication"
            yield sheet.refuse((*at, "feed"), rule, repr(figure.feed), mend)
            continue
        yield from component_problems(figure, feed, sheet, at)
        if figure.place not in codes:
            mend = "Write the code under which the release has the place."
            yield sheet.refuse((*at, "place"), "a place is one of places.yml", repr(figure.place), mend)
        try:
            feed.period(figure.period)
        except UnknownPeriod as error:
            mend = f"Write it as the files of feed {feed.feed} do: {error}."
            rule = f"a period is one of feed {feed.feed}"
            yield sheet.refuse((*at, "period"), rule, repr(figure.period), mend)
    yield from _given_twice(
        "doubted figure",
        (
            (
                sheet,
                ("figures", number),
                f"{entry.column} of {entry.feed}, {breakdown(entry.where)} {entry.place}, "
                f"{entry.period}, {entry.figure}",
            )
            for number, entry in enumerate(doubted.figures)
        ),
    )


def _misplaced_slips(
    publications: list[tuple[Sheet, Publication]], places: Places, symbols: Symbols
) -> Iterator[Refusal]:
    """Refuse a known slip of a place that there is not, or one read as a symbol that there is not."""
    known = [symbol.symbol for symbol in symbols.symbols]
    codes = _codes(places)
    for sheet, publication in publications:
        numbered = [(number, feed) for number, feed in enumerate(publication.feeds) if isinstance(feed, Feed)]
        for at, slip in (
            (("feeds", number, "known_slips", entry), slip)
            for number, feed in numbered
            for entry, slip in enumerate(feed.known_slips)
        ):
            for position, code in enumerate(slip.places):
                if not set(code.split(" / ")) <= codes:
                    mend = "Write the code under which the release has the place."
                    yield sheet.refuse((*at, "places", position), "a place is one of places.yml", repr(code), mend)
            if slip.read_as is not None and slip.read_as not in known:
                mend = f"Write one of {' '.join(known)}."
                yield sheet.refuse((*at, "read_as"), "a symbol is one of symbols.yml", repr(slip.read_as), mend)


def _codes(places: Places) -> set[str]:
    return {place.code for level in (places.national, places.regional, places.local_authority) for place in level}


def _repeated(
    publications: list[tuple[Sheet, Publication]],
    changes: tuple[Sheet, BoundaryChanges] | None,
    returns: tuple[Sheet, CombinedReturns] | None,
) -> Iterator[Refusal]:
    """Yield a refusal for each name that is given to two things."""
    feeds = [
        (sheet, ("feeds", number), feed)
        for sheet, publication in publications
        for number, feed in enumerate(publication.feeds)
    ]
    yield from _given_twice("feed", ((sheet, (*place, "feed"), feed.feed) for sheet, place, feed in feeds))
    yield from _given_twice(
        "data set of an ees block",
        (
            (sheet, (*place, "ees", "data_set_id"), str(feed.ees.data_set_id))
            for sheet, place, feed in feeds
            if isinstance(feed.ees, ApiFile)
        ),
    )
    for sheet, publication in publications:
        yield from _given_twice(
            f"release of {publication.slug}",
            (
                (sheet, ("releases", number, "release"), release.release)
                for number, release in enumerate(publication.releases)
            ),
        )
    if changes is not None:
        sheet, known = changes
        yield from _given_twice(
            "link of a boundary change",
            (
                (sheet, ("changes", number), f"{old} to {new}")
                for number, change in enumerate(known.changes)
                for old in change.predecessors
                for new in change.successors
            ),
        )
    if returns is not None:
        sheet, combined = returns
        yield from _given_twice(
            "combined return",
            ((sheet, ("returns", number), entry.combined_code) for number, entry in enumerate(combined.returns)),
        )


def _given_twice(what: str, given: Iterable[Given]) -> Iterator[Refusal]:
    first: dict[str, Sheet] = {}
    for sheet, location, name in given:
        if name in first:
            found = f"{name}, which is also in {shown(first[name].path)}"
            yield sheet.refuse(location, f"each {what} has its own name", found, "Rename or remove one of the two.")
        first.setdefault(name, sheet)
