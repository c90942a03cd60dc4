"""One file judged without a refresh: all that is wrong with it at once, or what it holds, and nothing kept of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from oba.config import PROJECT, settings_from_environment
from oba.intake import NotJudged, gate_in, judge_alone
from oba.landing import land, look
from oba.sequence import PUBLISHING
from released import DEMO_RELEASE, LOOKED_AFTER, release_again

SHIPPED = DEMO_RELEASE / LOOKED_AFTER


@pytest.fixture
def home(tmp_path):
    return settings_from_environment(home=tmp_path / "home")


def corrupted(tmp_path: Path) -> Path:
    """Return a file with a column too many, a name that nobody knows and a figure that is none."""
    header, *lines = SHIPPED.read_text().splitlines()
    first = lines[0].rsplit(",", 1)[0] + ",4x8"
    lines = [first, *lines[1:-1], lines[-1].replace("North East Lincolnshire", "North-East Lincolnshire")]
    path = tmp_path / SHIPPED.parts[-3] / "2020" / LOOKED_AFTER
    path.parent.mkdir(parents=True)
    path.write_text("\n".join([f"{header},added", *(f"{line},1" for line in lines)]) + "\n")
    return path


def test_a_good_file_is_judged_by_its_path_and_nothing_is_kept(home, definitions):
    judged = judge_alone(SHIPPED, home, definitions)
    assert judged.title == f"{SHIPPED.parts[-3]}/2020/{LOOKED_AFTER}"
    assert (judged.failures, judged.beside, judged.taken.lines) == ((), None, 15)
    assert not home.home.exists()


def test_every_rule_that_a_file_breaks_is_told_at_once(home, definitions, tmp_path):
    judged = judge_alone(corrupted(tmp_path), home, definitions)
    told = [failure.rule for failure in judged.failures]
    assert judged.taken is None
    assert told[0] == "the columns are those the feed declares (rule 1)"
    assert any(rule.startswith("a place's code and name are a known pair") for rule in told)
    assert any(rule.startswith("a figure is a number or a known symbol") for rule in told)


def test_what_cannot_be_looked_at_is_said_with_the_reason(home, definitions, tmp_path):
    path = corrupted(tmp_path)
    path.write_text(path.read_text().replace("geographic_level", "level", 1))
    judged = judge_alone(path, home, definitions)
    assert "were not looked at: column geographic_level is missing. " in str(judged.failures[-1])


def test_a_file_is_compared_with_the_accepted_one_before_it_in_the_work_folder(settings, releases, definitions):
    release_again(releases, "2021", LOOKED_AFTER)
    for offer in look(settings, definitions).fresh:
        if offer.file_name == LOOKED_AFTER and offer.release == "2020":
            gate_in(land(offer, settings), settings, definitions)
    before = sorted(path for path in settings.home.rglob("*"))
    judged = judge_alone(releases / SHIPPED.parts[-3] / "2021" / LOOKED_AFTER, settings, definitions)
    assert judged.beside == f"{SHIPPED.parts[-3]}/2020/{LOOKED_AFTER}"
    assert judged.taken.notes["revised"].count == 0
    assert sorted(path for path in settings.home.rglob("*")) == before


def test_a_file_that_no_feed_takes_is_told_with_the_ways_on(home, definitions, tmp_path):
    path = tmp_path / "publication" / "2024" / "unheard_of.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(SHIPPED.read_bytes())
    with pytest.raises(NotJudged, match=r"no feed of 'publication' declares .* --publication, or draft a feed"):
        judge_alone(path, home, definitions)
    named = judge_alone(SHIPPED, home, definitions, publication=SHIPPED.parts[-3], release="2020", before=SHIPPED)
    assert named.beside == named.title


def gate(*arguments: str) -> subprocess.CompletedProcess:
    command = "from oba.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", command, "gate", *arguments], capture_output=True, text=True, cwd=PROJECT
    )


def test_the_command_ends_in_1_where_the_file_would_be_refused(tmp_path):
    refused = gate(str(corrupted(tmp_path)))
    assert (refused.returncode, refused.stderr) == (1, "")
    assert "would be refused (compared with no other file):\n  - the columns are those" in refused.stdout
    accepted = gate(str(SHIPPED))
    assert accepted.returncode == 0
    assert "would be accepted (compared with no other file): 15 lines, 15 cells." in accepted.stdout


QUIET = """
import importlib, logging
logging.basicConfig(level=logging.INFO)
for module in {imports}:
    importlib.import_module(module)
import pandas as pd
from great_expectations import expectations as gxe
from oba.gates import failures
because = dict(rule="r", why="w", mend="m")
empty = gxe.ExpectColumnValuesToBeNull(column="a", meta=because)
print(len(failures([empty], pd.DataFrame({{"a": ["1"], "source_row": [1]}}), ["source_row"], str)))
"""


def test_the_log_of_a_refused_file_has_nothing_of_the_library_that_checks_it():
    imports = next(step.imports for step in PUBLISHING.steps if "great_expectations" in step.imports)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", QUIET.format(imports=imports)], capture_output=True, text=True
    )
    assert (run.stdout, run.stderr) == ("1\n", "")


@pytest.mark.parametrize("divisor", [10, 100])
def test_a_report_whose_percentages_were_scaled_is_refused_though_single_misprints_are_listed(
    divisor, home, definitions, tmp_path
):
    name = "tables_33_to_48_signs_of_safety.csv"
    header, *lines = [line.split(",") for line in (DEMO_RELEASE / name).read_text().splitlines()]
    place = header.index("percentage") - len(header)
    for line in lines:
        line[place] = f"{round(float(line[place]) / divisor, 1):g}" if line[place].isdigit() else line[place]
    path = tmp_path / DEMO_RELEASE.parent.name / "2020" / name
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(map(",".join, [header, *lines])) + "\n")
    assert not judge_alone(DEMO_RELEASE / name, home, definitions).failures
    told = " ".join(map(str, judge_alone(path, home, definitions).failures))
    assert "most percentages of a report are those of the counts beside them: 109 percentages" in told
