"""What ``oba check`` tells of the definitions of local MI, and how far counts may be apart."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oba.cli import app
from oba.config import PROJECT
from oba.local_mi import refused_definitions
from oba.local_mi.parameters import Reconciled
from oba.local_mi.reconciling import Count


@pytest.fixture
def definitions(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions"))


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("parameters.yml", "step_down_working_days: 10", "step_down_working_days: fifteen"),
        ("figures/social_care.yml", "event: referral,", "event: referal,"),
        ("councils/exampleshire.yml", "council: E06999999", "councill: E06999999"),
        ("layouts/annex_a.yml", "record: contact", "record: kontact"),
    ],
)
def test_check_names_the_file_of_what_is_wrong_in_any_definition_of_local_mi(
    definitions, monkeypatch, file, right, wrong
):
    path = definitions / "local_mi" / file
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong, 1))
    monkeypatch.setenv("OBA_DEFINITIONS", str(definitions))
    told = CliRunner().invoke(app, ["check"])
    assert told.exit_code == 1
    assert Path(file).name in told.output


def test_the_shipped_definitions_are_right(definitions):
    assert refused_definitions(definitions) == ()


@pytest.mark.parametrize(
    ("stated", "derived", "is_beyond"),
    [(20, 25, False), (20, 26, True), (200, 190, False), (200, 189, True), (0, 6, True)],
)
def test_counts_may_be_apart_by_some_children_or_a_share(stated, derived, is_beyond):
    count = Count("E06999999", "child_in_need_on_day", date(2026, 3, 31), "ssd", stated, derived)
    assert count.is_beyond(Reconciled(children=5, share=0.05)) is is_beyond
