"""The command a newcomer types, as a process of its own: publish, find nothing new, refuse, be killed, go on.

That a refused file does not hold up the good one beside it is seen in ``sources/test_ees_end_to_end.py``.
"""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from command import OBA, environment, refresh, task_states
from oba.cli import app
from oba.config import PROJECT, Settings, settings_from_environment
from oba.files import file_sha256
from oba.publication import PAGES, WAREHOUSE, served
from oba.sequence import LANDING, PUBLISHING
from released import DEMO_RELEASE, LOOKED_AFTER, RELEASES, release_again
from shared_work import own_copy


def page(settings: Settings) -> str:
    return (settings.served / PAGES / "E06000012" / "children_and_families.html").read_text()


def everything_published(settings: Settings) -> dict[str, list]:
    """Every row of every mart and every page; only the times of landing and building may differ between two runs."""
    with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as warehouse:
        marts = [row[0] for row in warehouse.sql("select table_name from duckdb_tables() order by 1").fetchall()]
        passing = {"dim_release_file": "* exclude (landed_at)", "scorecard_method_test": "* exclude (built_date)"}
        columns = {mart: passing.get(mart, "*") for mart in marts}
        content = {
            mart: warehouse.sql(f"select {columns[mart]} from marts.{mart} order by all").fetchall() for mart in marts
        }
    pages = {str(path.relative_to(settings.served)): path for path in (settings.served / PAGES).rglob("*.html")}
    return content | {
        name: [re.sub(r"(landed|Drawn) on \d{4}-\d\d-\d\d", "", path.read_text())] for name, path in pages.items()
    }


@pytest.fixture
def own_demo(demo, tmp_path) -> tuple[Settings, Path]:
    """A copy of the published demo, so that a test can go on from it."""
    own = Path(shutil.copytree(RELEASES, tmp_path / "releases"))
    return settings_from_environment(home=own_copy(demo.settings.home, tmp_path / "home"), releases=own), own


def test_the_demo_publishes_the_report_s_figures_and_tells_where(demo):
    settings = demo.settings
    assert "448 children" in page(settings) and "265" in page(settings)
    assert str(settings.served / PAGES / "index.html") in demo.told
    assert str(settings.served / WAREHOUSE) in demo.told
    steps = {step.name for sequence in (LANDING, PUBLISHING) for step in sequence.steps}
    assert task_states(demo.told) == {step: {"done"} for step in steps}


def test_what_the_steps_say_is_kept_in_the_log(demo):
    kept = (demo.settings.home / "refresh.log").read_text()
    for said in ("23 new files on offer", "Landed ", "Accepted ", "models built", "Serving publication"):
        assert said in kept and said not in demo.told


def test_a_second_run_finds_nothing_new_and_changes_nothing(own_demo):
    settings, releases = own_demo
    before = served(settings)
    run = refresh(settings.home, releases)
    assert run.returncode == 0
    assert "Nothing is new" in run.stdout
    assert served(settings) == before


BARE = {"PATH": "/usr/bin:/bin"}  # no activated environment


def test_airflow_commands_run_on_this_project_without_an_activated_environment(tmp_path):
    command = [OBA, "airflow", "config", "get-value", "core", "dags_folder"]
    bare = environment(tmp_path, RELEASES) | BARE
    shown = subprocess.run(command, env=bare, capture_output=True, text=True, check=True)
    assert shown.stdout.strip().endswith(str(PROJECT / "dags"))


def test_no_command_changes_what_is_served(own_demo):
    """Nor does dbt, which runs on this project without an activated environment."""
    settings, releases = own_demo
    publication = settings.served.resolve()
    before = {path: file_sha256(path) for path in publication.rglob("*") if path.is_file()}
    assert not any(path.stat().st_mode & 0o222 for path in before)
    said = {}
    for command in (("scorecard", "E08000035"), ("scorecard", " leeds "), ("refresh",), ("status",)):
        run = CliRunner(env=environment(settings.home, releases)).invoke(app, command)
        assert run.exit_code == 0, run.output
        said[" ".join(command)] = run.stdout
    bare = environment(settings.home, releases) | BARE
    run = subprocess.run(
        [OBA, "dbt", "run", "--select", "dim_period"], env=bare, capture_output=True, text=True, check=True
    )
    assert "marts.dim_period" in run.stdout
    assert settings.served.resolve() == publication
    assert {path: file_sha256(path) for path in publication.rglob("*") if path.is_file()} == before
    leeds = f"Leeds: {settings.served / PAGES / 'E08000035' / 'index.html'}\n"
    assert said["scorecard E08000035"] == said["scorecard  leeds "] == leeds
    assert "Nothing is new" in said["refresh"]


def test_every_place_has_pages_and_one_that_there_is_not_is_refused(own_demo):
    settings, releases = own_demo
    with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as warehouse:
        cards = warehouse.sql(
            "select distinct geography_code, scorecard_id from marts.scorecard_wide where value is not null"
        ).fetchall()
    assert len(cards) > 20
    for place, scorecard in cards:
        assert (settings.served / PAGES / place / f"{scorecard}.html").exists()
    command = [OBA, "scorecard", "E09000030"]
    run = subprocess.run(command, env=environment(settings.home, releases), capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "No place of the served warehouse has the code E09000030" in run.stderr


def test_a_release_with_one_broken_row_fails_at_the_first_gate_and_the_old_page_stays(own_demo):
    settings, releases = own_demo
    before, old_page = served(settings), page(settings)
    release_again(releases, "2021", LOOKED_AFTER, lambda content: content.replace(b",448\n", b",many\n"))
    run = refresh(settings.home, releases)
    assert run.returncode == 1
    assert re.search(r"line 16, column children_looked_after: found 'many'", run.stderr)
    assert "Traceback" not in run.stdout + run.stderr
    states = task_states(run.stdout)
    assert states["gate_in"] == states["report_refusals"] == {"failed"}
    for task in ("build_warehouse", "gate_out", "draw_scorecards", "publish"):
        assert states[task] == {"not run"}
    assert served(settings) == before and page(settings) == old_page
    (kept,) = settings.quarantine.glob(f"*/2021/*/{LOOKED_AFTER}")
    assert b",many\n" in kept.read_bytes()

    again = refresh(settings.home, releases)
    assert again.returncode == 1
    assert "Nothing is new" in again.stdout
    assert "In quarantine:" in again.stdout
    assert run.stderr.count("What is served has not changed.") == 1

    decisions = settings.home.parent / "definitions"
    shutil.copytree(settings.definitions, decisions)
    title, sha256 = f"{DEMO_RELEASE.parent.name}/2021/{LOOKED_AFTER}", file_sha256(kept)
    (decisions / "decisions.yml").write_text(
        f"refused_files:\n  - {{file: {title}, sha256: '{sha256}', decided_on: 2026-11-21, decided_by: A, reason: B}}\n"
    )
    for command in ("status", "refresh"):
        own = {**environment(settings.home, releases), "OBA_DEFINITIONS": str(decisions)}
        decided = CliRunner(env=own).invoke(app, [command])
        assert decided.exit_code == 0 and "In quarantine" not in decided.stdout, decided.output


def test_status_fails_while_a_refresh_has_something_to_take_in(own_demo):
    settings, releases = own_demo
    release_again(releases, "2021", LOOKED_AFTER)
    run = CliRunner(env=environment(settings.home, releases)).invoke(app, ["status"])
    assert run.exit_code == 1
    assert f"On offer and not landed: {DEMO_RELEASE.parent.name}/2021/{LOOKED_AFTER}. Run 'oba refresh'." in run.stdout


def test_a_file_that_no_feed_declares_is_told_even_if_nothing_else_is_new(own_demo):
    settings, releases = own_demo
    (releases / DEMO_RELEASE.parent.name / "2021").mkdir()
    (releases / DEMO_RELEASE.parent.name / "2021" / "table_07_renamed.csv").write_bytes(
        (DEMO_RELEASE / LOOKED_AFTER).read_bytes()
    )
    run = refresh(settings.home, releases)
    assert run.returncode == 1
    assert re.search(r"Left aside: .*/2021/table_07_renamed\.csv: no feed declares", run.stdout)


def test_two_refreshes_of_one_work_folder_do_not_meet(own_demo):
    from filelock import FileLock

    settings, releases = own_demo
    release_again(releases, "2021", LOOKED_AFTER)
    with FileLock(settings.home / "refresh.lock"):
        run = refresh(settings.home, releases)
    assert run.returncode == 1
    assert "Another refresh is using" in run.stderr


KILLED_AFTER = [
    ("land_file", 1),
    ("gate_in", 3),
    ("gate_in", 8),
    ("build_warehouse", 1),
    ("gate_out", 1),
    ("draw_scorecards", 1),
]


# The command with the databases of another build in place of what dbt would make again before each kill.
WITHOUT_DBT = """
import shutil, sys
from pathlib import Path
from oba import build, cli

def copied(settings):
    for database in Path(built).glob("*.duckdb"):
        shutil.copyfile(database, settings.build / database.name)
    return "copied"

build.run_dbt, built = copied, sys.argv.pop()
cli.main()
"""


def test_killed_at_any_step_the_same_command_completes_with_the_same_result(demo, tmp_path):
    """The last run, which completes, builds by dbt; so does the undisturbed one."""
    undisturbed, releases = demo.settings, RELEASES
    home = tmp_path / "home"
    for step, times in KILLED_AFTER:
        kill_after(step, times, home, releases, undisturbed.build)
    settings = settings_from_environment(home=home, releases=releases)
    run = refresh(home, releases)
    assert run.returncode == 0, run.stdout + run.stderr
    assert everything_published(settings) == everything_published(undisturbed)
    assert served(settings).publication_id == served(undisturbed).publication_id


def kill_after(step: str, times: int, home: Path, releases: Path, built: Path) -> None:
    """Start a refresh and kill it once a step has been reported that often, so inside the step that follows."""
    command = [sys.executable, "-c", WITHOUT_DBT, "refresh", built]
    process = subprocess.Popen(
        command, env=environment(home, releases), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    seen = 0
    for line in process.stdout:
        seen += f"done     {step}" in line
        # A file that is landed is not landed again, so a later attempt may report the step less often.
        if seen == times or (step in line and "skipped" in line):
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL, "the refresh ended before it could be killed"
