"""CSV: its encoding, what stands between its cells, and its rows."""

import csv
import io
from collections import Counter

from charset_normalizer import from_bytes

from oba.local_mi.reading.parts import WITHOUT_MARKS, Grid, Unreadable

DELIMITERS = (",", ";", "\t", "|")
ROWS_TO_TELL = 30
LONGEST_CELL = 1_000_000  # characters
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def decoded(data: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-16 by its noughts, UTF-8, or what Windows writes.

    Raises:
        Unreadable: it is no text.
    """
    encodings = [encoding for mark, encoding in BYTE_ORDER_MARKS.items() if data.startswith(mark)]
    if not encodings:
        even, odd = data[:2000:2].count(0), data[1:2000:2].count(0)
        if max(even, odd) > len(data[:2000]) / 8:
            encodings = ["utf-16-le" if odd > even else "utf-16-be"]
        else:
            encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.translate(WITHOUT_MARKS)
    best = from_bytes(data).best()
    if best is None or "\x00" in str(best):
        raise Unreadable("a text file is text", "bytes of no known encoding", "Save it as CSV in UTF-8.")
    return str(best).translate(WITHOUT_MARKS)


def read_csv(name: str, text: str) -> Grid:
    """Read a CSV whole.

    Raises:
        Unreadable: a quote is never closed, or a cell is longer than any.
    """
    csv.field_size_limit(LONGEST_CELL)
    delimiter = max(DELIMITERS, key=lambda one: _agreement(text, one))
    rows: list[list[str | None]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([cell or None for cell in row])
    except csv.Error:
        found = f"in or after row {len(rows) + 1:,}, a quote that is not closed or stands within a cell"
        raise Unreadable("each quoted cell ends with its quote", found, "Export it again, or mend that row.") from None
    return Grid(name, rows)


def _agreement(text: str, delimiter: str) -> int:
    """Return how far the first rows agree on a number of cells, if this stands between them."""
    widths: Counter[int] = Counter()
    try:
        for position, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if position >= ROWS_TO_TELL:
                break
            widths[len(row)] += 1
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)
