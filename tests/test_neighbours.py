"""Statistical neighbours: read in the form of each year, refused in any other, placed by the codes of their year."""

import csv
from pathlib import Path
from random import Random

import duckdb
import pytest

from dfe import DFE, needs_dfe
from faults import HARMLESS, INVISIBLE, NEIGHBOUR_FAULTS
from oba.build import warehouse_file
from oba.config import PROJECT
from oba.definitions import Definitions, read_definitions
from oba.definitions.feeds import NeighbourFeed
from oba.intake import FileRefused, gate_in
from oba.kinds import KINDS, Accepted, Candidate, Taken, Unreadable
from oba.kinds.neighbours.continuing import in_force
from oba.landing import land, look

FEED = NeighbourFeed(feed="neighbours", title="Neighbours", files=("*.csv",), minimum_authorities=2)
RANKS = range(1, 11)
NEW = "\ufeffold_la_code,la_name," + ",".join(f"SN_{rank},SN_{rank}P" for rank in RANKS)
OLD = "LA num,LA Name,LA number," + ",".join(f"SN{rank},SNP" for rank in RANKS) + ","


def take(path: Path, feed: NeighbourFeed, definitions: Definitions, release: str = "2025") -> Taken:
    return KINDS["neighbours"].take(Candidate(path, path.name, release, feed, definitions))


CODES = ["812", "370", *sorted(in_force("2025", read_definitions(PROJECT / "data" / "definitions")) - {"812", "370"})]


def row(code: str, start: int | None = None, repeated: str = "") -> str:
    """Return the line of an authority; its neighbours are some in London, the first three of them very close."""
    start = start or (310 if code in map(str, range(301, 311)) else 300)
    return f"{code},Name,{repeated}" + ",".join(
        f"{start + rank},{'Very c' if rank < 4 else 'C'}lose " for rank in RANKS
    )


GOOD = "\n".join([NEW, *map(row, CODES), ""])
OLD_LINES = [f"{row(code, repeated=f'{code},')}," for code in [*CODES, "928"]]
OLDER = "\n".join([OLD, *OLD_LINES[:-1], "," * 23, f",Ended:{',' * 22}", OLD_LINES[-1], ""])


@pytest.mark.parametrize("content", [GOOD, OLDER])
def test_both_forms_give_the_same_pairs_and_what_stands_below_the_table_is_left(tmp_path, content, definitions):
    path = tmp_path / "set.csv"
    path.write_text(content)
    taken = take(path, FEED, definitions)
    pairs = taken.rows
    assert (taken.lines, len(pairs)) == (153, 1530)
    assert pairs.iloc[11].to_dict() == {
        "source_row": 3,
        "old_la_code": "370",
        "neighbour_rank": 2,
        "neighbour_old_code": "302",
        "closeness": "very close",
    }


BAD = {
    "no authority": (GOOD.replace("old_la_code", "code"), r"the code of each authority: line 1"),
    "a neighbour missing": (
        GOOD.replace("SN_7,", "SN_11,"),
        r"its closeness beside it: line 1: not so for neighbour 7",
    ),
    "columns out of order": (GOOD.replace("SN_2P", "SN_3P", 1), r"line 1: not so for neighbour 2"),
    "a short line": (GOOD.replace(",310,Close ", "", 1), r"one value for each column: line 2: 20 values"),
    "too few": (f"{NEW}\n{row('812')}\n", r"the set covers the authorities"),
    "a name for a code": (GOOD.replace("812", "NEL"), r"old_la_code has three digits: line 2"),
    "an unknown closeness": (GOOD.replace("Very close ", "Near", 1), r"closeness is one of .*: line 2"),
    "its own neighbour": (GOOD.replace("812", "304"), r"no authority is its own neighbour: line 2"),
    "an unknown authority": (GOOD.replace("812", "999"), r"old_la_code is the code of an authority: line 2"),
    "an unknown neighbour": (GOOD.replace("301", "999", 1), r"neighbour_old_code is the code of an authority: line 2"),
    "a digit of another script": (GOOD.replace("301", "30\u0661", 1), r"neighbour_old_code has three digits: line 2"),
    "an authority left out": (GOOD.replace(row("812") + "\n", ""), r"has neighbours: authority 812: found '812'"),
    "closer and closer": (GOOD.replace("304,Close ", "304,Extremely close ", 1), r"no closer than .*: line 2"),
    "all equally close": (GOOD.replace("Very close", "Close"), r"not all equally close: 'close': found 1.0"),
    "the name of another": (GOOD.replace("370,Name", "370,Leeds"), r"not that of another .*: line 3: found 'Leeds'"),
    "an authority twice": (GOOD + row("370", 400) + "\n", r"an authority has one row: line"),
    "a neighbour twice": (GOOD.replace("302", "301", 1), r"an authority has a neighbour once: line 2"),
    "cut off": (GOOD[:-5], r"the last line is whole"),
    "a web page": ("<html></html>\n", r"found a web page"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_in_another_form_is_refused_with_its_place(tmp_path, kind, definitions):
    content, message = BAD[kind]
    path = tmp_path / "set.csv"
    path.write_text(content)
    with pytest.raises(Unreadable, match=message):
        take(path, FEED, definitions)


def test_a_set_is_offered_by_the_year_in_its_name_and_judged_like_any_file(settings, releases, definitions):
    (releases / "reference").mkdir()
    (releases / "reference" / "statistical_neighbours_2025.csv").write_text("\n".join([*GOOD.splitlines()[:3], ""]))
    (releases / "reference" / "unheard_of_2025.csv").write_text(GOOD)
    found = look(settings, definitions)
    (offer,) = (offer for offer in found.fresh if offer.publication == "reference")
    assert offer.release == "2025"
    assert [Path(left.title).name for left in found.aside] == ["unheard_of_2025.csv"]
    with pytest.raises(FileRefused, match="the set covers the authorities"):
        gate_in(land(offer, settings), settings, definitions)


@pytest.fixture(scope="module")
def warehouse(built_from_dfe):
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as connection:
        connection.sql("set search_path = 'marts'")
        yield connection


def test_both_sets_are_there_with_their_year(warehouse):
    assert warehouse.sql(
        "select neighbour_set_year, count(distinct geography_code), min(neighbour_rank), max(neighbour_rank)"
        " from bridge_statistical_neighbour group by 1 order by 1"
    ).fetchall() == [(2021, 152, 1, 10), (2025, 153, 1, 10)]
    assert warehouse.sql(
        "select neighbour_set_year, neighbour_code, closeness from bridge_statistical_neighbour"
        " where geography_code = 'E06000012' and neighbour_rank = 1 order by 1"
    ).fetchall() == [(2021, "E06000003", "very close"), (2025, "E08000017", "very close")]


def test_each_set_uses_the_codes_in_force_in_its_year(warehouse):
    assert (
        warehouse.sql(
            "select neighbour_set_year, count(*) from bridge_statistical_neighbour"
            " inner join dim_geography using (geography_code)"
            " where year(valid_to) < neighbour_set_year or year(valid_from) > neighbour_set_year group by 1"
        ).fetchall()
        == []
    )


def test_a_folder_without_sets_builds_an_empty_bridge(built):
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as connection:
        assert connection.sql("select count(*) from marts.bridge_statistical_neighbour").fetchone() == (0,)


@needs_dfe
def test_the_files_of_both_years_pass_the_gate(definitions):
    for year in (2021, 2025):
        name = f"statistical_neighbours_{year}.csv"
        feed = definitions.feed_of("reference", name)
        assert len(take(DFE / "reference" / name, feed, definitions, str(year)).rows) in (1520, 1530)


@pytest.fixture(scope="module")
def set_before(tmp_path_factory, definitions) -> Accepted:
    path = DFE / "reference" / "statistical_neighbours_2021.csv"
    kept = tmp_path_factory.mktemp("set") / "2021.parquet"
    take(path, definitions.feed_of("reference", path.name), definitions, "2021").rows.to_parquet(kept)
    return Accepted("the set of 2021", "2021", kept)


@needs_dfe
@pytest.mark.parametrize("fault", NEIGHBOUR_FAULTS, ids=lambda fault: fault.id)
def test_a_corrupted_set_is_refused_and_a_harmless_one_gives_the_same_pairs(fault, tmp_path, definitions, set_before):
    good = DFE / "reference" / "statistical_neighbours_2025.csv"
    feed = definitions.feed_of("reference", good.name)
    with good.open(newline="", encoding="utf-8-sig") as stream:
        header, *rows = csv.reader(stream)
    path = tmp_path / good.name
    path.write_bytes(fault.make(header, rows, Random(fault.id)))

    def pairs(file: Path) -> list:
        taken = KINDS["neighbours"].take(Candidate(file, file.name, "2025", feed, definitions, lambda: set_before))
        return sorted(taken.rows.drop(columns="source_row").itertuples(index=False))

    if fault.outcome == HARMLESS:
        assert pairs(path) == pairs(good)
    elif fault.outcome == INVISIBLE:
        pairs(path)  # one that is refused is invisible no more: docs/gates.md must not name it then
    else:
        with pytest.raises(Unreadable, match=r"To mend: "):
            pairs(path)
