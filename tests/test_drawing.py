"""Pages are drawn from what they read alone: kept where that is the same, drawn again where anything of it changed."""

import json
import multiprocessing
import os
import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pytest

from oba import processes
from oba.config import PROJECT
from oba.digest import CODE_SUFFIXES, DRAWN_BY
from oba.errors import ObaError
from oba.listing import LISTING, Drawn, Group, Listing, read_listing, true_until, write_listing
from oba.site import AuthorityUnknown, draw, draw_pages
from oba.site.draw import PageNotDrawn
from oba.site.planned import Planned
from oba.site.reading import Site

DAY = date(2026, 11, 22)


def warehouse(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_geography as select * from (values"
            " ('E06000012', 'North East Lincolnshire', 'Local authority', 'E12000003', 'E06000012'),"
            " ('E08000035', 'Leeds', 'Local authority', 'E12000003', 'E08000035'),"
            " ('E09000001', 'City of London', 'Local authority', 'E12000007', 'E09000001'),"
            " ('E08000099', 'Leeds', 'Local authority', 'E12000003', 'E08000035'),"
            " ('E12000003', 'Yorkshire and The Humber', 'Regional', null, 'E12000003'),"
            " ('E12000007', 'London', 'Regional', null, 'E12000007'),"
            " ('E92000001', 'England', 'National', null, 'E92000001')"
            ") as rows(geography_code, geography_name, geographic_level, region_code, newest_code)"
        )
        connection.execute(
            "create table marts.fct as select geography_code, measure_id, period::date as period, value::double"
            " as value from (select geography_code from marts.dim_geography)"
            " cross join (values ('one', '2024-03-31', 1.5), ('one', '2025-03-31', null), ('two', '2025-03-31', 3))"
            " as figures(measure_id, period, value)"
        )
        connection.execute("create table marts.dim_scorecard (scorecard_id varchar, scorecard_title varchar)")
        connection.execute("insert into marts.dim_scorecard values ('card', 'Children are safe')")
    return path


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    for place in places:
        if site.has_rows("fct", geography_code=place):
            yield Planned(f"{place}/card.html", partial(figures, place, "one"))
    yield Planned("today.html", today)
    yield Planned("ours.txt", ours)
    yield Planned("known.bin", known)


def figures(place: str, measure: str, site: Site) -> str:
    if place == os.environ.get("FAILING"):
        raise ValueError("no such figure")
    rows = site.rows("fct", geography_code=place, measure_id=measure)
    name = site.row("dim_geography", geography_code=place)["geography_name"]
    return f"{name}: {rows} of {site.once(highest, measure)}"


def highest(site: Site, measure: str) -> float:
    return max(row["value"] for row in site.rows("fct", measure_id=measure) if row["value"] is not None)


def today(site: Site) -> str:
    return str(site.as_of)


def late(day: date, site: Site) -> str:
    return "late" if site.is_over(day) else "in time"


def which(site: Site) -> str:
    return str(sorted(site.distinct("fct", "geography_code", "measure_id"), key=repr))


def ours(site: Site) -> str:
    return ", ".join(site.authorities)


def known(site: Site) -> bytes:
    if not site.has_rows("fct", geography_code="E09000001"):
        return b"none of London"
    return repr(site.rows("fct", period=date(2025, 3, 31), value=None)).encode()


@pytest.fixture
def marts(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(draw, "KINDS", (pages,))
    return warehouse(tmp_path / "warehouse.duckdb")


class Told(list):
    """What is told while drawing."""

    @property
    def last(self) -> tuple[int, int]:
        return self[-1].drawn, self[-1].kept


def drawn(
    marts: Path,
    folder: Path,
    earlier: Path | None = None,
    as_of: date = DAY,
    ours: tuple[str, ...] = ("E06000012",),
    **how: object,
) -> Told:
    told = Told()
    draw_pages(marts, folder, as_of, ours, earlier=earlier, tell=told.append, **how)
    return told


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def change(marts: Path, statement: str) -> None:
    with duckdb.connect(str(marts)) as connection:
        connection.execute(statement)


def test_every_page_is_drawn_and_listed_with_its_checksum_and_what_it_read(marts, tmp_path):
    told = drawn(marts, tmp_path / "a")
    assert told.last == (9, 0) and str(told[-1]) == "9 pages: 9 drawn, 0 kept from the publication before"
    listed = read_listing(tmp_path / "a" / LISTING)
    assert set(listed.pages) == set(content(tmp_path / "a")) - {LISTING}
    read = {(group.mart, group.columns): group.key for group in listed.pages["E08000035/card.html"].read}
    assert read == {
        ("fct", ("geography_code", "measure_id")): ("E08000035", "one"),
        ("fct", ("measure_id",)): ("one",),
        ("dim_geography", ("geography_code",)): ("E08000035",),
    }
    assert (tmp_path / "a" / "E08000035" / "card.html").read_text().endswith("of 1.5")


def test_nothing_changed_keeps_every_page_and_gives_the_same_list(marts, tmp_path):
    drawn(marts, tmp_path / "a")
    assert drawn(marts, tmp_path / "b", tmp_path / "a").last == (0, 9)
    assert content(tmp_path / "b") == content(tmp_path / "a")


CHANGES = {
    "value": ("update marts.fct set value = 2 where value = 1.5 and geography_code = 'E08000035'", 6),
    "of another": ("update marts.fct set value = 4 where measure_id = 'two'", 0),
    "row gone": ("delete from marts.fct where measure_id = 'one' and value is null and geography_code like 'E12%'", 7),
    "row more": ("insert into marts.fct values ('E09000001', 'one', '2026-03-31', 0)", 6),
    "last bit": (
        "update marts.fct set value = 1.5000000000000002 where geography_code = 'E08000035' and value = 1.5",
        6,
    ),
    "minus nought": ("insert into marts.fct values ('E09000001', 'one', '2026-03-31', -0.0)", 6),
    "all gone of one": ("delete from marts.fct where geography_code = 'E09000001' and measure_id = 'two'", 0),
    "whether": ("update marts.fct set geography_code = 'E09000002' where geography_code = 'E09000001'", 6),
    "name": ("update marts.dim_geography set geography_name = 'Leeds City' where geography_code = 'E08000035'", 1),
    "type": ("alter table marts.fct alter column value type decimal(9, 1)", 7),
    "column": ("alter table marts.fct add column note varchar", 7),
    "order": (
        "create or replace table marts.fct as select * from marts.fct order by value desc, geography_code desc",
        0,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_pages_that_read_what_changed_are_drawn_and_no_others(marts, tmp_path, name):
    statement, number = CHANGES[name]
    drawn(marts, tmp_path / "a")
    change(marts, statement)
    told = drawn(marts, tmp_path / "b", tmp_path / "a")
    assert told.last == (number, told[-1].pages - number)
    drawn(marts, tmp_path / "c")
    assert content(tmp_path / "b") == content(tmp_path / "c")


def test_the_day_and_the_council_s_places_count_where_a_page_looks_at_them(marts, tmp_path):
    drawn(marts, tmp_path / "a")
    for how in ({"as_of": date(2026, 11, 23)}, {"ours": ("E08000035",)}):
        assert drawn(marts, tmp_path / "b", tmp_path / "a", **how).last == (1, 8)
        drawn(marts, tmp_path / "c", **how)
        assert content(tmp_path / "b") == content(tmp_path / "c")


def test_a_page_that_asks_whether_a_day_is_over_is_drawn_again_when_it_is_and_not_before(marts, tmp_path, monkeypatch):
    planned = [Planned("late.txt", partial(late, date(2026, 11, 23)))]
    monkeypatch.setattr(draw, "KINDS", (lambda site, places: iter(planned),))
    drawn(marts, tmp_path / "22")
    for before, day, number, said in ((22, 23, 0, "in time"), (23, 24, 1, "late"), (24, 25, 0, "late")):
        told = drawn(marts, tmp_path / str(day), tmp_path / str(before), as_of=date(2026, 11, day))
        assert told.last == (number, 1 - number)
        assert (tmp_path / str(day) / "late.txt").read_text() == said
        until = date(2026, 11, 23) if said == "in time" else None
        assert true_until(tmp_path / str(day) / LISTING) == until, "the last day on which it says so"


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("update marts.fct set value = 2", 0),
        ("insert into marts.fct values ('E09000001', 'two', '2026-03-31', 0)", 0),
        ("alter table marts.fct add column note varchar", 0),
        ("insert into marts.fct values ('E09000001', 'three', '2026-03-31', 0)", 1),
        ("delete from marts.fct where geography_code = 'E09000001' and measure_id = 'two'", 1),
        ("update marts.fct set measure_id = null where measure_id = 'two'", 1),
    ],
)
def test_a_page_that_asks_which_there_are_is_drawn_again_when_these_change(
    marts, tmp_path, monkeypatch, statement, number
):
    monkeypatch.setattr(draw, "KINDS", (lambda site, places: iter([Planned("which.txt", which)]),))
    drawn(marts, tmp_path / "a")
    assert "('E09000001', 'two')" in (tmp_path / "a" / "which.txt").read_text()
    change(marts, statement)
    assert drawn(marts, tmp_path / "b", tmp_path / "a").last == (number, 1 - number)
    drawn(marts, tmp_path / "c")
    assert content(tmp_path / "b") == content(tmp_path / "c")


def test_which_there_are_cannot_be_asked_of_a_column_that_is_gone(marts, tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "KINDS", (lambda site, places: iter([Planned("which.txt", which)]),))
    drawn(marts, tmp_path / "a")
    change(marts, "alter table marts.fct drop column measure_id")
    with pytest.raises(draw.PageNotDrawn, match="measure_id"):
        drawn(marts, tmp_path / "b", tmp_path / "a")


def test_other_arguments_or_another_function_draw_a_page_again(marts, tmp_path, monkeypatch):
    drawn(marts, tmp_path / "a")
    planned = [Planned("E08000035/card.html", partial(figures, "E08000035", "two")), Planned("today.html", ours)]
    monkeypatch.setattr(draw, "KINDS", (lambda site, places: iter(planned),))
    assert drawn(marts, tmp_path / "b", tmp_path / "a").last == (2, 0)


def test_a_page_that_is_planned_no_more_goes(marts, tmp_path):
    drawn(marts, tmp_path / "a")
    change(marts, "delete from marts.fct where geography_code = 'E09000001'")
    drawn(marts, tmp_path / "b", tmp_path / "a")
    assert set(content(tmp_path / "a")) - set(content(tmp_path / "b")) == {"E09000001/card.html"}
    assert "E09000001/card.html" not in read_listing(tmp_path / "b" / LISTING).pages


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def turned(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.mark.parametrize("damage", [cut, turned, Path.unlink])
def test_a_damaged_page_is_not_kept(marts, tmp_path, damage):
    drawn(marts, tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "damaged")
    damage(tmp_path / "damaged" / "E08000035" / "card.html")
    assert drawn(marts, tmp_path / "b", tmp_path / "damaged").last == (1, 8)
    assert content(tmp_path / "b") == content(tmp_path / "a")


@pytest.mark.parametrize("damage", [halved, Path.unlink, lambda path: path.write_text('{"pages": {"a": 1}}')])
def test_without_a_list_that_can_be_read_every_page_is_drawn(marts, tmp_path, damage):
    drawn(marts, tmp_path / "a")
    damage(tmp_path / "a" / LISTING)
    assert drawn(marts, tmp_path / "b", tmp_path / "a").last == (9, 0)
    assert drawn(marts, tmp_path / "c", tmp_path / "nowhere").last == (9, 0)


def test_other_code_draws_every_page(marts, tmp_path, monkeypatch):
    drawn(marts, tmp_path / "a")
    monkeypatch.setattr(draw, "drawing_version", lambda: "another")
    assert drawn(marts, tmp_path / "b", tmp_path / "a").last == (9, 0)


def test_two_processes_draw_the_same_and_keep_the_same(marts, tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "AT_ONCE", 2)
    monkeypatch.setattr(draw, "SECONDS_BETWEEN_TELLING", -1)
    drawn(marts, tmp_path / "one")
    told = drawn(marts, tmp_path / "two", processes=2)
    assert content(tmp_path / "two") == content(tmp_path / "one")
    assert len(told) > 3 and str(told[0]).startswith("2 of 9 pages" if told[0].drawn == 2 else "1 of 9 pages")
    assert drawn(marts, tmp_path / "three", tmp_path / "two", processes=2).last == (0, 9)
    assert content(tmp_path / "three") == content(tmp_path / "one")
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_page_that_cannot_be_drawn_is_named_with_its_place_and_card(marts, tmp_path, monkeypatch, number):
    monkeypatch.setattr(draw, "AT_ONCE", 2)
    monkeypatch.setenv("FAILING", "E08000035")
    with pytest.raises(
        PageNotDrawn,
        match=r"^The page E08000035/card\.html \(Leeds, Children are safe\) could not be drawn: ValueError: no",
    ):
        drawn(marts, tmp_path / "a", processes=number)
    assert multiprocessing.active_children() == []


def test_a_process_that_is_killed_is_told(marts, tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "AT_ONCE", 2)
    planned = [Planned(f"{number}.html", partial(_die, os.getpid())) for number in range(9)]
    monkeypatch.setattr(draw, "KINDS", (lambda site, places: iter(planned),))
    with pytest.raises(ObaError, match="was ended from outside"):
        drawn(marts, tmp_path / "a", processes=2)


def _die(parent: int, site: Site) -> str:
    if os.getpid() != parent:
        os._exit(9)
    return ""


def test_a_process_that_may_start_none_draws_alone():
    assert processes.most_processes() == min(2, os.cpu_count() or 1)
    context = multiprocessing.get_context("fork")
    answer = context.Queue()
    child = context.Process(target=lambda: answer.put(processes.most_processes()), daemon=True)
    child.start()
    assert answer.get(timeout=60) == 1
    child.join()


@pytest.mark.parametrize(
    "planned",
    [
        Planned("a.html", lambda site: ""),
        Planned("a.html", partial(figures, object())),
        Planned("a.html", partial(figures, {"E08000035"}, "one")),
    ],
    ids=["no function of a module", "an object", "a set"],
)
def test_a_page_of_which_nobody_can_tell_whether_it_changed_is_refused(marts, tmp_path, monkeypatch, planned):
    monkeypatch.setattr(draw, "KINDS", (lambda site, places: iter([planned]),))
    with pytest.raises(PageNotDrawn, match=r"The page a\.html could not be drawn: TypeError"):
        drawn(marts, tmp_path / "a")


@pytest.mark.parametrize("addresses", [("a.html", "a.html"), ("../a.html",), ("/a.html",), (LISTING,)])
def test_an_address_that_is_taken_or_outside_is_refused(marts, tmp_path, monkeypatch, addresses):
    planned = [Planned(address, today) for address in addresses]
    monkeypatch.setattr(draw, "KINDS", (lambda site, places: iter(planned),))
    with pytest.raises(ObaError, match="is planned twice, or is no place for a page"):
        drawn(marts, tmp_path / "a")


def test_for_trying_the_council_s_places_are_drawn_with_their_regions_and_england(marts, tmp_path):
    drawn(marts, tmp_path / "a", ours=("E08000035",), every_place=False)
    places = {path.name for path in (tmp_path / "a").glob("*/")}
    assert places == {"E08000035", "E12000003", "E92000001"}


def test_a_code_from_before_leads_to_the_place_under_its_newest(marts, tmp_path):
    drawn(marts, tmp_path / "a", ours=("E08000099",), every_place=False)
    assert (tmp_path / "a" / "E08000035" / "card.html").exists()
    assert (tmp_path / "a" / "ours.txt").read_text() == "E08000035"


def documents(site: Site) -> str:
    return ", ".join(sorted(site.documents))


@pytest.mark.parametrize("is_made", [True, False])
def test_pages_lead_to_documents_that_were_made_and_to_no_others(marts, tmp_path, monkeypatch, is_made):
    monkeypatch.setattr(draw, "KINDS", (pages, lambda site, places: iter([Planned("to_print.txt", documents)])))
    monkeypatch.setattr(draw.curve, "headlines", lambda site, code: ["a headline"] if code != "E09000001" else [])
    asked = []

    def write(folder: Path, site: Site, code: str, browser: Path, made_by: str, earlier: Path | None) -> Path | None:
        assert (folder / code / "card.html").exists()
        asked.append((code, made_by, earlier))
        if is_made:
            (folder / code / "headlines.pdf").write_text("a document")
        return folder if is_made else None

    monkeypatch.setattr(draw, "write_headlines", write)
    ours = ("E08000035", "E09000001")
    drawn(marts, tmp_path / "a", ours=ours)
    assert asked == [] and (tmp_path / "a" / "to_print.txt").read_text() == ""
    drawn(marts, tmp_path / "b", tmp_path / "a", ours=ours, browser=Path("chromium"))
    assert asked.pop() == ("E08000035", draw.drawing_version(), None) and asked == []
    assert (tmp_path / "b" / "to_print.txt").read_text() == ("E08000035" if is_made else "")
    assert (content(tmp_path / "a") == content(tmp_path / "b")) == (not is_made)
    document = tmp_path / "b" / "E08000035" / "headlines.pdf"
    drawn(marts, tmp_path / "c", tmp_path / "b", ours=ours, browser=Path("chromium"))
    assert asked.pop()[2] == (document if is_made else None)
    document.write_text("another document")
    drawn(marts, tmp_path / "d", tmp_path / "b", ours=ours, browser=Path("chromium"))
    assert asked.pop()[2] is None


def led_to(place: str, site: Site) -> str:
    return f"../{place}" if site.is_drawn(place) else "nowhere"


def test_which_places_have_pages_counts_where_a_page_leads_to_one(marts, tmp_path, monkeypatch):
    planned = [Planned("link.txt", partial(led_to, "E09000001"))]
    monkeypatch.setattr(draw, "KINDS", (pages, lambda site, places: iter(planned)))
    drawn(marts, tmp_path / "a", places=["E08000035"])
    assert (tmp_path / "a" / "link.txt").read_text() == "nowhere"
    told = drawn(marts, tmp_path / "b", tmp_path / "a")
    assert (tmp_path / "b" / "link.txt").read_text() == "../E09000001"
    assert told.last[1] == 4  # the others of before
    assert drawn(marts, tmp_path / "c", tmp_path / "b").last[0] == 0


def test_a_place_that_there_is_not_is_refused(marts, tmp_path):
    with pytest.raises(AuthorityUnknown, match=r"E99999999 .*holds 6, such as E09000001 \(City of London\)"):
        drawn(marts, tmp_path / "a", ours=("E99999999",))


def test_rows_are_found_by_any_columns_in_one_order(marts):
    site = Site.of(marts, DAY)
    rows = site.rows("fct")
    assert len(rows) == 21 and rows == site.rows("fct")
    assert site.rows("fct", measure_id="one", geography_code="E08000035") == [
        {"geography_code": "E08000035", "measure_id": "one", "period": date(2024, 3, 31), "value": 1.5},
        {"geography_code": "E08000035", "measure_id": "one", "period": date(2025, 3, 31), "value": None},
    ]
    assert [row["value"] for row in site.rows("fct", geography_code="E08000035", value=None)] == [None]
    assert site.rows("fct", measure_id="none") == []
    for wrong in ({"mart": "none"}, {"mart": "fct", "column": 1}):
        with pytest.raises(KeyError):
            site.rows(**wrong)
    with pytest.raises(KeyError, match="3 rows of fct where"):
        site.row("fct", geography_code="E08000035")


def test_a_list_reads_back_and_is_the_same_in_any_order(tmp_path):
    groups = [
        Group("fct", ("period", "place"), (date(2025, 3, 31), None)),
        Group("fct", ("number",), (1,)),
        Group("fct", ("number",), (True,)),
        Group("fct", (), ()),
    ]
    read = [Drawn("a" * 64, 1, "b", frozenset(groups)), Drawn("c" * 64, 2, "d", frozenset(groups[:1]))]
    one, other = Listing("v", {"x": read[0], "y": read[1]}), Listing("v", {"y": read[1], "x": read[0]})
    write_listing(one, tmp_path / "one")
    write_listing(other, tmp_path / "other")
    assert read_listing(tmp_path / "one") == one
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    # What two pages have both read is written once.
    assert (tmp_path / "one").read_text().count("2025-03-31") == 1
    json.loads((tmp_path / "one").read_text())


# The engine itself, which hands a page nothing but the site.
ENGINE = {"plugins/oba/site/draw.py", "plugins/oba/site/__init__.py"}


def test_whatever_draws_a_page_counts_as_its_code():
    covered = [PROJECT / part for part in DRAWN_BY]
    to_look_at = list((PROJECT / "plugins/oba/site").rglob("*.py"))
    seen: set[Path] = set()
    while to_look_at:
        path = to_look_at.pop()
        if path in seen or str(path.relative_to(PROJECT)) in ENGINE:
            continue
        seen.add(path)
        assert any(path.is_relative_to(part) for part in covered), f"{path} draws pages and stands in no DRAWN_BY"
        to_look_at += _imported(path)
    assert len(seen) > 40
    uncounted = {
        path.name
        for part in covered
        for path in (part.rglob("*") if part.is_dir() else [part])
        if path.is_file() and path.suffix not in CODE_SUFFIXES and "__pycache__" not in path.parts
    }
    assert uncounted <= {"README.md", ".npmrc"}, "a file beside the pages' code whose change draws none again"


def _imported(path: Path) -> list[Path]:
    import ast

    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
        for name in names:
            if name.partition(".")[0] == "oba":
                module = PROJECT / "plugins" / Path(*name.split("."))
                found += [of for of in (module.with_suffix(".py"), module / "__init__.py") if of.is_file()]
    return [of for of in found if of != PROJECT / "plugins/oba/__init__.py"]
