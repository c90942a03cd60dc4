"""A made-up council: its chunks of families with everything that is recorded of them, from one seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

import numpy as np

from oba.made_up.care import make_episodes
from oba.made_up.conferences import make_conferences
from oba.made_up.draws import DAY, NEVER, Draws, Table, days, size, stacked, taken
from oba.made_up.families import make_families
from oba.made_up.journeys import LINKED, Chunk, birthday, walk
from oba.made_up.parameters import Parameters
from oba.made_up.recording import entered

OLD_CODE = "999"
FIRST_NUMBER = 1_000_000  # of a child; the CIN census admits ten characters
NUMBERS_IN_CHUNK = 200_000  # children from 0, mothers from MOTHERS
MOTHERS = 150_000


@dataclass(frozen=True)
class Council:
    """A council as it is drawn; ``last`` is the last day of which anything is told."""

    code: str
    seed: int
    parameters: Parameters
    years: int
    last: date

    @property
    def first(self) -> date:
        """First day on which a family can come."""
        return date(self.last.year - self.years - self.parameters.warm_up_years, 4, 1)

    @property
    def families(self) -> int:
        """Families that come from first to last."""
        span = (self.last - self.first).days / 365.25
        return max(1, round(self.parameters.referrals.families_a_year * span))

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-self.families // self.parameters.chunk_families)

    def draws(self, chunk: int) -> Draws:
        """Return the draws of one chunk."""
        return Draws((self.seed, crc32(self.code.encode()), chunk))

    def walked(self, chunk: int) -> Chunk:
        """Return what happens to the families of one chunk."""
        size_of_chunk = self.parameters.chunk_families
        count = min(size_of_chunk, self.families - chunk * size_of_chunk)
        draws = self.draws(chunk)
        families, children = make_families(draws, self.parameters, count, self.first, self.last)
        return walk(draws, self.parameters, families, children, self.last)

    def with_parameters(self, parameters: Parameters) -> "Council":
        """Return this council of other parameters."""
        return replace(self, parameters=parameters)


def facts(council: Council, chunk: int) -> dict[str, Table]:
    """Return everything that is recorded of the families of one chunk.

    Every ``child`` is the council's number of a child; the tables with a ``known`` column are read through
    ``recording.as_known``. ``person`` has a row for each child that was ever told of, and its first column ``child``.
    """
    draws, parameters = council.draws(chunk), council.parameters
    drawn = council.walked(chunk)
    if not drawn.tables:
        return {}
    drawn = _with_adopted(draws.within("adopted"), council, drawn)
    said = parameters.recording
    base = FIRST_NUMBER + chunk * NUMBERS_IN_CHUNK
    tables = {name: dict(table) for name, table in drawn.tables.items()}
    case = tables["case"]
    case = entered(draws, said, "case", case | {"end": case["closure"]})
    tables["case"] = case | {"id": base + np.arange(size(case)), "locality": drawn.families["locality"][case["family"]]}
    for name in LINKED:
        tables[name] = entered(draws, said, name, tables[name], case["known"][tables[name]["case"]])
        tables[name]["id"] = base + np.arange(size(tables[name]))
        tables[name]["locality"] = tables["case"]["locality"][tables[name]["case"]]
    tables["contact"] = _once(tables["contact"], ("child", "start", "source"))
    for name in ("contact", "early_help"):
        table = tables[name]
        tables[name] = entered(draws, said, name, table | {"end": table.get("end", np.full(size(table), NEVER))})
        tables[name]["id"] = base + np.arange(size(table))
    tables["episode"] = _episodes(draws, parameters, drawn, base, tables["care"])
    tables["leaver"] = _leavers(drawn, tables["care"])
    tables["conference"], tables["conference_child"] = _conferences(draws, parameters, drawn, base)
    # Drawn to the last day, and some of what is drawn lies behind it.
    told: np.ndarray = np.zeros(size(drawn.children), dtype=bool)
    told[tables["contact"]["child"]] = True
    told[case["child"]] = True
    told[tables["early_help"]["child"]] = True
    person = _people(drawn, base)
    first_known = np.full(size(drawn.children), np.datetime64("2200-01-01"))
    for name in ("contact", "case", "early_help"):
        np.minimum.at(first_known, tables[name]["child"], tables[name]["known"])
    person["known"] = first_known
    tables["person"] = taken(person, told)
    for name, table in tables.items():
        if name != "person" and "child" in table:
            table["child"] = table["child"] + base
        if "case" in table:
            table["case"] = table["case"] + base
        if name != "person" and "family" in table:
            table["family"] = table["family"] + base
    return tables


def all_facts(council: Council) -> Iterator[dict[str, Table]]:
    """Yield the facts of one chunk after the other."""
    for chunk in range(council.chunks):
        found = facts(council, chunk)
        if found:
            yield found


def _once(table: Table, columns: tuple[str, ...]) -> Table:
    """Return the rows of a table, those that are alike in some columns once."""
    order = np.lexsort([table[name] for name in reversed(columns)])
    found = taken(table, order)
    alike: np.ndarray = np.ones(max(size(found) - 1, 0), dtype=bool)
    for name in columns:
        alike &= found[name][1:] == found[name][:-1]
    return taken(found, np.append(True, ~alike)) if size(found) else found


def _with_adopted(draws: Draws, council: Council, drawn: Chunk) -> Chunk:
    """Return the chunk with those adopted from care who come again: other children of other families, by rule."""
    care = drawn.tables["care"]
    share = council.parameters.care.comes_again_after_adoption
    chosen = (care["exit"] == "adoption") & (draws.uniform("comes again", size(care)) < share)
    if not chosen.any():
        return drawn
    who = care["child"][chosen]
    families = taken(drawn.families, drawn.children["family"][who])
    later = days(200 + 1500 * draws.uniform("comes", len(who)))
    families |= {"arrival": care["end"][chosen] + later, "size": np.ones(len(who), dtype=np.int8)}
    families |= {"mother_known": np.zeros(len(who), dtype=bool), "need": draws.normal("need", len(who))}
    families["moved"] = np.full(len(who), NEVER)
    children = taken(drawn.children, who) | {"family": np.arange(len(who)), "order": np.zeros(len(who), dtype=np.int8)}
    children["death"] = np.full(len(who), NEVER)
    again = walk(draws, council.parameters, families, children, council.last)
    if not again.tables:
        return drawn
    ahead = {"child": size(drawn.children), "family": size(drawn.families), "case": size(drawn.tables["case"])}
    moved = {
        name: {column: values + ahead[column] if column in ahead else values for column, values in table.items()}
        for name, table in again.tables.items()
    }
    children["family"] = children["family"] + size(drawn.families)
    return Chunk(
        stacked([drawn.families, families]),
        stacked([drawn.children, children]),
        {name: stacked([drawn.tables[name], moved[name]]) for name in drawn.tables},
    )


def _people(drawn: Chunk, base: int) -> Table:
    children, families = drawn.children, drawn.families
    family = children["family"]
    number = np.arange(size(children))
    # An address is a number: the family's, and another one after it has moved.
    return {
        "child": base + number,
        "family": base + family,
        "mother": np.where(families["mother_known"][family], base + MOTHERS + family, 0),
        "address": np.where(families["address_known"][family], base + family, 0),
        "moved": families["moved"][family],
        "locality": families["locality"][family],
        **{
            name: children[name]
            for name in ("birth", "sex", "ethnicity", "disabled", "disability", "alone", "death", "expected_only")
        },
        "pupil_number_changed": children["pupil_number_changed"],
    }


def _episodes(draws: Draws, parameters: Parameters, drawn: Chunk, base: int, care: Table) -> Table:
    found = make_episodes(draws, parameters, drawn)
    found["id"] = base + np.arange(size(found))
    if not size(found):
        return found | dict.fromkeys(("known", "end_known", "end_first", "end_corrected"), found["start"])
    is_first = found["rank"] == 0
    found = entered(draws, parameters.recording, "episode", found, care["known"][found["period"]])
    # The end of a period is told once, so an episode ends as its period was entered to; between episodes the change
    # is known when the next one is.
    is_last: np.ndarray = np.append(is_first[1:], True)
    following: np.ndarray = np.append(found["known"][1:], NEVER)
    for name in ("end_known", "end_first", "end_corrected"):
        of_change = found["end"] if name == "end_first" else following
        found[name] = np.where(is_last, care[name][found["period"]], of_change)
    # An end that was first entered before the last episode began would be one of no episode.
    found["end_first"] = np.where(found["end_first"] > found["start"], found["end_first"], found["end"])
    found["period"] = base + found["period"]
    return found


def _leavers(drawn: Chunk, care: Table) -> Table:
    rows = (care["exit"] == "independence") & (care["way_in"] != "short_break")
    child = care["child"][rows]
    start = care["end"][rows]
    until = birthday(drawn.children["birth"][child], 21)
    return {
        "child": child,
        "case": care["case"][rows],
        "start": start,
        "end": until,
        "known": start,
        "end_known": until,
        "end_first": until,
        "end_corrected": until,
    }


def _conferences(draws: Draws, parameters: Parameters, drawn: Chunk, base: int) -> tuple[Table, Table]:
    found, children = make_conferences(draws.within("conference"), parameters, drawn)
    found["id"] = base + np.arange(size(found))
    found["known"] = found["start"] + DAY
    children["conference"] = base + children["conference"]
    return found, children
