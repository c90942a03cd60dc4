"""Cases of a rule in the marts: what is said of a headline of England, or of the council's own first place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from oba import language as words
from oba.site import addresses
from oba.site.reading import Card, MeasureOnCard, Row, Site

ENGLAND = "E92000001"
REAL = tuple(words.TAGS[name][0] for name in words.SINCE)
LEFT_ITS_PATH = ("turned", "better", "slowed", "worse", "above_the_baseline", "below_the_baseline")


@dataclass(frozen=True)
class Case:
    """A case of a rule."""

    said: str
    about: str
    address: str | None  # none where the place of the case has no pages


@dataclass(frozen=True)
class _Shown:
    """A headline measure of a place."""

    place: str
    card: Card
    measure: MeasureOnCard
    is_drawn: bool  # whether the place has pages

    @property
    def newest(self) -> Row:
        return self.measure.newest

    @property
    def about(self) -> str:
        return f"{self.newest['measure_name']}, {self.newest['geography_name']}"

    def case(self, said: str, address: str | None = None) -> Case:
        curve = addresses.curve(self.place, self.card.scorecard["scorecard_id"], self.newest["measure_id"])
        return Case(said, self.about, (address or curve) if self.is_drawn else None)

    def evidence(self) -> str:
        return addresses.evidence(self.place, self.card.scorecard["scorecard_id"], self.newest["measure_id"])


def examples(site: Site, topic: str) -> list[Case]:
    """Return the cases of a topic that the marts have; none of a topic that has no figures."""
    found = FOUND.get(topic)
    return list(found(site)) if found else []


def bands(site: Site) -> list[Row]:
    """Return how often the band of each measure held one step ahead, with the measure's name; by name.

    A measure of which only made-up places have figures is left out: its name is that of a real one.
    """
    real = [row["geography_code"] for row in site.places() if not row["is_made_up"]]
    made_up = [row["geography_code"] for row in site.places() if row["is_made_up"]]
    rows = [
        site.row("dim_measure", measure_id=row["measure_id"]) | row
        for row in site.rows("fct_forecast_backtest", horizon=1, is_chosen=True)
        if row["coverage_pct"] is not None
        and not (_has_figures(site, row["measure_id"], made_up) and not _has_figures(site, row["measure_id"], real))
    ]
    return sorted(rows, key=lambda row: (row["measure_name"], row["measure_id"]))


def curves_judged(site: Site) -> int:
    """Return how many curves of real places have figures enough to tell a real change from chance."""
    made_up = {row["geography_code"] for row in site.rows("dim_geography") if row["is_made_up"]}
    return sum(
        row["verdict"] not in words.UNTAGGED and row["geography_code"] not in made_up
        for row in site.rows("fct_measure_verdict")
    )


def _has_figures(site: Site, measure: str, places: list[str]) -> bool:
    return any(site.has_rows("fct_measure_value", measure_id=measure, geography_code=place) for place in places)


def _headlines(site: Site, place: str) -> Iterator[_Shown]:
    seen = set()
    for row in site.scorecards_of(place):
        card = site.card(row["scorecard_id"], place) if row["scorecard_kind"] == "population" else None
        for measure in card.headlines if card else []:
            name = measure.newest["measure_id"]
            if card and name not in seen and measure.newest["value"] is not None:
                seen.add(name)
                yield _Shown(place, card, measure, site.is_drawn(place))


def _own(site: Site) -> Iterator[_Shown]:
    """Return the headlines of the council's own first place that has any; a made-up one explains nothing real."""
    for place in site.authorities:
        if not site.row("dim_geography", geography_code=place)["is_made_up"]:
            yield from _headlines(site, place)


def _changing(site: Site) -> Iterator[Case]:
    for tags in (REAL, ("No clear change",)):
        fitting = (shown for shown in _headlines(site, ENGLAND) if words.headline_kind(shown.measure)[0] in tags)
        for shown in islice(fitting, 1):
            yield shown.case(f"{shown.about}. {words.headline_verdict(shown.measure)}")


def _turned(site: Site) -> Iterator[Case]:
    for became in (LEFT_ITS_PATH, ("on_the_baseline",)):
        fitting = (
            (shown, shown.measure.judgement)
            for shown in (*_own(site), *_headlines(site, ENGLAND))
            if shown.measure.judgement and shown.measure.judgement["forecast_verdict"] in became
        )
        for shown, judgement in islice(fitting, 1):
            yield shown.case(judgement["forecast_sentence"])


def _compared(site: Site) -> Iterator[Case]:
    needed = ("england_value", "region_value", "neighbours_median")
    fitting = (shown for shown in _own(site) if all(shown.newest[column] is not None for column in needed))
    for shown in islice(fitting, 1):
        yield shown.case(words.example_beside_others(shown.newest))


def _rank(site: Site) -> Iterator[Case]:
    fitting = (shown for shown in _own(site) if words.is_rank_told(shown.newest))
    for shown in islice(fitting, 1):
        yield shown.case(f"{shown.about}: {words.rank(shown.newest)}")


def _small_numbers(site: Site) -> Iterator[Case]:
    fitting = (shown for shown in _own(site) if shown.newest["interval_low"] is not None)
    for shown in islice(fitting, 1):
        yield shown.case(words.with_interval(shown.newest))


def _revisions(site: Site) -> Iterator[Case]:
    found = [
        (row["revised_on"], abs(row["change_on_revision_pct"] or 0), row["period_end_date"], at, shown, row)
        for at, shown in enumerate(_own(site))
        for row in site.rows(
            "fct_measure_revision",
            measure_id=shown.newest["measure_id"],
            geography_code=shown.place,
            revision_kind="value",
        )
    ]
    for *_, shown, row in islice(sorted(found, key=lambda item: item[:4], reverse=True), 1):
        yield shown.case(words.example_revised(shown.newest | row, shown.measure.definition), shown.evidence())


def _lists(site: Site) -> Iterator[Case]:
    found = [
        (verdict["list_length"], verdict["measure_id"], shown, verdict)
        for shown in _own(site)
        if (verdict := shown.measure.verdict) and verdict["list_length"]
    ]
    for *_, shown, verdict in islice(sorted(found, key=lambda item: item[:2], reverse=True), 1):
        name = shown.newest["measure_name"]
        yield Case(words.listed(name, verdict), name, addresses.measure(shown.newest["measure_id"]))


FOUND: dict[str, Callable[[Site], Iterator[Case]]] = {
    "changing": _changing,
    "turned": _turned,
    "compared": _compared,
    "rank": _rank,
    "small-numbers": _small_numbers,
    "revisions": _revisions,
    "lists": _lists,
}
