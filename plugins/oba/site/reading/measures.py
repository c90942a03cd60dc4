"""What a measure says of every place, read for the pages and downloads that set places side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from oba.language.comparing import FEWEST_RANKED
from oba.site.reading.marts import Row
from oba.site.reading.site import Site

AUTHORITY, ENGLAND = "Local authority", "National"

Lack = Literal["counted_together", "ended", "no_row"]


@dataclass
class NewestOfPlace:
    """What ``oba.language.headline_tag`` reads of a place, so that one word is said of a curve on every page."""

    newest: Row
    definition: Row
    history: list[Row]
    verdict: Row | None
    judgement: Row | None = None  # what became of its baseline does not tell whether it is changing
    objectives: list[Row] = field(default_factory=list)  # nobody's aim judges it but on a card


@dataclass(frozen=True)
class PlaceOnMeasure:
    """One place, and what is known of it in the newest period of a measure."""

    geography: Row  # a row of dim_geography
    value: Row | None  # a row of fct_measure_value; None where the place has no row in that period
    compared: Row | None  # a row of fct_measure_comparison
    verdict: Row | None  # a row of fct_measure_verdict, where that is on the newest period
    history: list[Row]  # rows of fct_measure_value, oldest first

    @property
    def code(self) -> str:
        """The GSS code."""
        return self.geography["geography_code"]

    @property
    def name(self) -> str:
        """The name, for display."""
        return self.geography["geography_name"]

    @property
    def row(self) -> Row:
        """Its newest row of fct_measure_value; of a place that has one in the newest period, that."""
        return self.history[-1]

    def of_measure(self, definition: Row) -> NewestOfPlace:
        """Return it as a curve of a measure, which is a row of ``dim_measure``; it has a row in the newest period."""
        newest = self.row | {"polarity": definition["polarity"], "wanted_direction": None}
        return NewestOfPlace(newest, definition, self.history, self.verdict)

    @property
    def has_value(self) -> bool:
        """Whether there is a figure in the newest period."""
        return self.value is not None and self.row["value"] is not None


@dataclass(frozen=True)
class MeasureOfPlaces:
    """A measure in its newest period, for every place that has a row of it in any period."""

    definition: Row  # a row of dim_measure
    newest: date  # last day of the newest period of any place
    periods: list[date]  # last days of all periods, oldest first
    places: list[PlaceOnMeasure]  # by name

    @property
    def authorities(self) -> list[PlaceOnMeasure]:
        """The authorities that have a row in the newest period, by name; its value may be hidden or missing."""
        return [place for place in self.places if place.geography["geographic_level"] == AUTHORITY and place.value]

    @property
    def england(self) -> PlaceOnMeasure | None:
        """England, where it has a row in the newest period."""
        of = [place for place in self.places if place.geography["geographic_level"] == ENGLAND and place.value]
        return of[0] if of else None

    @property
    def beside(self) -> list[PlaceOnMeasure]:
        """England and the regions that have a row in the newest period, England first."""
        others = [place for place in self.places if place.geography["geographic_level"] != AUTHORITY and place.value]
        return sorted(others, key=lambda place: place.geography["geographic_level"] != ENGLAND)

    @property
    def lacking(self) -> list[PlaceOnMeasure]:
        """The authorities that have rows of earlier periods alone, by name."""
        return [place for place in self.places if place.geography["geographic_level"] == AUTHORITY and not place.value]

    @property
    def is_of_many(self) -> bool:
        """Whether enough authorities have a figure to stand side by side."""
        return sum(place.has_value for place in self.authorities) >= FEWEST_RANKED

    @property
    def judged(self) -> Row | None:
        """A row of fct_measure_verdict that says how many authorities were judged and listed, if any were."""
        rows = [place.verdict for place in self.authorities if place.verdict]
        return next((row for row in rows if row["authorities_judged"]), None)


def measures_with_figures(site: Site) -> Iterator[Row]:
    """Return the rows of ``dim_measure`` of which any place has a row, by name."""
    for row in sorted(site.rows("dim_measure"), key=lambda row: (row["measure_name"], row["measure_id"])):
        if site.rows("fct_measure_value", measure_id=row["measure_id"]):
            yield row


def places_with_value(site: Site, measure_id: str) -> int:
    """Return how many authorities have a value in the newest period of a measure; cheap, for planning."""
    rows = site.rows("fct_measure_value", measure_id=measure_id)
    if not rows:
        return 0
    newest = max(row["period_end_date"] for row in rows)
    authorities = {row["geography_code"] for row in site.rows("dim_geography", geographic_level=AUTHORITY)}
    return sum(
        row["period_end_date"] == newest and row["value"] is not None and row["geography_code"] in authorities
        for row in rows
    )


def read_measure(site: Site, measure_id: str) -> MeasureOfPlaces:
    """Read a measure of which some place has a row."""
    values = sorted(site.rows("fct_measure_value", measure_id=measure_id), key=lambda row: row["period_end_date"])
    newest = values[-1]["period_end_date"]
    histories: dict[str, list[Row]] = {}
    for row in values:
        histories.setdefault(row["geography_code"], []).append(row)
    compared = {
        row["geography_code"]: row
        for row in site.rows("fct_measure_comparison", measure_id=measure_id)
        if row["period_end_date"] == newest
    }
    verdicts = {
        row["geography_code"]: row
        for row in site.rows("fct_measure_verdict", measure_id=measure_id)
        if row["period_end_date"] == newest
    }
    places = [
        PlaceOnMeasure(
            row,
            history[-1] if history[-1]["period_end_date"] == newest else None,
            compared.get(row["geography_code"]),
            verdicts.get(row["geography_code"]),
            history,
        )
        for row in site.rows("dim_geography")
        if (history := histories.get(row["geography_code"]))
    ]
    return MeasureOfPlaces(
        definition=site.row("dim_measure", measure_id=measure_id),
        newest=newest,
        periods=sorted({row["period_end_date"] for row in values}),
        places=sorted(places, key=lambda place: (place.name, place.code)),
    )


def every_period(measure: MeasureOfPlaces, place: PlaceOnMeasure) -> list[Row]:
    """Return a row for every period of a measure, without a value where a place has none."""
    nothing = {"value": None, "value_reason": None, "interval_low": None, "interval_high": None}
    rows = {row["period_end_date"]: row for row in place.history}
    return [rows.get(end) or {"period_end_date": end, **nothing} for end in measure.periods]


def compared_measure(site: Site, measure_id: str) -> str | None:
    """Return the measure by which places are set side by side on one: of a count its rate, where that has figures.

    None where fewer than two authorities have a figure, and so there is no page on which they are compared.
    """
    rate = site.row("dim_measure", measure_id=measure_id)["rate_measure_id"]
    return next((one for one in (rate, measure_id) if one and places_with_value(site, one) > 1), None)


def neighbours(site: Site) -> dict[str, tuple[str, ...]]:
    """Return by authority its statistical neighbours in its newest set, the nearest first."""
    sets: dict[str, dict[int, list[Row]]] = {}
    for row in site.rows("bridge_statistical_neighbour"):
        sets.setdefault(row["geography_code"], {}).setdefault(row["neighbour_set_year"], []).append(row)
    return {
        code: tuple(row["neighbour_code"] for row in sorted(of[max(of)], key=lambda row: row["neighbour_rank"]))
        for code, of in sets.items()
    }


def why_lacking(site: Site, place: PlaceOnMeasure, measure: MeasureOfPlaces) -> tuple[Lack, str | None]:
    """Return why an authority has no row in the newest period, and the name of the return that counts it, if one."""
    returns = {row["combined_code"] for row in site.rows("bridge_combined_return", member_code=place.code)}
    together = [other.name for other in measure.authorities if other.code in returns]
    if together:
        return "counted_together", together[0]
    ended = place.geography["valid_to"]
    return ("ended" if ended is not None and ended < measure.newest else "no_row"), None
