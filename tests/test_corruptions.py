"""Generated corruptions of every feed: each ends in the same figures or in a refusal that names its place.

A seed is a good file that is accepted first; a corrupted one then arrives as the next vintage of the same release.
"""

import csv
import gzip
import io
import json
import re
import shutil
import struct
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dfe import dfe_files
from oba.config import PROJECT, Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from oba.digest import file_sha256
from oba.intake import FileRefused, Verdict, gate_in, gated_folder, long_file
from oba.kinds import strict_csv
from oba.kinds.figures import KEY
from oba.landing import RECORD, LandedFile, land
from oba.quoting import VERBATIM
from oba.sources import Offer

SAMPLE_CODES = {"E12000001", "E12000003", "E06000012", "E09000007", "E08000035"}
SYSTEM_COLUMNS = 10
REASON = re.compile(r".+: .+\. .+ To mend: .+", re.DOTALL)

Rows = list[list[str]]


@dataclass(frozen=True, repr=False)
class Seed:
    """A good file and the figures that the gate in made of it."""

    publication: str
    release: str
    file_name: str
    content: bytes
    figures: pd.Series


@dataclass(frozen=True, repr=False)
class Stand:
    """A work folder in which every seed is landed and accepted."""

    settings: Settings
    definitions: Definitions
    seeds: tuple[Seed, ...]

    def gate(self, seed: Seed, content: bytes) -> tuple[Verdict, pd.Series]:
        """Land and judge some bytes as the next vintage of a seed, then forget them."""
        landed = land(_offer(self.settings, seed.publication, seed.release, seed.file_name, content), self.settings)
        try:
            verdict = gate_in(landed, self.settings, self.definitions)
            return verdict, _figures(long_file(landed.file_id, self.settings))
        finally:
            if content != seed.content:
                shutil.rmtree(landed.path(self.settings).parent)
                for path in gated_folder(self.settings).glob(f"{landed.file_id}.*"):
                    path.unlink()


@pytest.fixture(scope="module")
def stand(tmp_path_factory) -> Stand:
    home = tmp_path_factory.mktemp("corruptions")
    own_settings = settings_from_environment(home=home, releases=home / "offered")
    definitions = _of_small_files(read_definitions(own_settings.definitions))
    seeds = []
    for path, content in _good_files(definitions):
        publication, release = path.parts[-3], path.parts[-2]
        landed = land(_offer(own_settings, publication, release, path.name, content), own_settings)
        _land_long_ago(landed, own_settings)
        gate_in(landed, own_settings, definitions)
        figures = _figures(long_file(landed.file_id, own_settings))
        seeds.append(Seed(publication, release, path.name, content, figures))
    return Stand(own_settings, definitions, tuple(seeds))


def _land_long_ago(landed: LandedFile, own: Settings) -> None:
    """Change the time in a landing record, so that what lands in the same second is the later vintage."""
    record = landed.path(own).with_name(RECORD)
    content = json.loads(record.read_text()) | {"landed_at": "2000-01-01T00:00:00+00:00"}
    record.unlink()
    record.write_text(json.dumps(content))


def _good_files(definitions: Definitions) -> list[tuple[Path, bytes]]:
    """Return the demo's files, and of each DfE feed the newest vintage with a few places."""
    demo = [(path, path.read_bytes()) for path in sorted((PROJECT / "data" / "releases").glob("*/*/*.csv"))]
    newest = {definitions.feed_of(path.parts[-3], path.name).feed: path for path in dfe_files(definitions)}
    return demo + [(path, _few_places(path)) for path in newest.values()]


def _few_places(path: Path) -> bytes:
    header, *rows = _rows(path.read_bytes())
    level, region, authority = (header.index(name) for name in ("geographic_level", "region_code", "new_la_code"))
    code = {"National": lambda row: "E12000001", "Regional": lambda row: row[region]}
    kept = [row for row in rows if code.get(row[level], lambda row: row[authority])(row) in SAMPLE_CODES]
    return _bytes([header, *kept])


def _of_small_files(definitions: Definitions) -> Definitions:
    publications = [
        publication.model_copy(
            update={
                "feeds": tuple(
                    feed.model_copy(
                        update={
                            "minimum_authorities": min(feed.minimum_authorities, 1),
                            "regions": min(feed.regions, 2),
                            "adds_up": None,  # a few places sum to no region
                        }
                    )
                    for feed in publication.figures
                )
            }
        )
        for publication in definitions.publications
        if publication.figures
    ]
    return replace(definitions, publications=tuple(publications))


def _offer(own: Settings, publication: str, release: str, file_name: str, content: bytes) -> Offer:
    path = own.home / "offered" / file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Offer("folder", publication, release, file_name, f"offered/{file_name}", file_sha256(path), None)


def _figures(path: Path) -> pd.Series:
    cells = pd.read_parquet(path).fillna("")
    return cells.set_index([*KEY, "location_name", "data_column"])["raw_value"].sort_index()


def _rows(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _bytes(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _one_of(data: st.DataObject, count: int, first: int = 0) -> int:
    return data.draw(st.integers(first, count - 1))


def _two_columns(rows: Rows, data: st.DataObject) -> tuple[int, int]:
    one, other = data.draw(st.permutations(range(len(rows[0]))))[:2]
    return one, other


def _figure_column(rows: Rows, data: st.DataObject) -> int:
    texts = [{row[column] for row in rows[1:]} for column in range(len(rows[0]))]
    numeric = [i for i, found in enumerate(texts) if i >= SYSTEM_COLUMNS and sum(t[:1].isdigit() for t in found) > 4]
    return data.draw(st.sampled_from(numeric))


def byte_flipped(content: bytes, data: st.DataObject) -> bytes:
    place = _one_of(data, len(content))
    return content[:place] + bytes([content[place] ^ data.draw(st.integers(1, 255))]) + content[place + 1 :]


def truncated(content: bytes, data: st.DataObject) -> bytes:
    cut = content[: _one_of(data, len(content))]
    return cut[: cut.rfind(b"\n") + 1] if data.draw(st.booleans()) else cut


def headers_swapped(content: bytes, data: st.DataObject) -> bytes:
    rows = _rows(content)
    one, other = _two_columns(rows, data)
    rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
    return _bytes(rows)


def columns_in_another_order(content: bytes, data: st.DataObject) -> bytes:
    rows = _rows(content)
    order = data.draw(st.permutations(range(len(rows[0]))))
    return _bytes([[row[column] for column in order] for row in rows])


def figures_shifted_down(content: bytes, data: st.DataObject) -> bytes:
    header, *rows = _rows(content)
    column, by = _figure_column([header, *rows], data), _one_of(data, len(rows), 1)
    figures = [row[column:] for row in rows]
    return _bytes([header, *(row[:column] + figures[i - by] for i, row in enumerate(rows))])


def row_shifted_right(content: bytes, data: st.DataObject) -> bytes:
    rows = _rows(content)
    row = rows[_one_of(data, len(rows), 1)]
    place = _one_of(data, len(row))
    row.insert(place, "")
    if data.draw(st.booleans()):
        row.pop()
    return _bytes(rows)


def key_duplicated(content: bytes, data: st.DataObject) -> bytes:
    rows = _rows(content)
    again = list(rows[_one_of(data, len(rows), 1)])
    again[-1] = data.draw(st.sampled_from([again[-1], "0", "c"]))
    rows.insert(_one_of(data, len(rows), 1), again)
    return _bytes(rows)


def line_lost(content: bytes, data: st.DataObject) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[_one_of(data, len(lines))]
    return b"".join(lines)


def time_identifier_wrong(content: bytes, data: st.DataObject) -> bytes:
    header, *rows = _rows(content)
    column = header.index("time_identifier")
    other = data.draw(st.sampled_from(["Calendar year", "Tax year", "reporting year", "Week 1", "", "Reporting  year"]))
    for row in rows if data.draw(st.booleans()) else rows[: _one_of(data, len(rows), 1)]:
        row[column] = other
    return _bytes([header, *rows])


def code_unknown(content: bytes, data: st.DataObject) -> bytes:
    header, *rows = _rows(content)
    column = header.index(data.draw(st.sampled_from(["country_code", "region_code", "new_la_code"])))
    code = data.draw(st.sampled_from(sorted({row[column] for row in rows} - {""})))
    other = data.draw(st.sampled_from(["E06999999", "E12000009", "E06000011", "x", "", code.lower(), code + "0"]))
    return _bytes([header, *([other if cell == code else cell for cell in row] for row in rows)])


def web_page(content: bytes, data: st.DataObject) -> bytes:
    start = data.draw(st.sampled_from([b"", b"\n\n", b"\xef\xbb\xbf", b"  "]))
    page = data.draw(st.sampled_from([b"<!DOCTYPE html>", b"<HTML>", b"<?xml version='1.0'?>", b"<br>", b"{"]))
    return start + page + b"\n<p>Service unavailable, 1</p>\n" + data.draw(st.sampled_from([b"", content]))


def compressed(content: bytes, data: st.DataObject) -> bytes:
    packed = gzip.compress(content, mtime=0)
    return packed[: _one_of(data, len(packed), 20)] if data.draw(st.booleans()) else packed


def utf_16(content: bytes, data: st.DataObject) -> bytes:
    return content.decode().encode(data.draw(st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32"])))


def spreadsheet(content: bytes, data: st.DataObject) -> bytes:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return data.draw(st.sampled_from([book.getvalue(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content]))


def zip_of_10_gb(content: bytes, data: st.DataObject) -> bytes:
    sizes = struct.pack("<QQ", 10 * 2**30, data.draw(st.integers(1, 2**20)))
    name = b"figures.csv"
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 45, 0, 8, 0, 0, 0, 2**32 - 1, 2**32 - 1, len(name), 20)
    return head + name + struct.pack("<2H", 1, 16) + sizes + content[: _one_of(data, 2000)]


def figure_not_a_number(content: bytes, data: st.DataObject) -> bytes:
    rows = _rows(content)
    column, line = _figure_column(rows, data), _one_of(data, len(rows), 1)
    cell = rows[line][column]
    wrong = [
        "=1+447",
        "+5",
        "@SUM(A1)",
        "1,448",
        " 5",
        "5 ",
        "1e3",
        "٣",
        "",
        "NaN",
        "-",
        "5%",
        "0x1F",
        "1\n2",
        '"',
        "½",
    ]
    rows[line][column] = data.draw(st.sampled_from([*wrong, f"={cell}", f"'{cell}", f"{cell}.", f"{cell}\u00a0"]))
    return _bytes(rows)


def column_renamed(content: bytes, data: st.DataObject) -> bytes:
    rows = _rows(content)
    column = _one_of(data, len(rows[0]))
    rows[0][column] = data.draw(
        st.sampled_from(["figures", "", "source_row", "breakdown", rows[0][column].upper() + "%"])
    )
    return _bytes(rows)


def member_renamed(content: bytes, data: st.DataObject) -> bytes:
    header, *rows = _rows(content)
    words = [i for i in range(SYSTEM_COLUMNS, len(header)) if not any(row[i][:1].isdigit() for row in rows)]
    column = data.draw(st.sampled_from(words)) if words else header.index("region_name")
    text = data.draw(st.sampled_from(sorted({row[column] for row in rows} - {""})))
    other = data.draw(st.sampled_from([f"{text} (revised)", f"{text} ", text.swapcase(), "Total all", ""]))
    return _bytes([header, *([other if cell == text else cell for cell in row] for row in rows)])


# Of a number turned into another number only a checksum can tell, see the test of changed bytes below; such a
# file counts as a revision, and the verdict says of how many figures.
MAY_REVISE = {byte_flipped}
ON_SIGHT = [web_page, compressed, utf_16, spreadsheet, zip_of_10_gb, truncated, row_shifted_right]
IN_DEPTH = [
    byte_flipped,
    headers_swapped,
    columns_in_another_order,
    figures_shifted_down,
    key_duplicated,
    line_lost,
    time_identifier_wrong,
    code_unknown,
    figure_not_a_number,
    column_renamed,
    member_renamed,
]
EXAMPLES = dict.fromkeys(ON_SIGHT, 14) | dict.fromkeys(IN_DEPTH, 10)


@pytest.mark.parametrize("corrupt", EXAMPLES, ids=lambda corrupt: corrupt.__name__)
def test_a_corrupted_file_gives_the_same_figures_or_a_refusal(corrupt, stand):
    @settings(
        max_examples=EXAMPLES[corrupt],
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        seed = data.draw(st.sampled_from(stand.seeds))
        _same_figures_or_refusal(stand, seed, corrupt(seed.content, data), may_revise=corrupt in MAY_REVISE)

    run()


def _same_figures_or_refusal(stand: Stand, seed: Seed, content: bytes, may_revise: bool) -> None:
    try:
        verdict, figures = stand.gate(seed, content)
    except FileRefused as refused:
        assert f"{seed.publication}/{seed.release}/{seed.file_name} is refused" in str(refused)
        assert refused.verdict.reasons
        assert all(REASON.fullmatch(reason) for reason in refused.verdict.reasons)
        return
    assert list(figures.index) == list(seed.figures.index)
    changed = figures[figures != seed.figures]
    revised = verdict.notes["revised"].count if "revised" in verdict.notes else 0
    assert revised == len(changed), (changed, seed.figures[changed.index])
    assert len(changed) <= may_revise


def test_the_generated_corruptions_are_at_least_200():
    assert sum(EXAMPLES.values()) >= 200


def test_bytes_that_changed_after_landing_are_refused_even_where_they_are_another_number(stand):
    seed = stand.seeds[0]
    content = seed.content.replace(b"\n", b"\r\n")  # the same figures in other bytes, so not judged yet
    landed = land(_offer(stand.settings, seed.publication, seed.release, seed.file_name, content), stand.settings)
    path = landed.path(stand.settings)
    path.chmod(0o644)
    digit = max(content.rfind(b"%d" % number) for number in range(9))
    path.write_bytes(content[:digit] + b"9" + content[digit + 1 :])
    with pytest.raises(FileRefused, match="the bytes are those that landed: found another SHA-256"):
        gate_in(landed, stand.settings, stand.definitions)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(strict_csv, "SIZE_LIMIT", 100)
    path = tmp_path / "large.csv"
    path.write_bytes(bytes(101))
    with pytest.raises(strict_csv.Unreadable, match=r"at most 100 bytes: found 101 bytes\. .* To mend: "):
        strict_csv.read_text_frame(path, VERBATIM)
