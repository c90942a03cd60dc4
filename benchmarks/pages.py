"""Time drawing pages from a warehouse: some places and all, one process and two, from nothing and after one release.

Usage: ``python benchmarks/pages.py WAREHOUSE [OTHER]``. WAREHOUSE is the file of a publication, OTHER that of one made
before a release came; without it every figure of the release file with most figures on cards is changed in a copy. Each
way is a process of its own. Bytes are those of the pages and their list. Then a publication of all of them is put
together, looked at and read through, as ``oba refresh`` and ``oba status --verify`` do it.
"""

import json
import resource
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from oba.config import settings_from_environment
from oba.files import put_in_place
from oba.publication import MANIFEST, PAGES, WAREHOUSE, wrong_with
from oba.publication.publishing import put_together
from oba.site import draw_pages
from oba.site.reading import Site
from staging import measure

DAY = date(2026, 1, 1)
PLACES = (10, 50, 0)  # nought is every one
PROCESSES = (1, 2)


def draw(warehouse: Path, folder: Path, number: int, processes: int, earlier: Path | None = None) -> None:
    """Draw pages in this process, and print how many were drawn and kept, and the largest memory of a child."""
    codes = [row["geography_code"] for row in Site.of(warehouse, DAY).places()]
    told: list = []
    draw_pages(
        warehouse, folder, DAY, (), codes[: number or None], earlier=earlier, processes=processes, tell=told.append
    )
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([told[-1].drawn, told[-1].kept, of_children.ru_maxrss / 1024, of_children.ru_utime]))


def with_other_figures(warehouse: Path, other: Path) -> Path:
    """Copy a warehouse, with other figures in place of those of one release file."""
    shutil.copyfile(warehouse, other)
    with duckdb.connect(str(other)) as connection:
        found = connection.sql(
            "select release_file_id from marts.scorecard_wide where value is not null group by all"
            " order by count(*) desc, release_file_id limit 1"
        ).fetchone()
        for mart in ("scorecard_wide", "fct_measure_value", "fct_measure_vintage"):
            connection.execute(
                f"update marts.{mart} set value = value * 1.01 where release_file_id = ?", [found and found[0]]
            )
    return other


def timed(console: Console, table: Table, what: str, folder: Path, *arguments: object) -> None:
    """Draw in a process of its own and add a line to the table."""
    console.print(f"{what} ...")
    log = folder.with_name("output.txt")
    seconds, processor, peak = measure([sys.executable, __file__, "draw", *map(str, arguments)], {}, log)
    drawn, kept, of_child, _ = json.loads(log.read_text().splitlines()[-1])
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    table.add_row(
        what, f"{drawn:,}", f"{kept:,}", f"{seconds:.1f}", f"{processor:.1f}", f"{peak:,.0f}", f"{of_child:,.0f}",
        f"{size / 2**20:,.1f}",
    )  # fmt: skip


def publication_of(pages: Path, warehouse: Path, home: Path, console: Console) -> None:
    """Put a publication of drawn pages together, and print how long that, a look and reading all of it take."""
    settings = settings_from_environment(home=home)
    shutil.copytree(pages, settings.build / PAGES)
    shutil.copyfile(warehouse, settings.build / WAREHOUSE)
    settings.published.mkdir()

    def told(what: str, started: float) -> float:
        console.print(f"{what}: {time.perf_counter() - started:.1f} s")
        return time.perf_counter()

    clock = time.perf_counter()
    incoming = settings.published / ".incoming-p1"
    files = put_together(incoming, settings)
    manifest = {"publication_id": "p1", "published_at": DAY.isoformat(), "files": files}
    required = ("code_version", "git_commit", "release_files", "refused_files", "gate_in", "gate_out", "row_counts")
    (incoming / MANIFEST).write_text(json.dumps(dict.fromkeys(required, ()) | manifest))
    put_in_place(incoming, settings.published / "p1")
    clock = told("A publication put together", clock)
    assert wrong_with("p1", settings) == []
    clock = told("A look at it, as a refresh with nothing new takes", clock)
    assert wrong_with("p1", settings, every_byte=True) == []
    told("Every byte of it read", clock)


def main() -> None:
    """Time every way and print a table."""
    console = Console()
    warehouse = Path(sys.argv[1]).resolve()
    table = Table("what", "drawn", "kept", "seconds", "of processor", "peak MiB", "of a child", "MiB of pages")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        before = Path(sys.argv[2]) if len(sys.argv) > 2 else with_other_figures(warehouse, folder / "before.duckdb")
        for number in PLACES:
            for processes in PROCESSES:
                pages = folder / f"pages-{number}-{processes}"
                what = f"{number or 'all'} places, {processes} process{'es' if processes > 1 else ''}"
                timed(console, table, what, pages, warehouse, pages, number, processes)
                shutil.rmtree(folder / f"pages-{number}-{processes - 1}", ignore_errors=True)
        every = folder / f"pages-0-{PROCESSES[-1]}"
        for what, source, drawn_before in (
            ("all again, nothing changed", warehouse, every),
            ("all from before one release", before, None),
            ("all, one release more", warehouse, folder / "before"),
        ):
            pages = folder / ("before" if drawn_before is None else "again")
            shutil.rmtree(pages, ignore_errors=True)
            earlier = [] if drawn_before is None else [drawn_before]
            timed(console, table, what, pages, source, pages, 0, PROCESSES[-1], *earlier)
        console.print(table)
        publication_of(every, warehouse, folder / "home", console)


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        draw(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), *map(Path, sys.argv[6:]))
    else:
        main()
