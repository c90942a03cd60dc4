"""Reading all definitions of a folder and checking them against each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from oba.definitions.base import Definition
from oba.definitions.cards import Programme, Scorecard
from oba.definitions.cards.reading import Reference, read_programmes, read_scorecards
from oba.definitions.cards.wording import MethodWords
from oba.definitions.feeds import ApiFile, Feed, NeighbourFeed, Publication, breakdown
from oba.definitions.measures import Component, Measure, MeasureSource, Symbol, Symbols
from oba.definitions.places import BoundaryChange, BoundaryChanges, CombinedReturn, CombinedReturns, Places
from oba.definitions.reading.lines import line_of
from oba.definitions.reading.refusals import Refusal
from oba.errors import DefinitionError
from oba.periods import CADENCES, YEAR, months_of_kind

Kind = TypeVar("Kind", bound=Definition)


@dataclass(frozen=True)
class Definitions:
    """Every definition of one folder, each in the order of its file name."""

    folder: Path
    publications: tuple[Publication, ...]
    measures: tuple[Measure, ...]
    scorecards: tuple[Scorecard, ...]
    programmes: tuple[Programme, ...]
    refused: tuple[Refusal, ...]  # scorecards and programmes that are left out, one entry a problem
    words: MethodWords
    symbols: tuple[Symbol, ...]
    boundary_changes: tuple[BoundaryChange, ...]
    combined_returns: tuple[CombinedReturn, ...]
    places: Places

    @cached_property
    def feeds(self) -> dict[str, tuple[Publication, Feed]]:
        """Feeds of figures by name, each with its publication."""
        return {feed.feed: (publication, feed) for publication in self.publications for feed in publication.feeds}

    def feed_of(self, publication_slug: str, file_name: str) -> Feed | NeighbourFeed | None:
        """Return the feed that a released file belongs to, or None where no definition declares it."""
        declared = self._declaration_of(publication_slug, file_name)
        return declared[1] if declared else None

    def publication_of(self, publication_slug: str, file_name: str) -> Publication | None:
        """Return the publication of that feed; several may share a slug, as files of reference do."""
        declared = self._declaration_of(publication_slug, file_name)
        return declared[0] if declared else None

    def _declaration_of(self, publication_slug: str, file_name: str) -> tuple[Publication, Feed | NeighbourFeed] | None:
        for publication in self.publications:
            for feed in (*publication.feeds, *publication.neighbour_feeds):
                if publication.slug == publication_slug and feed.takes(file_name):
                    return publication, feed
        return None

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

    A scorecard or programme that cannot be used is left out, and ``refused`` says why. Anything else that cannot be
    used stops everything, because every figure may hang on it.

    Raises:
        DefinitionError: a file cannot be used; names the file, the line and the mend.
    """
    measures = tuple(_read_all(folder / "measures", Measure))
    places = _read(folder / "places.yml", Places)
    words = _read(folder / "method" / "words.yml", MethodWords)
    reference = Reference(folder, {measure.measure: measure for measure in measures}, places, words)
    programmes, refused_programmes = read_programmes(reference)
    scorecards, refused_scorecards = read_scorecards(
        reference, programmes, {refusal.name for refusal in refused_programmes}
    )
    definitions = Definitions(
        folder=folder,
        publications=tuple(_read_all(folder / "publications", Publication)),
        measures=measures,
        scorecards=scorecards,
        programmes=programmes,
        refused=(*refused_programmes, *refused_scorecards),
        words=words,
        symbols=_read(folder / "symbols.yml", Symbols).symbols,
        boundary_changes=_read(folder / "geography" / "boundary_changes.yml", BoundaryChanges).changes,
        combined_returns=_read(folder / "geography" / "combined_returns.yml", CombinedReturns).returns,
        places=places,
    )
    _check_unique(
        "link of a boundary change",
        [
            f"{old} to {new}"
            for change in definitions.boundary_changes
            for old in change.predecessors
            for new in change.successors
        ],
    )
    _check_unique("combined return", [combined.combined_code for combined in definitions.combined_returns])
    _check_unique(
        "feed",
        [
            feed.feed
            for publication in definitions.publications
            for feed in (*publication.feeds, *publication.neighbour_feeds)
        ],
    )
    _check_unique(
        "data set of an ees block",
        [
            str(feed.ees.data_set_id)
            for publication in definitions.publications
            for feed in (*publication.feeds, *publication.neighbour_feeds)
            if isinstance(feed.ees, ApiFile)
        ],
    )
    for publication in definitions.publications:
        _check_unique(f"release of {publication.slug}", [release.release for release in publication.releases])
    for measure in definitions.measures:
        _check_measure(measure, definitions, folder)
    return definitions


def _read_all(folder: Path, kind: type[Kind]) -> Iterator[Kind]:
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise DefinitionError(f"{folder} holds no .yml file. Set OBA_DEFINITIONS to a folder of definitions.")
    for path in paths:
        definition = _read(path, kind)
        name = getattr(definition, kind.__name__.lower())
        if name != path.stem:
            raise DefinitionError(
                f"{path}: defines {name!r}, but the file is called {path.name}. Name the file {name}.yml."
            )
        yield definition


def _read(path: Path, kind: type[Kind]) -> Kind:
    try:
        return kind.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise DefinitionError(f"{path} cannot be read: {error}.") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DefinitionError(
            f"{path}, line {line}: not YAML: {error.problem}. Check indents, colons, quotes."
        ) from error
    except ValidationError as error:
        # Only now with the places of what it holds, which takes as long again.
        content = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
        problems = [
            f"{path}, line {line_of(content, detail['loc'])}: {'.'.join(map(str, detail['loc']))}: {detail['msg']}"
            for detail in error.errors()
        ]
        raise DefinitionError("\n".join(problems)) from error


def _check_unique(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DefinitionError(f"Defined twice, each {what} needs its own name: {', '.join(twice)}.")


def _check_measure(measure: Measure, definitions: Definitions, folder: Path) -> None:
    place = f"{folder / 'measures' / measure.measure}.yml"
    for source in measure.sources:
        for component in source.components.values():
            name = source.feed_of(component)
            if name not in definitions.feeds:
                raise DefinitionError(
                    f"{place}: no publication has a feed called {name!r}. Feeds: {', '.join(definitions.feeds)}."
                )
            _check_component(component, definitions.feeds[name][1], place)
        _check_unit(measure, definitions.feeds[source.feed][1], source, place)
        _check_counts(source, definitions, place)
    _check_cadence(measure, definitions, place)


def _check_cadence(measure: Measure, definitions: Definitions, place: str) -> None:
    """Refuse a measure whose sources are of several kinds of period, or of another kind than its cadence says."""
    kinds = {source.feed: definitions.feeds[source.feed][1].period_kind(source.where) for source in measure.sources}
    if len(set(kinds.values())) > 1:
        found = ", ".join(f"{feed} {kind}" for feed, kind in kinds.items())
        raise DefinitionError(
            f"{place}: its sources are of several kinds of period: {found}. One series has one; make a measure of each."
        )
    cadence = measure.cadence or "annual"
    feed, kind = next(iter(kinds.items()))
    fitting = next((name for name, months in CADENCES.items() if months == min(months_of_kind(kind), YEAR)), "once")
    if cadence not in (fitting, "once"):
        raise DefinitionError(
            f"{place}: its cadence is {measure.cadence or 'not given, which is annual'}, but feed {feed} has a figure "
            f"for each {kind.replace('_', ' ')}. Write 'cadence: {fitting}', or name a feed of another kind of period."
        )


def _check_counts(source: MeasureSource, definitions: Definitions, place: str) -> None:
    """Refuse counts of another time than the figure: of another kind beside it, of a shorter one in another feed."""
    kind = definitions.feeds[source.feed][1].period_kind(source.where)
    for name, component in source.components.items():
        feed = definitions.feeds[source.feed_of(component)][1]
        found = feed.period_kind(component.where)
        is_shorter = months_of_kind(found) < months_of_kind(kind)
        if is_shorter if feed.feed != source.feed else found != kind:
            raise DefinitionError(
                f"{place}: its figures are each for a {kind.replace('_', ' ')}, but its {name} from feed {feed.feed} "
                f"is for a {found.replace('_', ' ')}. Name a {name} that is known for as long a period."
            )


def _check_unit(measure: Measure, feed: Feed, source: MeasureSource, place: str) -> None:
    unit = feed.unit_of(source.column, source.where)
    if measure.unit != unit:
        where = f" at {breakdown(source.where)}" if unit != feed.columns[source.column].unit else ""
        raise DefinitionError(
            f"{place}: its unit is {measure.unit}, but {source.column} of feed {source.feed} is in {unit}{where}. "
            "Correct the unit, or the column."
        )


def _check_component(component: Component, feed: Feed, place: str) -> None:
    if component.column not in feed.columns:
        raise DefinitionError(
            f"{place}: feed {feed.feed} has no data column {component.column!r}; it has {', '.join(feed.columns)}."
        )
    if set(component.where) != set(feed.filters):
        raise DefinitionError(
            f"{place}: 'where' must name one member of each filter of feed {feed.feed}: "
            f"{', '.join(feed.filters) or 'it has none'}; found {', '.join(component.where) or 'none'}."
        )
    for name, text in component.where.items():
        if text not in feed.filters[name].members:
            raise DefinitionError(
                f"{place}: filter {name} of feed {feed.feed} has no member {text!r}; "
                f"it has {', '.join(map(repr, feed.filters[name].members))}."
            )
