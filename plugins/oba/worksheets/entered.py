"""What the champions of a place have handed in before, as the served warehouse has it."""

from typing import Any

import duckdb

from oba.config import Settings
from oba.kinds.worksheets.layout import TABLES
from oba.publication import WAREHOUSE, served


def entered(place: str, settings: Settings) -> list[dict[str, Any]]:
    """Return the entries of worksheets of a place, in rows of their long form; none where nothing is served."""
    if served(settings) is None:
        return []
    rows = []
    with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as connection:
        for name in dict.fromkeys(table.entry_list for table in TABLES):
            mart = f"marts.scorecard_{name}"
            columns = [row[0] for row in connection.execute(f"describe {mart}").fetchall()]
            if "source_cell" not in columns:
                continue  # published by a version that took no worksheets
            found = connection.execute(
                f"select * from {mart} where geography_code = $place and source_cell is not null"
                " order by scorecard_id, entry_number",
                {"place": place},
            ).fetchall()
            rows += [dict(zip(columns, row, strict=True)) | {"entry_list": name} for row in found]
    return rows
