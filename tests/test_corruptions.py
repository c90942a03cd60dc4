"""Corrupted files of every kind: none is taken in with wrong figures but what docs/gates.md calls invisible.

The faults are those of ``faults``; each is done to a real release of the DfE, cut to its newest periods, of which the
release before was accepted. What is no corruption must give the same figures.
"""

import csv
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

import pandas as pd
import pytest

import faults
from dfe import DFE, needs_dfe
from faults import FAULTS, HARMLESS, Fault, Shape, to_csv
from oba.config import PROJECT
from oba.definitions import Definitions, Feed, read_definitions
from oba.kinds import Unreadable, read_text_frame, strict_csv
from oba.kinds.figures import Vintage, check, vintage_of
from oba.quoting import VERBATIM

NEWEST = 4  # periods: enough for a file to have a past
REASON = re.compile(r".+: .+\. .+ To mend: .+", re.DOTALL)
IN_NEED, LOOKED_AFTER = "characteristics-of-children-in-need", "children-looked-after-in-england-including-adoptions"
FILES = {
    "plans_repeated": (IN_NEED, "d3_*"),
    "referrals": (IN_NEED, "c1_*"),
    "looked_after": (LOOKED_AFTER, "cla_number*"),
    "in_need": (IN_NEED, "b1_*"),
    "plans": (IN_NEED, "d5_*"),
    "accommodation": (LOOKED_AFTER, "*accommodation*"),
    "workforce": ("children-s-social-work-workforce", "csww_*"),
    "placements": (LOOKED_AFTER, "*placement*"),
}
# Large files, on which only what follows is tried.
LARGE = {
    "health": (LOOKED_AFTER, "*conviction_health*"),
    "activity": (LOOKED_AFTER, "*activity*"),
    "absence": (
        "outcomes-for-children-in-need-including-children-looked-after-by-local-authorities-in-england",
        "absence*",
    ),
}
# What happened to many feeds before the gate saw it; tried on every one that has what it takes.
EVERYWHERE = (
    *(
        "newest_exchanged_with_before",
        "newest_copied_from_before",
        "places_exchanged_all_years",
        "newest_authorities_c",
    ),
    *("authorities_all_0_newest", "one_year_restated_in_60_percent", "column_shifted_all_rows"),
)
# In docs/gates.md, under "What cannot be seen": the words that begin the row of each.
INVISIBLE = {
    "one_symbol_another": "A single false symbol",
    "one_authority_suppressed": "A single false symbol",
    "one_suppressed_told": "A single false symbol",
    "cell_colon": "A single false symbol",
    "zeros_suppressed": "A few noughts as symbols",
    "alike_places_exchanged_newest": "Two authorities of one region swapped in the newest year alone",
    "places_exchanged_newest_without_rates": "Two authorities of one region swapped in the newest year alone",
    "one_small_authority_copied": "One authority's year copied",
    "one_authority_count_one_more": "One count that is a little off",
    "rates_by_revised_population_newest": "Rates by a revised population",
    "one_old_count_revised": "One count that is a little off",
}


@dataclass(frozen=True, repr=False)
class Stand:
    """A good file, the accepted one before it, and what its columns are."""

    feed: Feed
    definitions: Definitions
    header: list[str]
    rows: list[list[str]]
    shape: Shape
    earlier: Vintage

    def judge(self, path: Path, content: bytes) -> pd.DataFrame:
        path.write_bytes(content)
        return check(read_text_frame(path, VERBATIM), self.feed, "2024", self.definitions, self.earlier)

    def figures(self, path: Path, content: bytes) -> pd.Series:
        cells = self.judge(path, content)
        keys = ["time_period", "geographic_level", "location_code", "breakdown", "data_column"]
        return cells.set_index(keys)["raw_value"].sort_index()


@cache
def stand(name: str) -> Stand:
    definitions = read_definitions(PROJECT / "data" / "definitions")
    slug, pattern = (FILES | LARGE)[name]
    (new,), (old,) = ((DFE / slug / release).glob(pattern) for release in ("2024", "2023"))
    feed = definitions.feed_of(slug, new.name)
    feed = feed.model_copy(
        update={"periods": feed.periods.model_copy(update={"first": None, "window": NEWEST, "last": None})}
    )
    publication = definitions.feeds[feed.feed][0]
    own = publication.model_copy(update={"feeds": (feed,)})
    kept = tuple(own if each.publication == own.publication else each for each in definitions.publications)
    definitions = replace(definitions, publications=kept)
    header, rows = newest_of(old)
    before = pd.DataFrame(rows, columns=header).replace("", None)
    before.insert(0, "source_row", range(2, len(before) + 2))
    earlier = vintage_of(check(before, feed, "2023", definitions), "the release before", "2023")
    header, rows = newest_of(new)
    return Stand(feed, definitions, header, rows, shape_of(feed, header), earlier)


def newest_of(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        header, *rows = csv.reader(stream)
    period = header.index("time_period")
    kept = sorted({row[period] for row in rows})[-NEWEST:]
    return header, [row for row in rows if row[period] in kept]


def shape_of(feed: Feed, header: list[str]) -> Shape:
    """Return what the columns are, by the names of the file."""
    published = {canonical: name for name, canonical in feed.canonical_names("2024").items() if name in header}
    columns = [name for name in feed.columns if name in published]
    rates = {rate: count for each in feed.rates for rate, count in each.counts.items() if rate in published}
    relations = feed.adds_up.relations if feed.adds_up else ()
    explained = {each.percentage for each in relations if each.percentage}
    ratios = [name for name in columns if feed.columns[name].decimal_places and name not in {*rates, *explained}]
    return Shape(
        filters=tuple(published[name] for name in feed.filters),
        columns=tuple(published[name] for name in columns),
        rates={published[rate]: published[count] for rate, count in rates.items()},
        percentages=tuple(published[name] for name in columns if name in explained),
        ratios=tuple(published[name] for name in ratios),
        populations=tuple(published[each.population] for each in feed.rates if each.population),
    )


def cases() -> list[tuple[str, str]]:
    """Return feed and fault of every file: each fault once, in turn on every feed, and some on all feeds."""
    names = list(FILES)
    found = [(names[number % len(names)], fault.id) for number, fault in enumerate(FAULTS)]
    return found + [(name, fault) for fault in EVERYWHERE for name in (*names, *LARGE) if (name, fault) not in found]


BY_ID = {fault.id: fault for fault in FAULTS}


def corrupted(name: str, fault: Fault) -> tuple[Stand, bytes] | None:
    """Return a file with a fault: of that feed, or of the first after it that has what the fault needs."""
    names = list(FILES)
    start = names.index(name) if name in names else 0
    for other in [name] if fault.id in EVERYWHERE else names[start:] + names[:start]:
        good = stand(other)
        content = fault.make(good.header, good.rows, Random(fault.id), good.shape)
        if content is not None:
            return good, content
    return None


@needs_dfe
@pytest.mark.parametrize(("name", "fault_id"), cases())
def test_a_corrupted_file_is_refused_with_its_reason_and_a_harmless_one_gives_the_same_figures(
    name, fault_id, tmp_path
):
    fault = BY_ID[fault_id]
    made = corrupted(name, fault)
    if made is None:
        pytest.skip("no file has what this fault needs")
    good, content = made
    path = tmp_path / "corrupted.csv"
    if fault.outcome == HARMLESS:
        same = good.figures(path, to_csv(good.header, good.rows))
        pd.testing.assert_series_equal(good.figures(path, content), same)
    elif fault_id in INVISIBLE:
        good.judge(path, content)  # one that is refused is invisible no more: take it out of the list
    else:
        with pytest.raises(Unreadable) as refused:
            good.judge(path, content)
        assert all(REASON.fullmatch(str(failure)) for failure in refused.value.failures)


def test_the_generated_files_are_at_least_500_with_those_of_neighbours():
    assert len(cases()) + len(faults.NEIGHBOUR_FAULTS) >= 500


def test_whatever_cannot_be_seen_is_named_in_the_page_on_gates():
    page = (PROJECT / "docs" / "gates.md").read_text()
    part = page.partition("## What cannot be seen")[2].partition("\n## ")[0]
    assert all(f"| {words}" in part for words in INVISIBLE.values())
    planned = {fault.id for fault in FAULTS if fault.outcome == faults.INVISIBLE}
    assert planned - set(INVISIBLE) == {"newest_all_3_percent_more"}  # the rounding of rates beside the counts tells it


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(strict_csv, "SIZE_LIMIT", 100)
    path = tmp_path / "large.csv"
    path.write_bytes(bytes(101))
    with pytest.raises(strict_csv.Unreadable, match=r"at most 100 bytes: found 101 bytes\. .* To mend: "):
        strict_csv.read_text_frame(path, VERBATIM)
