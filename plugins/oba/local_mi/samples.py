"""What becomes of the public samples that lie beside the project: the table of them in ``docs/local-mi.md``."""

import hashlib
import sys
from datetime import date
from pathlib import Path

from oba.config import PROJECT
from oba.documents import table_line, write_part
from oba.errors import ObaError
from oba.local_mi.taking import ExtractRefused, take

DOCUMENT, PART = PROJECT / "docs" / "local-mi.md", "samples"
COUNCIL = "E06000012"
# The day of which each speaks, since no folder says it: by the start of its path; others are of the last one here.
DAYS = {
    "csc_validator_be_903": date(2025, 3, 31),
    "csc_validator_be_cin/CIN_Census_2026": date(2027, 3, 31),
    "csc_validator_be_cin/fake_CIN_data": date(2022, 7, 21),
    "dfe_csc_api": date(2024, 1, 31),
    "liia_tools/": date(2023, 3, 31),
    "liia_tools_pipeline/Annex_A": date(2024, 1, 31),
    "liia_tools_pipeline/BAR_cin": date(2022, 3, 31),
    "liia_tools_pipeline/SSDA903": date(2020, 3, 31),
    "": date(2024, 3, 31),
}
NO_SAMPLES = {".md", ""}
HEAD = ("file", "snapshot", "table", "rows", "loaded", "in error", "dropped", "repeated", "blank")


def samples_table(folder: Path) -> str:
    """Return a line in Markdown for each table of each sample: rows in, loaded, in error, dropped, repeated, blank.

    Loaded, dropped, repeated and blank rows make up all rows; rows in error are of the loaded and the dropped.

    Raises:
        ObaError: the folder has no sample.
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in NO_SAMPLES]
    if not paths:
        raise ObaError(f"{folder} has no samples: name the folder that holds them.")
    lines = [table_line(HEAD), table_line("---" if position < 3 else "---:" for position in range(len(HEAD)))]
    for path in paths:
        name = path.relative_to(folder).as_posix()
        day = next(day for start, day in DAYS.items() if name.startswith(start))
        try:
            extract = take(path, COUNCIL, day, PROJECT / "data" / "definitions", _any_pseudonym)
        except ExtractRefused as refused:
            lines.append(table_line((name, str(day), "; ".join(map(str, refused.reasons)), *[""] * 6)))
            continue
        for count in extract.tables:
            numbers = (count.rows, count.loaded, count.in_error, count.dropped, count.duplicates, count.blank)
            lines.append(table_line((name, str(day), count.source_table, *(f"{number:,}" for number in numbers))))
    return "\n".join(lines)


def _any_pseudonym(of: str, value: str) -> str:
    """Return a pseudonym that is good enough for counting."""
    return hashlib.sha256(f"{of}\x1f{value}".encode()).hexdigest()


if __name__ == "__main__":
    write_part(DOCUMENT, PART, samples_table(Path(sys.argv[1])))
