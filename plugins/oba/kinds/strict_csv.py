"""Reading a released CSV file strictly: every cell as text, or a refusal that names the place."""

import csv
import io
from pathlib import Path

import duckdb
import pandas as pd

from oba.gates import EXAMPLES, LINE, Failure, Unreadable
from oba.quoting import Quoting

SIZE_LIMIT = 1 << 30  # bytes, 1 GiB; a file is held in memory whole, and the largest DfE file has 50 MB

# First bytes of things that are saved or served under a .csv name by mistake.
DISGUISES = {
    b"\x1f\x8b": ("a gzip archive", "decompress it and offer the CSV inside."),
    b"PK\x03\x04": ("a zip archive or a spreadsheet", "extract it, or save the sheet as CSV UTF-8."),
    b"PK\x05\x06": ("an empty zip archive", "fetch the file again."),
    b"BZh": ("a bzip2 archive", "decompress it and offer the CSV inside."),
    b"\xfd7zXZ": ("an xz archive", "decompress it and offer the CSV inside."),
    b"\x28\xb5\x2f\xfd": ("a zstd archive", "decompress it and offer the CSV inside."),
    b"7z\xbc\xaf": ("a 7z archive", "extract it and offer the CSV inside."),
    b"%PDF": ("a PDF document", "fetch the CSV file of the release."),
    b"PAR1": ("a Parquet file", "fetch the CSV file of the release."),
    b"\xd0\xcf\x11\xe0": ("an old spreadsheet", "save the sheet as CSV UTF-8."),
    b"\xff\xfe": ("text in UTF-16", "save it again as CSV UTF-8."),
    b"\xfe\xff": ("text in UTF-16", "save it again as CSV UTF-8."),
}
WHY_TEXT = "The data-file standard is comma-separated UTF-8 text; anything else would be read wrongly."


def read_text_frame(path: Path, quoting: Quoting) -> pd.DataFrame:
    """Read a file into a frame of text.

    Args:
        path: the file.
        quoting: how a refusal may tell what is in it.

    Returns:
        One row per data line in file order, the published column names, blanks as missing, and ``source_row``.

    Raises:
        Unreadable: too large, empty, disguised, wrongly encoded, cut off or ragged; every place found is named.
    """
    _refuse_size(path)
    refuse_disguise(path)
    text = decode(path, quoting)
    header = _header(text, quoting)
    _refuse_cells_at_the_end(text, len(header))
    frame = _read_rows(path, header, quoting)
    _refuse_line_breaks(text, frame, quoting)
    return frame


def _header(text: str, quoting: Quoting) -> list[str]:
    """Return the column names of the first line."""
    first = text.split("\n", 1)[0]
    try:
        header = next(csv.reader(io.StringIO(first), strict=True), [])
    except csv.Error as error:
        raise Unreadable(
            Failure("each line is one row", WHY_TEXT, "fetch the file again.", 1, (f"line 1: found {error}",))
        ) from error
    blank = [number for number, name in enumerate(header, start=1) if not name.strip()]
    if blank or not header:
        raise Unreadable(
            Failure(
                "each column has a name",
                "Figures are found by column name.",
                "fetch the file again; if it is so at the source, ask the publisher.",
                max(len(blank), 1),
                (f"line 1: found no name for column {', '.join(map(str, blank)) or '1'}",),
            )
        )
    repeated = sorted({name for name in header if [*header, LINE].count(name) > 1})
    if repeated:
        raise Unreadable(
            Failure(
                "each column has its own name",
                f"Two columns of one name cannot be told apart; {LINE} is the warehouse's own.",
                "ask the publisher which column is meant; remove or rename the other.",
                len(repeated),
                (f"line 1: found {', '.join(map(quoting.text, repeated))} more than once",),
            )
        )
    return header


def _refuse_cells_at_the_end(text: str, columns: int) -> None:
    """Refuse lines with more cells than the header, the last of them empty, which the reader of rows lets pass."""
    # A line with fewer commas than columns, however they are quoted, has no cell too many.
    long = [
        number
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1)
        if line.endswith((",", ',""')) and line.count(",") >= columns and len(next(csv.reader([line]))) > columns
    ]
    if long:
        raise Unreadable(
            Failure(
                "each line has one value for each column",
                "A cell without a column is a figure that lost its name, or a line that was put together by hand.",
                "take the empty cells off the ends of the lines, or fetch the file again.",
                len(long),
                tuple(f"line {n}: found an empty cell after the last column" for n in long[:EXAMPLES]),
            )
        )


def _refuse_line_breaks(text: str, frame: pd.DataFrame, quoting: Quoting) -> None:
    """Refuse a file of which the reader made more or fewer rows than it has lines, e.g. by a line end in quotes."""
    lines = text.rstrip("\r\n").count("\n")
    if lines == len(frame):
        return
    cells = frame.drop(columns=LINE)
    places = [
        f"line {line}, column {quoting.text(name)}: found {quoting.cell(cell)}"
        for name in cells
        for line, cell in zip(frame[LINE], cells[name], strict=True)
        if isinstance(cell, str) and "\n" in cell
    ]
    raise Unreadable(
        Failure(
            "each line is one row",
            "A cell over several lines puts every line number after it out of step, and may hide rows.",
            "remove the line break, or fetch the file again; if it is so at the source, ask the publisher.",
            max(len(places), 1),
            tuple(places[:EXAMPLES]) or (f"line 1: found {lines} lines under the header and {len(frame)} rows",),
        )
    )


def _refuse_size(path: Path) -> None:
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise Unreadable(
            Failure(
                f"the file has at most {SIZE_LIMIT:,} bytes",
                "The gate holds a file in memory whole; no statistical release is that large.",
                "fetch the file again; if it is whole, split it by period at the source.",
                1,
                (f"found {size:,} bytes",),
            )
        )


def refuse_disguise(path: Path) -> None:
    """Refuse bytes that are something else under a .csv name.

    Raises:
        Unreadable: they are.
    """
    with path.open("rb") as stream:
        start = stream.read(512)
    if not start.strip():
        raise Unreadable(
            Failure(
                "the file holds figures", "An empty file says nothing.", "fetch the file again.", 1, ("found no bytes",)
            )
        )
    kind, mend = next((found for magic, found in DISGUISES.items() if start.startswith(magic)), (None, ""))
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        kind, mend = "a web page", "the download failed; fetch the file again."
    if kind:
        raise Unreadable(Failure("the file is CSV text", WHY_TEXT, mend, 1, (f"found {kind}",)))


def decode(path: Path, quoting: Quoting) -> str:
    """Return the text of a file whose lines are all there.

    Args:
        path: the file.
        quoting: how a refusal may tell what is in it.

    Raises:
        Unreadable: it is not UTF-8, holds a NUL or a blank line, or was cut off.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            Failure(
                "the file is UTF-8",
                WHY_TEXT,
                "save the file again as CSV UTF-8; if it came from the service so, fetch it again.",
                1,
                (f"line {line}: found {_byte(content[error.start], quoting)}",),
            )
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable(
            Failure("the file is CSV text", WHY_TEXT, "fetch the file again.", 1, (f"line {line}: found a NUL byte",))
        )
    if not text.endswith("\n"):
        line, end = text.count("\n") + 1, text.rsplit("\n", 1)[-1][-40:]
        raise Unreadable(
            Failure(
                "the last line is whole",
                "A file without a final line end was probably cut off; its last figure may lack digits.",
                "fetch the file again; if it was edited by hand, end its last line.",
                1,
                (f"line {line}: found {quoting.cell(end)} and no line end",),
            )
        )
    body = text.rstrip("\r\n").replace("\r\n", "\n")
    if "\n\n" in body:
        line = body.count("\n", 0, body.index("\n\n")) + 2
        raise Unreadable(
            Failure(
                "no line is blank",
                "A blank line may be a row that was lost, and every line number after it would be wrong.",
                "fetch the file again; if it was edited by hand, remove the line.",
                1,
                (f"line {line}: found nothing",),
            )
        )
    return text


def _byte(byte: int, quoting: Quoting) -> str:
    return f"byte 0x{byte:02x}" if quoting.tells_cells else "a byte of another encoding"


def _read_rows(path: Path, header: list[str], quoting: Quoting) -> pd.DataFrame:
    connection = duckdb.connect()
    try:
        # Columns are named by position so that nothing a publisher writes becomes part of a query.
        columns = {f"column_{number}": "varchar" for number in range(len(header))}
        relation = connection.sql(
            "select row_number() over () + 1 as source_row, * from read_csv($path, columns=$columns, header=true,"
            " auto_detect=false, delim=',', quote='\"', escape='\"', strict_mode=true, null_padding=false,"
            " store_rejects=true, rejects_limit=100)",
            params={"path": str(path), "columns": columns},
        )
        frame = relation.df()
        rejected = connection.sql(
            "select line, error_type, csv_line from reject_errors order by line, column_idx limit 100"
        ).fetchall()
    except duckdb.Error as error:
        raise Unreadable(
            Failure(
                "each line is one row",
                WHY_TEXT,
                "fetch the file again.",
                1,
                (quoting.error(str(error).splitlines()[0]),),
            )
        ) from error
    finally:
        connection.close()
    if rejected:
        places = tuple(
            f"line {line}: found {kind.lower()} in {quoting.cell(text[:60])}"
            for line, kind, text in rejected[:EXAMPLES]
        )
        raise Unreadable(
            Failure(
                "each line has one value for each column",
                "A short or long line shifts figures into other columns.",
                "fetch the file again; if the line is so at the source, ask the publisher.",
                len(rejected),
                places,
            )
        )
    return frame.rename(columns=dict(zip(columns, header, strict=True)))
