"""Drawing the pages of a place as a worksheet would make them, from a copy of the served warehouse."""

import re
import shutil
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from oba.config import Settings
from oba.errors import ObaError
from oba.files import write_atomically
from oba.kinds.worksheets.reading import Worksheet
from oba.publication import WAREHOUSE, needed
from oba.site import addresses, draw_pages

LISTS = ("story", "partner", "idea", "action")
OF_A_WORKSHEET = {"geography_code", "stated_by", "stated_on", "release_file_id", "source_cell"}
HEAD, BODY = re.compile(r"<title>"), re.compile(r"(<body\b[^>]*>)")
BANNER = (
    '\\1\n<div class="govuk-width-container"><p class="made-up" role="note">'
    "<strong>Preview, not published.</strong> These are the pages as the worksheet would make them.</p></div>"
)


class NoPreview(ObaError):
    """Nothing can be drawn of a worksheet: nothing is published, or it was published by an earlier version."""


def preview(worksheet: Worksheet, folder: Path, settings: Settings, today: date) -> list[Path]:
    """Draw the pages of a worksheet's place into a folder, each marked as a preview.

    Args:
        worksheet: one without fault.
        folder: where to; pages of an earlier preview in it are written over.
        settings: where the served publication is.
        today: the day that the pages are of.

    Returns:
        The pages of the place, the one that leads to the others first.

    Raises:
        NoPreview: what is published was made by a version that knew no worksheets.
        ObaError: nothing has been published yet.
    """
    place = worksheet.place
    assert place is not None
    manifest = needed(settings)
    with TemporaryDirectory(prefix="oba-preview-") as work:
        copy = Path(work) / WAREHOUSE
        shutil.copyfile(settings.published / manifest.publication_id / WAREHOUSE, copy)
        copy.chmod(0o600)
        _enter(worksheet, copy)
        drawn = draw_pages(copy, folder, today, (place,), [place])
    for page in drawn:
        if page.suffix == ".html":
            marked = HEAD.sub("<title>Preview: ", page.read_text(encoding="utf-8"), count=1)
            marked = BODY.sub(BANNER, marked, count=1)
            write_atomically(page, partial(_write, marked))
    first = folder / addresses.place(place)
    pages = [page for page in drawn if page.suffix == ".html" and page.relative_to(folder).parts[0] == place]
    return sorted(pages, key=lambda page: page != first)


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _enter(worksheet: Worksheet, warehouse: Path) -> None:
    """Put the entries of a worksheet in the place of those that were handed in before for its scorecards."""
    entered = worksheet.frame.astype(object).where(worksheet.frame.notna(), None)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.register("entered", entered)
        for name in LISTS:
            mart = f"marts.scorecard_{name}"
            columns = [row[0] for row in connection.execute(f"describe {mart}").fetchall()]
            if not set(columns) >= OF_A_WORKSHEET:
                raise NoPreview(
                    "What is published was made before worksheets could be taken in. Run 'oba refresh' first."
                )
            connection.execute(
                f"delete from {mart} where source_cell is not null and geography_code = $place"
                " and scorecard_id in (select scorecard_id from entered)",
                {"place": worksheet.place},
            )
            # As dbt makes it of a landed worksheet, which has a release file; this one has none yet.
            worked_out = {
                "entry_number": f"entered.entry_number + coalesce((select max(entry_number) from {mart} as standing"
                " where standing.scorecard_id = entered.scorecard_id and standing.source_cell is null), 0)",
                "release_file_id": "null",
                "is_no_or_low_cost": "cost_class in ('none', 'low')",
            }
            chosen = ", ".join(f"{worked_out.get(column, column)} as {column}" for column in columns)
            connection.execute(f"insert into {mart} select {chosen} from entered where entry_list = '{name}'")
