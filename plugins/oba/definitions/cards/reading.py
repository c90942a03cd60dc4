"""Reading scorecards and programmes, each on its own: those that can be used, and why the others are refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from oba.definitions.cards.evaluation import Figure, Place, Scale
from oba.definitions.cards.method import METHOD_TESTS, CardInContext
from oba.definitions.cards.programme import Programme
from oba.definitions.cards.scorecard import Scorecard
from oba.definitions.cards.wording import MethodWords
from oba.definitions.feeds import Feed
from oba.definitions.measures import Measure
from oba.definitions.measures.fit import component_problems
from oba.definitions.places import Places
from oba.definitions.reading import Refusal, Sheet
from oba.periods import UnknownPeriod

MISSPELT = 0.85  # how like a name of a card another is that was meant to be it


@dataclass(frozen=True)
class CardReferences:
    """What scorecards and programmes may refer to; where that cannot be read itself, nothing is held against them."""

    folder: Path
    measures: dict[str, Measure]
    places: Places | None
    words: MethodWords | None
    files_of_measures: frozenset[str]  # by what they are named for, those that cannot be read included
    cohorts: frozenset[str] | None  # that are defined, of records or of families that a report lists
    feeds: dict[str, Feed] | None  # of all publications, by name
    scales: dict[str, Scale]

    def is_place(self, code: str) -> bool:
        """Tell whether a GSS code is that of a place."""
        return self.places is None or code in self._codes

    def is_measure(self, name: str) -> bool:
        """Tell whether a measure is defined, be it in a file that is itself refused."""
        return name in self.measures or name in self.files_of_measures

    @cached_property
    def _codes(self) -> set[str]:
        levels = (self.places.national, self.places.regional, self.places.local_authority) if self.places else ()
        return {place.code for level in levels for place in level}

    def unknown(self, measure: str) -> tuple[str, str, str]:
        """Return rule, found and mend for the name of a measure that nobody has defined."""
        like = get_close_matches(measure, self.measures, 3)
        meant = f"Did you mean {' or '.join(like)}? " if like else ""
        mend = f"{meant}Write the name of a file in measures/, or define it in measures/{measure}.yml."
        return "a measure that is named is defined", repr(measure), mend

    def unknown_cohort(self, cohort: str) -> tuple[str, str, str]:
        """Return rule, found and mend for the name of a cohort that nobody has defined."""
        known = sorted(self.cohorts or ())
        like = get_close_matches(cohort, known, 3)
        meant = f"Did you mean {' or '.join(like)}? " if like else ""
        mend = f"{meant}Write one of {', '.join(known) or 'none'}, or define it in local_mi/cohorts/{cohort}.yml."
        return "a cohort that is named is defined", repr(cohort), mend


def read_programmes(reference: CardReferences) -> tuple[tuple[Programme, ...], list[Refusal]]:
    """Return the programmes that can be used, in order of file name, and why the others cannot."""
    usable: list[Programme] = []
    refused: list[Refusal] = []
    for path in sorted((reference.folder / "programmes").glob("*.yml")):
        sheet = Sheet("programme", path)
        programme, problems = sheet.read(Programme)
        if programme is not None:
            problems = list(_programme_problems(programme, sheet, reference))
        refused += problems
        if programme is not None and not problems:
            usable.append(programme)
    return tuple(usable), refused


def read_scorecards(
    reference: CardReferences, programmes: tuple[Programme, ...], refused_programmes: set[str]
) -> tuple[tuple[Scorecard, ...], list[Refusal]]:
    """Return the scorecards that can be used, in order of file name, and why the others cannot."""
    usable: list[Scorecard] = []
    refused: list[Refusal] = []
    names = {programme.programme: programme.name for programme in programmes}
    for path in sorted((reference.folder / "scorecards").glob("*.yml")):
        sheet = Sheet("scorecard", path)
        card, problems = sheet.read(Scorecard)
        if card is not None:
            problems = list(_reference_problems(card, sheet, reference, set(names), refused_programmes))
            # The tests of the method look at the measures, so these must be known first.
            if not problems and all(name in reference.measures for _, name in _measures_named(card)):
                problems = list(_method_problems(card, sheet, reference, tuple(names.values())))
        refused += problems
        if card is not None and not problems:
            usable.append(card)
    return tuple(usable), refused


def _programme_problems(programme: Programme, sheet: Sheet, reference: CardReferences) -> Iterator[Refusal]:
    if not reference.is_place(programme.authority):
        mend = "Write the authority's GSS code as places.yml has it."
        yield sheet.refuse(("authority",), "an authority is a place of places.yml", programme.authority, mend)
    for position, objective in enumerate(programme.objectives):
        location = ("objectives", position)
        if objective.measure is None:
            continue
        if not reference.is_measure(objective.measure):
            yield sheet.refuse((*location, "measure"), *reference.unknown(objective.measure))
        if objective.baseline_period is None and objective.no_baseline_because is None:
            mend = (
                "Add 'baseline_period', the last day of the period from which the change is counted, such as "
                "2015-03-31. Where the source names none, say so in 'no_baseline_because', and let the rule ask for a "
                "change over the time that the source follows the figure."
            )
            found = f"'{objective.words}' without one"
            yield sheet.refuse(location, "an objective that a measure shows has a baseline", found, mend)
    yield from _evaluation_problems(programme, sheet, reference)


def _evaluation_problems(programme: Programme, sheet: Sheet, reference: CardReferences) -> Iterator[Refusal]:
    """Refuse a figure that no feed can hold, a scale that there is not, and a misspelt scorecard."""
    for number, survey in enumerate(programme.surveys):
        for position, statement in enumerate(survey.statements):
            if statement.scale not in reference.scales:
                at = ("surveys", number, "statements", position, "scale")
                mend = f"Write one of them: {', '.join(reference.scales) or 'none'}; or add it there."
                yield sheet.refuse(at, "a scale is one of method/surveys.yml", repr(statement.scale), mend)
    # A folder need not have every card, but a name that is nearly that of one is misspelt.
    cards = [path.stem for path in (reference.folder / "scorecards").glob("*.yml")]
    for part in ("surveys", "training", "comparisons"):
        for number, entry in enumerate(getattr(programme, part)):
            like = get_close_matches(entry.scorecard or "", cards, 1, MISSPELT)
            if like and entry.scorecard not in cards:
                mend = f"Write {like[0]}, or remove the line: it is shown on no page then."
                yield sheet.refuse((part, number, "scorecard"), "a scorecard is defined", repr(entry.scorecard), mend)
    told: set[tuple[str, ...]] = set()
    for place, _, _, _, figure in programme.pointed_at(reference.scales):
        for refusal in _figure_problems(figure, place, sheet, reference):
            # The answers of one statement share its place, and mostly what is wrong with it.
            if (key := (refusal.place, refusal.rule, refusal.found)) not in told:
                told.add(key)
                yield refusal


def _figure_problems(figure: Figure, place: Place, sheet: Sheet, reference: CardReferences) -> Iterator[Refusal]:
    if reference.feeds is None:
        return
    feed = reference.feeds.get(figure.feed)
    if feed is None:
        mend = "Write the name of a feed of a publication."
        yield sheet.refuse(place, "a feed that is named is one of a publication", repr(figure.feed), mend)
        return
    yield from component_problems(figure, feed, sheet, place)
    rule = f"a figure is of one period of feed {feed.feed}"
    if figure.period is None:
        if feed.periods.first is None or feed.periods.first != feed.periods.last:
            mend = "Add 'period', written as in the files, such as 2015 or 201516."
            yield sheet.refuse(place, rule, "a figure without a period, of a feed that has several", mend)
        return
    try:
        feed.period(figure.period)
    except UnknownPeriod as error:
        yield sheet.refuse((*place, "period"), rule, repr(figure.period), f"Write it as the files do: {error}.")


def _measures_named(card: Scorecard) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each place of a card that names a measure, with the name."""
    for part in ("measures", "story", "ideas", "actions"):
        for number, entry in enumerate(getattr(card, part)):
            if entry.measure is not None:
                yield (part, number, "measure"), entry.measure


def _reference_problems(
    card: Scorecard, sheet: Sheet, reference: CardReferences, programmes: set[str], refused_programmes: set[str]
) -> Iterator[Refusal]:
    for location, measure in _measures_named(card):
        if not reference.is_measure(measure):
            yield sheet.refuse(location, *reference.unknown(measure))
    for number, cohort in enumerate(card.cohorts):
        if reference.cohorts is not None and cohort not in reference.cohorts:
            yield sheet.refuse(("cohorts", number), *reference.unknown_cohort(cohort))
        elif cohort in card.cohorts[:number]:
            yield sheet.refuse(
                ("cohorts", number), "a cohort is on a card once", f"{cohort} again", "Remove one of them."
            )
    if card.authorities != "all":
        for number, code in enumerate(card.authorities):
            if not reference.is_place(code):
                mend = "Write the GSS code of an authority, region or country as places.yml has it."
                yield sheet.refuse(("authorities", number), "an authority is a place of places.yml", code, mend)
    yield from _elsewhere(card, sheet, reference)
    if card.programme in refused_programmes:
        mend = f"Mend programmes/{card.programme}.yml first."
        yield sheet.refuse(("programme",), "a programme can be used", f"{card.programme}, which is refused", mend)
    elif card.programme is not None and card.programme not in programmes:
        mend = f"Define it in programmes/, or remove the line. There are: {', '.join(sorted(programmes)) or 'none'}."
        yield sheet.refuse(("programme",), "a card names a programme that is defined", card.programme, mend)
    yield from _twice(card, sheet, reference)
    yield from _wanted_of_a_judged_measure(card, sheet, reference)


def _elsewhere(card: Scorecard, sheet: Sheet, reference: CardReferences) -> Iterator[Refusal]:
    """Refuse an entry about a place that the card is not about, since no page would show it, or about one twice."""
    for part in ("story", "partners", "ideas", "actions", "data_development"):
        for number, entry in enumerate(getattr(card, part)):
            codes = entry.authorities or ()
            for position, code in enumerate(codes):
                at = (part, number, "authorities", position)
                if card.authorities != "all" and code not in card.authorities:
                    mend = f"Write one of {', '.join(card.authorities)}, or add the place to the card."
                    yield sheet.refuse(at, "an entry is about a place of its card", code, mend)
                elif not reference.is_place(code):
                    mend = "Write the GSS code of an authority, region or country as places.yml has it."
                    yield sheet.refuse(at, "an authority is a place of places.yml", code, mend)
                elif code in codes[:position]:
                    yield sheet.refuse(at, "an entry names a place once", f"{code} again", "Remove one of them.")


def _wanted_of_a_judged_measure(card: Scorecard, sheet: Sheet, reference: CardReferences) -> Iterator[Refusal]:
    for number, placed in enumerate(card.measures):
        measure = reference.measures.get(placed.measure)
        if placed.wanted is not None and measure is not None and measure.polarity != "no_judgement":
            yield sheet.refuse(
                ("measures", number, "wanted"),
                "a card gives a direction only to a measure that has none of its own",
                f"{placed.wanted} for {placed.measure}, of which {measure.polarity.replace('_', ' ')} everywhere",
                f"Remove 'wanted' and 'wanted_by', or write 'polarity: no_judgement' in measures/{placed.measure}.yml.",
            )


def _twice(card: Scorecard, sheet: Sheet, reference: CardReferences) -> Iterator[Refusal]:
    seen_measures, seen_names = set(), set()
    for number, placed in enumerate(card.measures):
        location = ("measures", number, "measure")
        if placed.measure in seen_measures:
            yield sheet.refuse(
                location, "a measure is on a card once", f"{placed.measure} again", "Remove one of them."
            )
        elif placed.role == "headline" and placed.measure in reference.measures:
            name = reference.measures[placed.measure].name
            if name.casefold() in seen_names:
                mend = f"Give measures/{placed.measure}.yml a name that says how it differs, or make one secondary."
                yield sheet.refuse(location, "each headline has its own name", f"'{name}' again", mend)
            seen_names.add(name.casefold())
        seen_measures.add(placed.measure)


def _method_problems(
    card: Scorecard, sheet: Sheet, reference: CardReferences, programme_names: tuple[str, ...]
) -> Iterator[Refusal]:
    if reference.words is None:
        return
    context = CardInContext(card, reference.measures, reference.words, programme_names)
    for test in METHOD_TESTS:
        for breach in test.breaches(context):
            if breach.hard:
                file = reference.folder / "measures" / f"{breach.measure}.yml" if breach.measure else sheet.path
                rule, found = f"test {test.number} of the method, {test.asked}", breach.finding.rstrip(".")
                yield sheet.refuse_for(file, breach.location, rule, found, breach.mend)
