"""Reading the folder ``value_for_money``, and what is wrong between its lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oba.definitions.reading import Refusal, Sheet
from oba.definitions.value_for_money.comparators import Comparators
from oba.definitions.value_for_money.conferences import ConferenceValue, Dated, Deflators
from oba.errors import DefinitionError
from oba.vocabulary import DeadweightKind

FOLDER = "value_for_money"
ASSUMED: tuple[DeadweightKind, ...] = ("low", "medium", "high")


@dataclass(frozen=True)
class ValueForMoney:
    """All files of the folder."""

    conferences: ConferenceValue
    comparators: Comparators
    deflators: Deflators


def read_value_for_money(definitions: Path) -> ValueForMoney:
    """Read what the value for money is reckoned with.

    Args:
        definitions: the folder of definitions.

    Raises:
        DefinitionError: a file cannot be used; names file, line, rule, what was found and the mend.
    """
    found, refused = look(definitions)
    if found is None:
        raise DefinitionError(tuple(refused))
    return found


def look(definitions: Path) -> tuple[ValueForMoney | None, list[Refusal]]:
    """Return what the folder defines, or why it cannot be used."""
    of_conferences, of_comparators, of_deflators = (
        Sheet("definition", definitions / FOLDER / f"{name}.yml")
        for name in ("conferences", "comparators", "deflators")
    )
    conferences, refused = of_conferences.read(ConferenceValue)
    comparators, refused_comparators = of_comparators.read(Comparators)
    deflators, refused_deflators = of_deflators.read(Deflators)
    refused = [*refused, *refused_comparators, *refused_deflators]
    if conferences is None or comparators is None or deflators is None:
        return None, refused
    refused += _twice_at_once(conferences, of_conferences)
    refused += _out_of_order(conferences, of_conferences)
    refused += _not_there(conferences, of_conferences)
    refused += _without_price_level(conferences, deflators, of_deflators)
    refused += _mixed_rankings(comparators, of_comparators)
    return (None if refused else ValueForMoney(conferences, comparators, deflators)), refused


def _twice_at_once(found: ConferenceValue, sheet: Sheet) -> Iterator[Refusal]:
    """Refuse two figures for one thing on one day."""
    lists: dict[str, list[tuple[str, Dated]]] = {
        "unit_costs": [(each.status, each) for each in found.unit_costs],
        "conference_costs": [("a conference", each) for each in found.conference_costs],
        "annual": [(each.cohort, each) for each in found.annual],
    }
    for field, entries in lists.items():
        for number, (what, entry) in enumerate(entries):
            other = next((each for name, each in entries[:number] if name == what and each.overlaps(entry)), None)
            if other is not None:
                held = f"{what}, which another line prices from {other.held_from} until {other.held_until or 'now'}"
                mend = "End the one before the other begins, under 'until'."
                yield sheet.refuse((field, number), "one thing has one price on a day", held, mend)
    kinds = [each.kind for each in found.deadweight]
    for number, kind in enumerate(kinds):
        if kind in kinds[:number]:
            yield sheet.refuse(
                ("deadweight", number, "kind"), "each kind of deadweight has one share", kind, "Remove one of the two."
            )


def _out_of_order(found: ConferenceValue, sheet: Sheet) -> Iterator[Refusal]:
    """Refuse shares of deadweight that do not rise from low over medium to high, or lack one of these."""
    shares = {each.kind: each.pct for each in found.deadweight}
    in_order = [shares[kind] for kind in ASSUMED if kind in shares]
    if set(shares) != set(ASSUMED) or in_order != sorted(in_order):
        said = ", ".join(f"{kind} {pct:g}" for kind, pct in shares.items())
        mend = "Write a line for each, in percent; what is estimated comes of the comparison."
        yield sheet.refuse(("deadweight",), f"deadweight rises from {' over '.join(ASSUMED)}", said, mend)


def _not_there(found: ConferenceValue, sheet: Sheet) -> Iterator[Refusal]:
    """Refuse a year of service of a cohort that is not listed, and a status of the rows that has no cost."""
    cohorts = [each.cohort for each in found.evaluated.cohorts]
    for number, year in enumerate(found.annual):
        if year.cohort not in cohorts:
            mend = f"Write one of them: {', '.join(cohorts)}."
            rule = "a year of service takes the benefit of an evaluated cohort"
            yield sheet.refuse(("annual", number, "cohort"), rule, repr(year.cohort), mend)
    priced = {each.status for each in found.unit_costs}
    for word, status in found.evaluated.statuses.items():
        if status not in priced:
            yield sheet.refuse(
                ("evaluated", "statuses", word),
                "a status of the evaluated families has a unit cost",
                status,
                "Add its line to unit_costs, with its period and source.",
            )


def _without_price_level(found: ConferenceValue, deflators: Deflators, sheet: Sheet) -> Iterator[Refusal]:
    """Refuse prices of a year without a deflator where they are asked for in those of another year."""
    if deflators.to_price_year is None:
        return
    known = {each.price_year for each in deflators.series}
    asked = {each.price_year for each in (*found.unit_costs, *found.conference_costs, *found.annual)}
    for year in sorted((asked | {deflators.to_price_year}) - known):
        yield sheet.refuse(
            ("to_price_year",),
            "each price year has a deflator where prices are asked for in those of one year",
            f"none for {year}",
            "Add its line to series, or remove 'to_price_year'.",
        )


def _mixed_rankings(found: Comparators, sheet: Sheet) -> Iterator[Refusal]:
    """Refuse an order over different methods or units, or of what is not there."""
    by_name = {each.comparator: each for each in found.comparators}
    names = [each.comparator for each in found.comparators]
    for number, name in enumerate(names):
        if name in names[:number]:
            place = ("comparators", number, "comparator")
            yield sheet.refuse(place, "each comparator has its own name", name, "Rename or remove one of the two.")
    for number, ranking in enumerate(found.rankings):
        place = ("rankings", number, "comparators")
        unknown = [name for name in ranking.comparators if name not in by_name]
        if unknown:
            mend = f"Write one of them: {', '.join(by_name)}."
            yield sheet.refuse(place, "what is put in order is a comparator", ", ".join(unknown), mend)
            continue
        ranked = [by_name[name] for name in ranking.comparators]
        ways = sorted({f"{each.method} in {each.unit or 'no amount'}" for each in ranked})
        if len(ways) > 1 or any(each.amount is None for each in ranked):
            rule = "what is put in order was reckoned by one method, in one unit"
            mend = "Rank those of one method, or none: methods are never mixed."
            yield sheet.refuse(place, rule, "; ".join(ways), mend)
