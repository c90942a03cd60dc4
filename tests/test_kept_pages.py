"""The real pages: kept where nothing they show has changed, and never where something has, whichever mart it is in."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from oba.build import warehouse_file
from oba.listing import LISTING, read_listing
from oba.site import draw_pages
from oba.site.draw import PageNotDrawn

DAY = date(2026, 11, 22)
OURS = ("E06000012",)
PLACES = ("E06000012", "E08000035", "E92000001")
# What rows are found or told apart by: another value would be another row, or none that a page could be drawn from.
KEYS = ("_id", "_code", "_kind", "_number", "_date", "_level", "_order", "_column", "_row", "_key")
# A text that is one of a list: another is refused by whatever puts it into words.
SPOKEN = (
    "_name",
    "_title",
    "_words",
    "sentence",
    "note",
    "finding",
    "mend",
    "stated_in",
    "definition",
    "question",
    "why",
)


def drawn(warehouse: Path, folder: Path, earlier: Path | None = None) -> tuple[int, int]:
    """Draw the pages of some places; returns how many were drawn and kept."""
    told: list = []
    draw_pages(warehouse, folder, DAY, OURS, PLACES, earlier=earlier, tell=told.append)
    return told[-1].drawn, told[-1].kept


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def first(built, tmp_path_factory) -> Path:
    """Pages of the built demo, drawn from nothing; nobody changes them."""
    folder = tmp_path_factory.mktemp("first") / "pages"
    drawn(warehouse_file(built), folder)
    return folder


@pytest.fixture
def own_warehouse(built, tmp_path) -> Callable[[str], Path]:
    """Return a function that gives a copy of the built warehouse after a statement, without one as it is."""

    def changed(statement: str = "") -> Path:
        path = tmp_path / "warehouse.duckdb"
        shutil.copyfile(warehouse_file(built), path)
        with duckdb.connect(str(path)) as connection:
            connection.execute(statement)
        return path

    return changed


def marts() -> list[str]:
    from expectations import published_marts

    return sorted(published_marts.suites())


def change_of(mart: str, warehouse: Path) -> str | None:
    """Return a statement that changes every figure and every spoken text of a mart; None where it has neither."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        columns = connection.execute(
            "select column_name, data_type from information_schema.columns where table_schema = 'marts'"
            " and table_name = ? order by ordinal_position",
            [mart],
        ).fetchall()
    sets = []
    for name, kind in columns:
        if kind == "VARCHAR" and name.endswith(SPOKEN):
            sets.append(f'"{name}" = "{name}" || \' <changed>\'')
        elif (kind == "DOUBLE" or kind.startswith("DECIMAL")) and not name.endswith(KEYS):
            sets.append(f'"{name}" = "{name}" * 1.01')
    return f"update marts.{mart} set {', '.join(sets)}" if sets else None


def test_nothing_changed_keeps_every_page(first, own_warehouse, tmp_path):
    pages = read_listing(first / LISTING).pages
    assert len(pages) > 10
    assert drawn(own_warehouse("select 1"), tmp_path / "again", first) == (0, len(pages))
    assert content(tmp_path / "again") == content(first)


@pytest.mark.parametrize("mart", marts())
def test_whichever_mart_changes_the_pages_are_those_drawn_from_nothing(first, own_warehouse, built, tmp_path, mart):
    statement = change_of(mart, warehouse_file(built))
    changed = own_warehouse(statement or f"delete from marts.{mart}")
    try:
        drawn(changed, tmp_path / "new")
    except PageNotDrawn:
        # A page may need a row that was taken away; whatever a figure or a text says, it can be shown.
        assert statement is None
        with pytest.raises(PageNotDrawn):
            drawn(changed, tmp_path / "kept", first)
        return
    drawn(changed, tmp_path / "kept", first)
    assert content(tmp_path / "kept") == content(tmp_path / "new")


def test_one_figure_of_one_place_draws_its_pages_and_keeps_others(first, own_warehouse, tmp_path):
    changed = own_warehouse(
        "update marts.scorecard_wide set value = value + 1 where geography_code = 'E06000012'"
        " and measure_id = 'children_looked_after'"
    )
    again, kept = drawn(changed, tmp_path / "kept", first)
    assert again and kept > again
    before, after = content(first), content(tmp_path / "kept")
    assert not [page for page in before if before[page] != after[page] and page.startswith(("E08", "E92"))]
