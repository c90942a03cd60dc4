"""A third kind of file walks from folder to dbt's inputs behind its door, and no cell of it is ever told."""

import json
import logging
import shutil
import subprocess
import sys
import traceback
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd
import pytest

from oba import kinds
from oba.build import prepare_inputs
from oba.config import PROJECT, Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from oba.definitions.feeds import DECLARED_AS, ReleasedFile
from oba.gates import LINE, Failure, refuse_failures
from oba.intake import FileRefused, ReaderFailed, gate_in
from oba.kinds import Candidate, Kind, NoReader, Note, Taken, Unreadable, read_text_frame
from oba.landing import land, landed_files, look
from oba.quoting import NEVER, VERBATIM
from oba.typed import Long
from released import DEMO_RELEASE, LOOKED_AFTER, RELEASES

PUBLICATION = """\
publication: local_records
slug: local-records
title: Records of the council
publisher: A council
licence: none
feeds:
  - feed: episodes
    kind: KIND
    title: Episodes of care
    files: ["*.json"]
"""
# Made up; no text of it is anywhere else, so that it can be looked for in all that is said.
RECORDS = [
    {"child": "Quillon Vantress", "born": "2011-07-19", "days": 7041907},
    {"child": "Zephrine Okwuosa", "born": "2015-12-03", "days": 8},
]


class RecordFeed(ReleasedFile):
    """A file of records, as a definition declares it."""

    kind: Literal["records"]


def suites(feed: RecordFeed, release: str, definitions) -> dict[str, list]:
    from great_expectations import expectations as gxe

    meta = {"rule": "a birthday is a day", "why": "Ages are worked out from it.", "mend": "ask the council."}
    bounds = {"rule": "an episode has days", "why": "It is a length of time.", "mend": "ask the council."}
    return {
        "records": [
            gxe.ExpectColumnValuesToMatchRegex(column="born", regex=r"^\d{4}-\d{2}-\d{2}$", meta=meta),
            gxe.ExpectColumnMinToBeBetween(column="days", min_value=0, meta=bounds),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["child", "born"], meta=bounds),
        ]
    }


def take(candidate: Candidate) -> Taken:
    try:
        records = json.loads(candidate.path.read_text())
    except json.JSONDecodeError as error:
        raise Unreadable(
            Failure("the file is JSON", "It is read as such.", "ask for it again.", 1, (f"line {error.lineno}",))
        ) from error
    frame = pd.DataFrame(records).assign(**{LINE: range(1, len(records) + 1)})
    refuse_failures(suites(candidate.feed, candidate.release, candidate.definitions)["records"], frame, NEVER)
    long = frame[frame["days"] > 40]
    note = Note(len(long), "episodes are long", True, tuple(long["child"]), long)
    before = candidate.before()
    return Taken(len(frame), frame, before.title if before else None, {"long": note})


RECORDS_KIND = Kind(
    name="records",
    declared_as=RecordFeed,
    table="record",
    columns={LINE: Long, "child": str, "born": str, "days": int},
    quoting=NEVER,
    suites=suites,
    take=take,
)


@pytest.fixture
def third_kind(monkeypatch):
    monkeypatch.setitem(DECLARED_AS, "records", RecordFeed)
    monkeypatch.setitem(kinds.KINDS, "records", RECORDS_KIND)


@pytest.fixture
def releases(tmp_path) -> Path:
    """A folder of releases with one file of figures."""
    folder = tmp_path / "releases"
    release = folder / DEMO_RELEASE.relative_to(RELEASES)
    release.mkdir(parents=True)
    shutil.copy(DEMO_RELEASE / LOOKED_AFTER, release)
    return folder


@pytest.fixture
def declared(releases, tmp_path):
    """Return a function that gives settings and definitions with one more publication, of a kind."""

    def declare(kind: str) -> tuple[Settings, Definitions]:
        folder = shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")
        (folder / "publications" / "local_records.yml").write_text(PUBLICATION.replace("KIND", kind))
        settings = settings_from_environment(home=tmp_path / "home", releases=releases, definitions=folder)
        return settings, read_definitions(folder)

    return declare


def offer_records(releases: Path, content: str, release: str = "2024") -> None:
    path = releases / "local-records" / release / "episodes.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)


def land_all(settings, definitions) -> list:
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    return landed_files(settings)


def test_each_kind_that_can_be_declared_has_a_reader_and_a_table_of_its_own():
    assert {name: kind.declared_as for name, kind in kinds.KINDS.items()} == DECLARED_AS
    assert len({kind.table for kind in kinds.KINDS.values()}) == len(kinds.KINDS)


def test_the_suites_of_this_project_are_found_wherever_a_command_is_run(tmp_path):
    found = subprocess.run(
        [sys.executable, "-c", "import expectations; print(expectations.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == PROJECT / "expectations" / "__init__.py"


def test_a_third_kind_goes_from_folder_to_a_table_that_dbt_reads(third_kind, declared, releases):
    settings, definitions = declared("records")
    offer_records(releases, json.dumps(RECORDS[:1]), "2023")
    offer_records(releases, json.dumps(RECORDS))
    files = land_all(settings, definitions)
    assert len(files) == 3
    verdicts = {file.title: gate_in(file, settings, definitions) for file in files}
    newest = verdicts["local-records/2024/episodes.json"]
    assert (newest.lines, newest.rows) == (2, 2)
    assert newest.compared_with == "local-records/2023/episodes.json"
    prepare_inputs(settings, definitions)
    table = pd.read_parquet(settings.build / "inputs" / "record")
    held = table[table["file_id"] == newest.file_id]
    assert held[["child", "born", "days"]].to_dict("records") == RECORDS
    assert set(table["feed"]) == {"episodes"}
    assert len(pd.read_parquet(settings.build / "inputs" / "neighbour")) == 0


def test_the_periods_of_every_kind_that_has_some_are_rows_of_dim_period(third_kind, declared, releases, monkeypatch):
    def take_a_month(candidate: Candidate) -> Taken:
        taken = take(candidate)
        return replace(taken, rows=taken.rows.assign(period_kind="month", period_end_date=date(2031, 6, 30)))

    dated = {**RECORDS_KIND.columns, "period_kind": str, "period_end_date": date}
    monkeypatch.setitem(kinds.KINDS, "records", replace(RECORDS_KIND, columns=dated, take=take_a_month))
    settings, definitions = declared("records")
    offer_records(releases, json.dumps(RECORDS))
    for file in land_all(settings, definitions):
        gate_in(file, settings, definitions)
    prepare_inputs(settings, definitions)
    periods = pd.read_parquet(settings.build / "inputs" / "period")
    assert "June 2031" in set(periods["label_during_year"])
    assert periods["period_id"].is_unique and len(periods) > 1


BAD_RECORDS = {
    "a cell": ([RECORDS[0], {**RECORDS[1], "born": "3/12/2015"}], r"row 2, column born: found the form '9/99/9999'"),
    "a bound": ([RECORDS[0], {**RECORDS[1], "days": -7041907}], r"column days, found -9999999"),
    "a record twice": ([RECORDS[0], RECORDS[0]], r"row 1: found the form 'a a', the form '9999-99-99'"),
    "a check that cannot run": (
        [RECORDS[0], {**RECORDS[1], "days": "Vantress7041907"}],
        r"could not run: an error whose",
    ),
    "a column renamed": ([{"name": "Quillon Vantress", "born": "2011-07-19", "days": 7041907}], r"could not run"),
    "not JSON": ('[{"child": "Quillon Vantress", ', r"the file is JSON: line 1"),
    "another form": ('{"child": "Quillon Vantress"}', r"the reader of records broke: ValueError at"),
}


@pytest.mark.parametrize("case", BAD_RECORDS)
def test_a_bad_file_of_it_is_refused_and_no_cell_of_it_is_told(third_kind, declared, releases, caplog, capfd, case):
    content, message = BAD_RECORDS[case]
    settings, definitions = declared("records")
    offer_records(releases, content if isinstance(content, str) else json.dumps(content))
    (file,) = (file for file in land_all(settings, definitions) if file.publication == "local-records")
    with caplog.at_level(logging.DEBUG), pytest.raises((FileRefused, ReaderFailed), match=message) as refused:
        gate_in(file, settings, definitions)
    everything = "".join(traceback.format_exception(refused.value)) + caplog.text + "".join(capfd.readouterr())
    kept = [path for folder in (settings.quarantine, settings.gated) for path in folder.rglob("*") if path.is_file()]
    everything += "".join(path.read_text() for path in kept if path.name != "episodes.json")
    for cell in ("Quillon", "Vantress", "Zephrine", "Okwuosa", "2011-07", "12/2015", "2015-12", "7041907"):
        assert cell not in everything


def test_what_is_counted_in_an_accepted_file_of_it_is_told_without_the_records(third_kind, declared, releases):
    settings, definitions = declared("records")
    offer_records(releases, json.dumps(RECORDS))
    (file,) = (file for file in land_all(settings, definitions) if file.publication == "local-records")
    verdict = gate_in(file, settings, definitions)
    assert verdict.to_look_at() == {"long": Note(1, "episodes are long", True)}
    assert list(settings.gated.glob(f"{file.file_id}.*.csv")) == []


def test_a_kind_that_no_reader_takes_is_named_with_its_place_and_the_others_go_on(declared, releases):
    settings, definitions = declared("recrods")
    (refusal,) = definitions.refused
    assert str(refusal).startswith("feed episodes is refused. ")
    assert "local_records.yml, line 8: " in str(refusal) and "found 'recrods'. Write one of figures" in str(refusal)
    offer_records(releases, json.dumps(RECORDS))
    accepted, refused = 0, []
    for file in land_all(settings, definitions):
        try:
            accepted += gate_in(file, settings, definitions).accepted
        except NoReader as error:
            refused.append(str(error))
    assert accepted == 1
    (told,) = refused
    assert "local_records.yml, line 8: feed episodes is of kind 'recrods', which no reader takes" in told


@pytest.mark.parametrize("cell", ["Quillon Vantress", "AB123456C", "2011-07-19", 41, 4.5, "é"])
def test_a_cell_that_may_not_be_told_shows_its_form_alone(cell):
    told = NEVER.cell(cell)
    assert str(cell) not in told and str(cell) in VERBATIM.cell(cell)
    assert NEVER.cell(None) == VERBATIM.cell(None) == "blank"


def test_two_words_of_a_closed_list_have_one_form():
    assert NEVER.cell("Male") == NEVER.cell("Female")


SECRET = "child,born\nQuillon Vantress,2011-07-19\n"
BAD_CSV = {
    "cut off": SECRET[:-3],
    "too many values": SECRET + "Zephrine Okwuosa,2015-12-03,Vantress\n",
    "too few values": SECRET + "Zephrine Okwuosa\n",
    "a line break in a cell": SECRET + '"Zephrine\nOkwuosa",2015-12-03\n',
    "an open quotation mark": SECRET + '"Zephrine Okwuosa,2015-12-03\n',
    "no header": "Quillon Vantress,Quillon Vantress\n" + SECRET,
    "another encoding": SECRET.replace("Quillon", "Quill\u00f6n").encode("latin-1"),
}


@pytest.mark.parametrize("case", BAD_CSV)
def test_the_shared_reader_of_csv_tells_no_cell_where_none_may_be_told(tmp_path, case):
    content = BAD_CSV[case]
    path = tmp_path / "records.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Unreadable) as told:
        read_text_frame(path, NEVER)
    assert "line " in str(told.value)
    for cell in ("Quillon", "Vantress", "Zephrine", "Okwuosa", "2011", "2015"):
        assert cell not in str(told.value)
    with pytest.raises(Unreadable) as quoted:
        read_text_frame(path, VERBATIM)
    assert [failure.rule for failure in quoted.value.failures] == [failure.rule for failure in told.value.failures]
