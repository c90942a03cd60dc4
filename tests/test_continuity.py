"""A file is like its own past: each way of not being so is told by its own rule, and real figures by none."""

import numpy as np
import pandas as pd
import pytest

from oba.definitions.feeds import Feed
from oba.gates import failures
from oba.kinds.figures.adding_up import figures_of
from oba.kinds.figures.continuity import beside, past
from oba.kinds.figures.rates import rate_misfits
from oba.kinds.figures.slips import Slips
from oba.kinds.figures.vintages import Vintage
from oba.quoting import VERBATIM

YEARS = ["2021", "2022", "2023", "2024"]
PLACES = [f"E060000{number:02}" for number in range(60)]
FEED = {
    "feed": "made_up",
    "title": "Made up",
    "files": ["made_up.csv"],
    "period_ends": "31 March",
    "periods": {"time_identifier": "Reporting year", "window": 4},
    "regions": 0,
    "england": False,
    "minimum_authorities": 1,
    "columns": {
        "children": {"unit": "children", "decimal_places": 0},
        "children_rate": {"unit": "per_10000", "decimal_places": 1},
        "plans": {"unit": "children", "decimal_places": 0},
        "plans_rate": {"unit": "per_10000", "decimal_places": 1},
    },
    "rates": [{"multiplier": 10000, "counts": {"children_rate": "children", "plans_rate": "plans"}}],
}


def figures() -> dict[str, np.ndarray]:
    """Return counts and rates by place and year: places that differ, and move a little from year to year."""
    random = np.random.default_rng(12)
    people = random.integers(20_000, 300_000, len(PLACES))[:, None] * np.array([1, 1.01, 1.02, 1.03])
    found = {}
    for name, share in (("children", 0.03), ("plans", 0.004)):
        own = random.lognormal(0, 0.4, len(PLACES))[:, None] * random.lognormal(0, 0.08, people.shape)
        count = np.round(people * share * own)
        found |= {name: count, f"{name}_rate": np.round(10_000 * count / people, 1)}
    return found


def vintage(found: dict[str, np.ndarray], years: list[str] = YEARS, release: str = "2024") -> Vintage:
    keys = pd.DataFrame(
        [(year, "Local authority", place, "") for place in PLACES for year in years],
        columns=["time_period", "geographic_level", "location_code", "breakdown"],
    )
    texts = {
        name: np.array([str(cell) if isinstance(cell, str) else f"{cell:.10g}" for cell in table.ravel()], dtype=object)
        for name, table in found.items()
    }
    return Vintage(f"the release of {release}", release, keys, texts)


def told(found: dict[str, np.ndarray], feed: Feed, earlier: Vintage | None, definitions) -> str:
    from expectations.figures.likeness import likeness

    new = vintage(found)
    rows = new.keys.assign(**new.texts, source_row=range(2, len(new.keys) + 2), location_name="Somewhere")
    read = figures_of(rows, feed, definitions.symbols, Slips(feed, "2024"))
    frames = [past(new, feed), rate_misfits(read, feed, earlier)]
    frames += [beside(new, earlier, feed)] if earlier else []
    names = ["copied", "flooded", "one_figure", "times", "unlike", "jumping", "restated"]
    columns = ["ended", *(f"{name}_at_most" for name in names), *names, "restated_share"]
    columns += ["time_period", "nearest_period", "place", "nearest_place", "beyond_rate", "moved", "moved_at_most"]
    frame = pd.concat(frames, ignore_index=True).reindex(columns=["where", *columns])
    found_wrong = failures(likeness(feed), frame, ["where"], lambda row: row.pop("where"), VERBATIM)
    return "\n".join(map(str, found_wrong))


def before() -> Vintage:
    return vintage({name: table[:, :3] for name, table in figures().items()}, YEARS[:3], "2023")


@pytest.fixture(scope="session")
def feed() -> Feed:
    return Feed.model_validate(FEED)


def of_all(change):
    """Return a change of every table."""
    return lambda tables: {name: change(table.copy()) for name, table in tables.items()}


def newest(change, *names: str):
    """Return a change of the newest year of some columns."""

    def changed(tables):
        tables = {name: table.astype(object) for name, table in tables.items()}
        for name in names or tables:
            tables[name][:, -1] = change(tables[name][:, -1])
        return tables

    return changed


def swap_years(table):
    table[:, [2, 3]] = table[:, [3, 2]]
    return table


def copy_year(table):
    table[:, 3] = table[:, 2]
    return table


def swap_places(table):
    table[[5, 40]] = table[[40, 5]]
    return table


def restate(table):
    table[:36, 1] = np.round(table[:36, 1] * 1.12, 1)
    return table


CHANGES = {
    "two years swapped": (of_all(swap_years), r"period 2023, compared with .*: found '2023', '2022'|over 2% off"),
    "the newest year a copy": (
        of_all(copy_year),
        r"those of another period: .*period 2024 beside 2023: found 0.8, 1.0",
    ),
    "two authorities swapped": (
        of_all(swap_places),
        r"a place's or member's figures are nearest .*'E06000005', 'E06000040'",
    ),
    "a year restated in 60% of its cells": (
        of_all(restate),
        r"within 2%: column children, period 2022.*found 0.5, 0.6",
    ),
    "every newest figure a symbol": (newest(lambda year: "c"), r"no flood of .*: column children, period 2024, 'c'"),
    "every newest figure nought": (newest(lambda year: 0), r"not one number everywhere: .*found 0.9, 1.0"),
    "the newest counts times 10": (newest(lambda year: year * 10, "children"), r"on the scale .*found 1.45, \d+"),
    "the newest counts times 1.6": (newest(lambda year: year * 1.6, "children"), r"on the scale .*found 1.45, 1.6"),
    "the newest counts doubled": (newest(lambda year: year * 2.2, "children"), r"do not jump: .*children.*found 0.5, "),
    "the newest rates times 10": (newest(lambda year: year * 10, "plans_rate"), r"one number of people.*plans_rate"),
    "all rates divided by 100": (
        lambda tables: {n: np.round(t / 100, 1) if n.endswith("_rate") else t for n, t in tables.items()},
        r"number of people.*(leap|within rounding)",
    ),
    "the newest counts shifted by a row": (
        newest(lambda year: np.roll(year, 1), "children"),
        r"own place's past.*column children, period 2024, beside 2023: found 0.93, \d",
    ),
}


def test_figures_that_go_on_as_figures_do_are_told_by_no_rule(feed, definitions):
    assert told(figures(), feed, before(), definitions) == ""


@pytest.mark.parametrize("kind", CHANGES)
def test_each_way_of_being_unlike_its_past_is_told_with_what_was_found(kind, feed, definitions):
    change, message = CHANGES[kind]
    assert pd.Series(told(change(figures()), feed, before(), definitions)).str.contains(message, regex=True).all(), (
        told(change(figures()), feed, before(), definitions)
    )


def test_jumps_that_somebody_found_real_are_no_reason_to_refuse(definitions):
    real = {"release": "2024", "columns": ["children"], "found": "2024-12-01", "evidence": "A new duty from April."}
    declared = Feed.model_validate(FEED | {"jumps_are_real": [real], "rates": []})
    doubled = newest(lambda year: year * 2.2, "children")(figures())
    assert "jump" in told(doubled, Feed.model_validate(FEED | {"rates": []}), before(), definitions)
    assert told(doubled, declared, before(), definitions) == ""


def test_a_line_about_jumps_without_its_evidence_is_refused():
    bare = {"release": "2024", "columns": ["children"]}
    with pytest.raises(ValueError, match="found"):
        Feed.model_validate(FEED | {"jumps_are_real": [bare]})


def test_what_a_release_restated_is_not_compared_and_all_else_is(definitions):
    said = {"release": "2024", "periods": ["2022"], "changed": "Counted anew.", "source": "Its notes."}
    declared = Feed.model_validate(FEED | {"restated": [said | {"columns": list(FEED["columns"])}], "rates": []})
    restated = of_all(restate)(figures())
    assert told(restated, declared, before(), definitions) == ""
    only_one = Feed.model_validate(FEED | {"restated": [said | {"columns": ["plans"]}], "rates": []})
    assert "column children, period 2022" in told(restated, only_one, before(), definitions)
