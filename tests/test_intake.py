"""The gate in, with a good file and with every kind of bad one."""

import gzip
import shutil

import pytest

from expectations import published_marts
from oba.definitions import read_definitions
from oba.files import write_atomically
from oba.intake import FileRefused, gate_in, gated_folder, long_file, true_verdicts, verdicts
from oba.kinds import KINDS
from oba.landing import land, landed_files, look
from oba.pending import files_to_gate
from released import DEMO_RELEASE, LOOKED_AFTER

GOOD = (DEMO_RELEASE / LOOKED_AFTER).read_bytes()
LINES = GOOD.decode().splitlines(keepends=True)
HEADER, LAST = LINES[0], LINES[-1]


@pytest.fixture
def gate(settings, releases, definitions):
    """Return a function that releases some bytes as the looked-after table and gates them."""

    def gate_bytes(content: bytes):
        path = releases / "creating-strong-communities-evaluation" / "2020" / LOOKED_AFTER
        path.write_bytes(content)
        (offer,) = [o for o in look(settings, definitions).fresh if o.file_name == LOOKED_AFTER]
        return gate_in(land(offer, settings), settings, definitions)

    return gate_bytes


def test_a_good_file_is_accepted_with_every_figure(gate, settings):
    verdict = gate(GOOD)
    assert (verdict.accepted, verdict.lines, verdict.rows) == (True, 15, 15)
    assert long_file(verdict.file_id, settings).exists()
    assert not settings.quarantine.exists()


@pytest.mark.parametrize("form", ["byte order mark", "windows line ends"])
def test_harmless_forms_of_the_same_file_give_the_same_figures(gate, form):
    changed = b"\xef\xbb\xbf" + GOOD if form == "byte order mark" else GOOD.replace(b"\n", b"\r\n")
    assert gate(changed).rows == 15


def without_column(name: str) -> bytes:
    index = HEADER.strip().split(",").index(name)
    return "".join(
        ",".join(cell for i, cell in enumerate(line.strip().split(",")) if i != index) + "\n" for line in LINES
    ).encode()


BAD_FILES = {
    "empty": (b"", r"the file holds figures: found no bytes"),
    "header only": (HEADER.encode(), r"the file has rows: found 0"),
    "cut off inside a line": (GOOD[:-9], r"the last line is whole: line 16: found '.*' and no line end"),
    "cut off inside a row": (
        GOOD[: -len(LAST)] + b"2019,Reporting year\n",
        r"one value for each column: line 16: found missing columns",
    ),
    "cut off between lines": ("".join(LINES[:11]).encode(), r"at least 1 authorities: period 2015: found 0"),
    "one value too many": (GOOD[:-1] + b",5\n", r"one value for each column: line 16: found too many columns"),
    "a mandatory column missing": (without_column("time_identifier"), r"missing time_identifier"),
    "a declared column missing": (without_column("children_looked_after"), r"missing children_looked_after"),
    "a column renamed": (
        GOOD.replace(b"children_looked_after", b"cla_number"),
        r"unexpected cla_number, missing children_looked_after",
    ),
    "a column twice": (GOOD.replace(b"old_la_code", b"la_name"), r"its own name: line 1: found la_name more than once"),
    "a duplicate key": (
        GOOD + LAST.encode(),
        r"has one row \(rule 19\): line 16: found '2019'.*; line 17: found '2019'",
    ),
    "a wrong encoding": (GOOD.replace(b"Humber", b"Humb\xe9r"), r"the file is UTF-8: line 7: found byte 0xe9"),
    "UTF-16": (GOOD.decode().encode("utf-16"), r"the file is CSV text: found text in UTF-16"),
    "an unknown symbol": (
        GOOD.replace(b",448\n", b",n/a\n"),
        r"known symbol .*: line 16, column children_looked_after: found 'n/a'",
    ),
    "a thousands separator": (
        GOOD.replace(b",448\n", b',"1,448"\n'),
        r"line 16, column children_looked_after: found '1,448'",
    ),
    "a formula": (GOOD.replace(b",448\n", b",=1+447\n"), r"line 16, column children_looked_after: found '=1\+447'"),
    "a line break in a figure": (
        GOOD.replace(b",448\n", b',"448\n"\n'),
        r"column children_looked_after: found '448\\n'",
    ),
    "a space before a figure": (GOOD.replace(b",448\n", b", 448\n"), r"column children_looked_after: found ' 448'"),
    "a line break in a column name": (
        GOOD.replace(b",la_name,", b',"la\nname",', 1),
        r"line 1: found unexpected end of data",
    ),
    "a blank figure": (
        GOOD.replace(b",448\n", b",\n"),
        r"never blank .*: line 16, column children_looked_after: found blank",
    ),
    "a NULL": (GOOD.replace(b",448\n", b",NULL\n"), r"column children_looked_after: found 'NULL'"),
    "an unknown level": (
        GOOD.replace(b"2019,Reporting year,Local authority", b"2019,Reporting year,Ward"),
        r"rule 9\): line 16: found 'Ward'",
    ),
    "a period of the wrong form": (
        GOOD.replace(b"2019,Rep", b"19,Rep"),
        r"fits time_identifier .*: line 6: found 'Reporting year 19'",
    ),
    "years that do not follow": (
        GOOD.replace(b"2019,Reporting year", b"201821,Financial year"),
        r"follow each other .*: line 6",
    ),
    "two kinds of period": (GOOD.replace(b"2019,Reporting year", b"2019,Calendar year"), r"one kind of period"),
    "a place without a code": (GOOD.replace(b",E06000012,", b",,"), r"code of its place .*: line 12: found blank"),
    "a code of another form": (GOOD.replace(b",E06000012,", b",NEL,"), r"GSS code .*: line 12: found 'NEL'"),
    "an authority's code on a region": (
        GOOD.replace(b"Yorkshire and the Humber,,,,7", b"Yorkshire and the Humber,812,E06000012,,7"),
        r"rule 13\): line 7: found 'E06000012'",
    ),
    "an attribute that varies": (
        GOOD.replace(b",7,448\n", b",8,448\n"),
        r"an attribute has one value .*column table_number, found 2",
    ),
    "a period without England": (
        GOOD.replace(b"2019,Reporting year,National", b"2020,Reporting year,National"),
        r"a row for England: period 2019: found 0",
    ),
    "a blank line": (GOOD.replace(b"\n2016", b"\n\n2016", 1), r"no line is blank: line 3"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Gateway time-out</body></html>\n", r"CSV text: found a web page"),
    "gzip under a .csv name": (gzip.compress(GOOD), r"CSV text: found a gzip archive"),
    "a spreadsheet under a .csv name": (b"PK\x03\x04" + bytes(200), r"CSV text: found a zip archive or a spreadsheet"),
    "a NUL byte": (GOOD.replace(b"448", b"4\x008"), r"line 16: found a NUL byte"),
    "an open quotation mark": (GOOD.replace(b",448", b',"448'), r"line 16"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_with_place_rule_and_mend_and_its_bytes_are_kept(gate, settings, kind):
    content, message = BAD_FILES[kind]
    with pytest.raises(FileRefused, match=message) as refused:
        gate(content)
    told = str(refused.value)
    assert f"creating-strong-communities-evaluation/2020/{LOOKED_AFTER} is refused" in told
    assert "To mend: " in told
    (kept,) = settings.quarantine.glob(f"*/*/*/{LOOKED_AFTER}")
    assert kept.read_bytes() == content
    assert "To mend: " in (kept.parent / "why-refused.txt").read_text()


def test_one_refused_file_does_not_stop_the_others(settings, releases, definitions):
    path = releases / "creating-strong-communities-evaluation" / "2020" / LOOKED_AFTER
    path.write_bytes(GOOD.replace(b",448\n", b",n/a\n"))
    for beside in path.parent.glob("*.csv"):
        if beside != path:
            beside.unlink()  # those of the other publications are crowd enough
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    refused = []
    for file in landed_files(settings):
        try:
            gate_in(file, settings, definitions)
        except FileRefused as error:
            refused.append(error.verdict.title)
    assert len(refused) == 1
    assert sum(verdict.accepted for verdict in verdicts(settings).values()) == len(landed_files(settings)) - 1 == 10


def test_declaring_an_alias_lets_the_same_landed_bytes_through(gate, settings, tmp_path, definitions):
    with pytest.raises(FileRefused):
        gate(GOOD.replace(b"children_looked_after", b"cla_number"))
    folder = shutil.copytree(settings.definitions, tmp_path / "definitions")
    path = folder / "publications" / "creating_strong_communities_evaluation.yml"
    path.write_text(
        path.read_text().replace(
            "children_looked_after: {unit", "children_looked_after: {published_as: [cla_number], unit"
        )
    )
    reviewed = settings.model_copy(update={"definitions": folder})
    verdict = gate_in(landed_files(settings)[0], reviewed, read_definitions(folder))
    assert verdict.accepted
    assert not list(settings.quarantine.glob("*/*/*"))


def test_every_expectation_says_its_rule_why_it_matters_and_the_mend(definitions):
    feeds = {feed.kind: feed for publication in definitions.publications for feed in publication.feeds}
    assert feeds.keys() == KINDS.keys()
    suites = published_marts.suites()
    for kind, feed in feeds.items():
        suites |= KINDS[kind].suites(feed, "2024", definitions)
    for name, suite in suites.items():
        for expectation in suite:
            assert all(expectation.meta.get(key) for key in ("rule", "why", "mend")), (name, expectation)


def test_a_refusal_found_while_a_later_vintage_was_judged_still_waits_to_be_told(settings, releases, definitions):
    folder = releases / "creating-strong-communities-evaluation"
    (folder / "2021").mkdir()
    (folder / "2021" / LOOKED_AFTER).write_bytes(GOOD)
    (folder / "2020" / LOOKED_AFTER).write_bytes(GOOD.replace(b",448\n", b",n/a\n"))
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    first, later = (file for file in landed_files(settings) if file.file_name == LOOKED_AFTER)
    assert gate_in(later, settings, definitions).accepted
    assert not verdicts(settings)[first.file_id].accepted
    assert first in files_to_gate(settings)
    with pytest.raises(FileRefused):
        gate_in(first, settings, definitions)
    assert first not in files_to_gate(settings)


def test_a_refusal_that_was_cut_off_between_copy_and_reasons_waits_with_its_reasons(settings, gate, monkeypatch):
    from oba.intake import gate as walk

    def cut_off(path, write):
        if path.name == LOOKED_AFTER:
            raise KeyboardInterrupt
        write_atomically(path, write)

    monkeypatch.setattr(walk, "write_atomically", cut_off)
    with pytest.raises(KeyboardInterrupt):
        gate(GOOD.replace(b",448\n", b",n/a\n"))
    (reasons,) = settings.quarantine.glob("*/*/*/why-refused.txt")
    assert "To mend: " in reasons.read_text()
    assert files_to_gate(settings) == landed_files(settings)


def test_a_verdict_hangs_on_the_file_before_and_is_given_again_when_that_is_another(settings, releases, definitions):
    folder = releases / "creating-strong-communities-evaluation"
    for release in ("2021", "2022"):
        (folder / release).mkdir()
        (folder / release / LOOKED_AFTER).write_bytes(GOOD)

    def land_and_gate() -> dict[str, tuple[str, int]]:
        """Gate what waits; return by release what each file continues and when its verdict was written."""
        for offer in look(settings, definitions).fresh:
            land(offer, settings)
        for file in landed_files(settings):
            if file.file_name == LOOKED_AFTER:
                gate_in(file, settings, definitions)
        files = [file for file in landed_files(settings) if file.file_name == LOOKED_AFTER]
        judged, written = verdicts(settings), gated_folder(settings)
        return {
            file.release: (judged[file.file_id].compared_with, (written / f"{file.file_id}.json").stat().st_mtime_ns)
            for file in files
        }

    late = folder / "2021" / LOOKED_AFTER
    late.unlink()
    first = land_and_gate()
    assert first["2022"][0] == f"{folder.name}/2020/{LOOKED_AFTER}"
    assert land_and_gate() == first
    # An older release lands late, between the two.
    late.write_bytes(GOOD)
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    waiting = {file.release for file in files_to_gate(settings) if file.file_name == LOOKED_AFTER}
    assert {"2021", "2022"} <= waiting
    second = land_and_gate()
    assert second["2022"][0] == f"{folder.name}/2021/{LOOKED_AFTER}"
    assert second["2020"] == first["2020"]
    assert true_verdicts(settings, definitions).keys() >= {
        file.file_id for file in landed_files(settings) if file.file_name == LOOKED_AFTER
    }
    # It is taken out again: what was judged beside it is judged again.
    (gone,) = [file for file in landed_files(settings) if file.title == f"{folder.name}/2021/{LOOKED_AFTER}"]
    shutil.rmtree(gone.path(settings).parent)
    late.unlink()
    third = land_and_gate()
    assert third["2022"][0] == first["2022"][0]


def test_a_file_before_whose_bytes_changed_is_passed_over_only_until_it_is_mended(settings, releases, definitions):
    folder = releases / "creating-strong-communities-evaluation"
    (folder / "2021").mkdir()
    (folder / "2021" / LOOKED_AFTER).write_bytes(GOOD)
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    first, later = (file for file in landed_files(settings) if file.file_name == LOOKED_AFTER)
    path = first.path(settings)
    path.chmod(0o644)
    path.write_bytes(GOOD + b"x")
    assert gate_in(later, settings, definitions).compared_with is None
    path.write_bytes(GOOD)
    assert gate_in(later, settings, definitions).compared_with == first.title
