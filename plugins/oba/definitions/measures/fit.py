"""Whether a measure fits the feeds that it names: their columns, members, units and kinds of period."""

from collections.abc import Iterator

from oba.definitions.feeds import Feed, breakdown
from oba.definitions.measures.measure import Component, Measure
from oba.definitions.reading import Refusal, Sheet
from oba.periods import CADENCES, YEAR, months_of_kind

RETURN = "pounds_for_each_pound"


def misfits(measure: Measure, sheet: Sheet, feeds: dict[str, Feed], are_all_known: bool) -> list[Refusal]:
    """Return what a measure asks of feeds that these do not have.

    Args:
        measure: as it could be read.
        sheet: its file.
        feeds: those of all publications that could be read, by name.
        are_all_known: every publication could be read, so that a feed which is not there is nowhere.
    """
    problems: list[Refusal] = []
    named = {source.feed_of(component) for source in measure.sources for component in source.components.values()}
    for number, source in enumerate(measure.sources):
        for part, component in source.components.items():
            name = source.feed_of(component)
            place = ("sources", number) if part == "value" else ("sources", number, part)
            if name in feeds:
                problems += component_problems(component, feeds[name], sheet, place)
            elif are_all_known:
                mend = f"Write one of them: {', '.join(feeds)}."
                problems.append(
                    sheet.refuse((*place, "feed"), "a feed that is named is one of a publication", repr(name), mend)
                )
    if problems or not named <= feeds.keys():
        return problems  # units and periods are those of columns and members that there are
    for number in range(len(measure.sources)):
        problems += _unit_problems(measure, number, feeds, sheet)
        problems += _count_problems(measure, number, feeds, sheet)
    return [*problems, *_cadence_problems(measure, feeds, sheet)]


def rate_problems(measure: Measure, sheet: Sheet, measures: dict[str, Measure], named: set[str]) -> Iterator[Refusal]:
    """Refuse a rate that is not defined or is none, and one of a measure that is itself a rate.

    Args:
        measure: as it could be read.
        sheet: its file.
        measures: those that could be read, by name.
        named: what the files of measures are named for, those that cannot be read included.
    """
    if measure.rate is None:
        return
    rule = "the rate of a count is a measure that is a rate or a percentage"
    rate = measures.get(measure.rate)
    if measure.is_share:
        found = f"one for {measure.measure}, which is in {measure.unit} itself"
        yield sheet.refuse(("rate",), rule, found, "Remove 'rate'; the measure is compared as it is.")
    elif measure.rate not in named:
        mend = f"Write the name of a file in measures/, or define it in measures/{measure.rate}.yml."
        yield sheet.refuse(("rate",), rule, repr(measure.rate), mend)
    elif rate is not None and not rate.is_share:
        mend = "Write the measure that is the same in percent, or for so many people; without one, remove 'rate'."
        yield sheet.refuse(("rate",), rule, f"{measure.rate}, which is in {rate.unit}", mend)


def mixed_methods(measure: Measure, sheet: Sheet, feeds: dict[str, Feed]) -> Iterator[Refusal]:
    """Refuse a return that would be compared over ways to reckon it: of several sources, or of several places.

    What one report calls pounds for each pound is not what another does (``value_for_money/comparators.yml``), so such
    figures stand in no common series, rank or average.
    """
    if measure.unit != RETURN:
        return
    rule = "a return is of one method: one file of one report, about one place"
    mend = "Make a measure of each; what others state stands in value_for_money/comparators.yml, with its method."
    named = [source.feed for source in measure.sources]
    if len(named) > 1:
        yield sheet.refuse(("sources",), rule, f"returns of {' and '.join(named)} in one measure", mend)
    for number, name in enumerate(named):
        feed = feeds.get(name)
        if feed is not None and (feed.england or feed.regions or feed.minimum_authorities > 1):
            yield sheet.refuse(("sources", number, "feed"), rule, f"{name}, which is about several places", mend)


def _unit_problems(measure: Measure, number: int, feeds: dict[str, Feed], sheet: Sheet) -> Iterator[Refusal]:
    source = measure.sources[number]
    feed = feeds[source.feed]
    unit = "percent" if source.out_of else feed.unit_of(source.column, source.where)
    if source.out_of and measure.unit != unit:
        mend = "Write 'unit: percent', or remove 'out_of'."
        yield sheet.refuse(("unit",), "what is so much out of something is in percent", measure.unit, mend)
    elif measure.unit != unit:
        where = f" at {breakdown(source.where)}" if unit != feed.columns[source.column].unit else ""
        found = f"{measure.unit}, but {source.column} of feed {feed.feed} is in {unit}{where}"
        yield sheet.refuse(("unit",), "a measure has the unit of its column", found, "Correct the unit, or the column.")


def component_problems(
    component: Component, feed: Feed, sheet: Sheet, place: tuple[str | int, ...]
) -> Iterator[Refusal]:
    """Refuse a column or members that a feed does not have; ``place`` is where the component stands in its file."""
    if component.column not in feed.columns:
        mend = f"Write one of its data columns: {', '.join(feed.columns)}."
        rule = f"a column is a data column of feed {feed.feed}"
        yield sheet.refuse((*place, "column"), rule, repr(component.column), mend)
    if {*component.where, *component.summed_over} != set(feed.filters):
        rule = f"'where' names one member of each filter of feed {feed.feed} that is not summed over"
        found = ", ".join((*component.where, *component.summed_over)) or "none"
        mend = f"Name a member of each: {', '.join(feed.filters)}." if feed.filters else "Remove it; it has no filter."
        yield sheet.refuse((*place, "where"), rule, found, mend)
    named: list[tuple[tuple[str | int, ...], str, str]]
    named = [(("where", name), name, text) for name, text in component.where.items()]
    for name, chosen in component.summed_over.items():
        if chosen != "all":
            named += [(("summed_over", name, number), name, text) for number, text in enumerate(chosen)]
        elif name in feed.filters and (wholes := feed.filters[name].wholes):
            rule = "a sum counts nobody twice"
            mend = f"Name the members of {name} to sum over, or one under 'where'."
            yield sheet.refuse((*place, "summed_over", name), rule, f"{wholes[0]!r}, a sum of others", mend)
    for at, name, text in named:
        if name in feed.filters and text not in feed.filters[name].members:
            rule = f"a member is one of filter {name} of feed {feed.feed}"
            mend = f"Write one of its members: {', '.join(map(repr, feed.filters[name].members))}."
            yield sheet.refuse((*place, *at), rule, repr(text), mend)


def _count_problems(measure: Measure, number: int, feeds: dict[str, Feed], sheet: Sheet) -> Iterator[Refusal]:
    """Refuse counts of another time than the figure.

    Beside it, those of another kind of period. In another feed, those of a shorter one and, where the figure is of a
    part of a year, those over several years: these overlap, so that two would be the one of the same part.
    """
    source = measure.sources[number]
    kind = feeds[source.feed].period_kind(source.where)
    for part, component in source.components.items():
        feed = feeds[source.feed_of(component)]
        found = feed.period_kind(component.where)
        is_shorter = months_of_kind(found) < months_of_kind(kind)
        if is_shorter if feed.feed != source.feed else found != kind:
            yield sheet.refuse(
                ("sources", number, part),
                f"a {part} is of as long a period as the figure, here a {_words(kind)}",
                f"that of feed {feed.feed}, for a {_words(found)}",
                f"Name a {part} that is known for as long a period.",
            )
        elif months_of_kind(kind) < YEAR < months_of_kind(found):
            yield sheet.refuse(
                ("sources", number, part),
                f"a {part} of a figure for a {_words(kind)} is of a year at most",
                f"that of feed {feed.feed}, for {_words(found)}",
                f"Name a {part} that is known for each year, or for as long a period as the figure.",
            )


def _cadence_problems(measure: Measure, feeds: dict[str, Feed], sheet: Sheet) -> Iterator[Refusal]:
    """Refuse a measure whose sources are of several kinds of period, or of another kind than its cadence says."""
    kinds = {source.feed: feeds[source.feed].period_kind(source.where) for source in measure.sources}
    if len(set(kinds.values())) > 1:
        found = ", ".join(f"{feed} for a {_words(kind)}" for feed, kind in kinds.items())
        rule = "the sources of one series are of one kind of period"
        yield sheet.refuse(("sources",), rule, found, "Make a measure of each.")
        return
    feed, kind = next(iter(kinds.items()))
    fitting = next((name for name, months in CADENCES.items() if months == min(months_of_kind(kind), YEAR)), "once")
    if (measure.cadence or "annual") not in (fitting, "once"):
        yield sheet.refuse(
            ("cadence",),
            "a measure has the cadence of its feed",
            f"{measure.cadence or 'none, which is annual'}, but feed {feed} has a figure for each {_words(kind)}",
            f"Write 'cadence: {fitting}', or name a feed of another kind of period.",
        )


def _words(kind: str) -> str:
    return kind.replace("_", " ")
