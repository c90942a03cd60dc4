"""What is kept on disk: under kills, full disks, damage, clocks that are set back, and a person who goes back."""

import errno
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

import small_store
from oba import files, publication
from oba.build import BuildFailed, listed_forecasts, lost_forecasts
from oba.cli import app
from oba.config import Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from oba.errors import ObaError
from oba.files import trouble
from oba.forecast import store as forecast_store
from oba.forecast.store import ForecastStoreDamaged
from oba.intake import FileRefused, gate_in
from oba.landing import LandedFile, land, landed_files, look
from oba.mending import mend
from oba.pending import files_to_gate
from oba.publication import (
    WAREHOUSE,
    PublicationRefused,
    manifest,
    newest,
    publications,
    publish,
    served,
    serving,
    wrong_with,
)
from oba.verifying import refuse_damaged_airflow, verify
from shared_work import made_once
from small_store import at_operation, build, content, die, in_child, refresh


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Settings:
    folder = made_once("small_store", tmp_path_factory, small_store.make_store)
    return settings_from_environment(home=folder / "home", releases=folder / "releases")


@pytest.fixture
def store(small, tmp_path) -> Settings:
    """A copy of the small store, built and not published; its files are its own, since tests damage them."""
    home = Path(shutil.copytree(small.home, tmp_path / "home"))
    return small.model_copy(update={"home": home})


@pytest.fixture
def try_at_each(store, tmp_path, monkeypatch):
    """Return a function that publishes copies of a built store, with something happening at each operation in turn.

    It gives each copy as it is after that; the last is the first to which nothing has happened.
    """
    monkeypatch.setattr(files, "sync", lambda path: None)  # what a power cut leaves cannot be tried here

    def each(happens) -> Iterator[Settings]:
        for number in range(1, 200):
            own = copy_of(store, tmp_path / f"copy_{number}")

            def doomed(number: int = number, own: Settings = own) -> None:
                has_happened = at_operation(number, happens)
                publish(own)
                assert not has_happened()

            undisturbed = in_child(doomed) == 0
            yield own
            assert content(own)["id"] == own.served.resolve().name
            assert verify(own) == []
            shutil.rmtree(own.home)
            if undisturbed:
                assert number > 20
                return

    return each


def copy_of(settings: Settings, home: Path) -> Settings:
    return settings.model_copy(update={"home": Path(shutil.copytree(settings.home, home, symlinks=True))})


def remove_one_landed(settings: Settings) -> None:
    """Let the next publication be another."""
    shutil.rmtree(sorted(settings.landed.glob("[!.]*/*/*/"))[0])


def publish_without_one(settings: Settings, definitions: Definitions) -> str:
    """Publish what lacks a landed file, which has landed and passed the gate when this returns the publication's id."""
    file = landed_files(settings)[0]
    folder, aside = file.path(settings).parent, settings.home.parent / "aside"
    folder.rename(aside)
    name = refresh(settings).publication_id
    aside.rename(folder)
    gate_in(file, settings, definitions)
    return name


def outcome_of_an_undisturbed_run(settings: Settings, home: Path) -> dict:
    own = copy_of(settings, home)
    refresh(own)
    return content(own)


@pytest.mark.parametrize("published_before", [False, True])
def test_killed_at_any_operation_on_a_file_served_is_whole_and_the_next_run_ends_as_an_undisturbed_one(
    store, tmp_path, definitions, try_at_each, published_before
):
    first = publish_without_one(store, definitions) if published_before else None
    ended = outcome_of_an_undisturbed_run(store, tmp_path / "undisturbed")
    build(store)
    for own in try_at_each(die):
        if own.served.exists() or published_before:
            name = own.served.resolve().name
            assert name in (first, ended["id"]) and wrong_with(name, own) == []
        refresh(own)
        assert content(own) == ended
        assert not [path for path in own.published.iterdir() if path.name.startswith((".in", ".out", ".link"))]


def test_where_the_disk_is_full_at_any_operation_that_is_told_served_stays_and_the_same_command_ends_well(
    store, tmp_path, definitions, try_at_each
):
    first = publish_without_one(store, definitions)
    ended = outcome_of_an_undisturbed_run(store, tmp_path / "undisturbed")
    build(store)
    for own in try_at_each(full):
        name = own.served.resolve().name
        assert name in (first, ended["id"]) and wrong_with(name, own) == []
        refresh(own)
        assert content(own) == ended


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a file")


@pytest.mark.parametrize("happens", [die, full])
def test_landing_and_judging_that_stop_at_any_operation_are_done_whole_by_the_next_run(
    store, definitions, tmp_path, happens
):
    file = landed_files(store)[0]
    known = (store.gated / f"{file.file_id}.parquet").read_bytes()
    shutil.rmtree(file.path(store).parent)
    mend(store)
    (offer,) = look(store, definitions).fresh
    for number in range(1, 100):
        own = copy_of(store, tmp_path / f"copy_{number}")

        def doomed(number: int = number, own: Settings = own) -> None:
            has_happened = at_operation(number, happens)
            gate_in(land(offer, own), own, definitions)
            assert not has_happened()

        undisturbed = in_child(doomed) == 0
        mend(own)
        assert verify(own) == []
        for fresh in look(own, definitions).fresh:
            land(fresh, own)
        gate_in(landed_files(own)[0], own, definitions)
        assert verify(own) == [] and len(landed_files(own)) == 2
        assert (own.gated / f"{file.file_id}.parquet").read_bytes() == known
        assert not list(own.landed.glob(".incoming-*")) and not list(own.gated.glob(".*.[0-9]*"))
        shutil.rmtree(own.home)
        if undisturbed:
            assert number > 10
            return


def test_a_full_disk_and_one_that_cannot_be_written_to_are_told_in_words(tmp_path, monkeypatch, capfd):
    for number, words in {errno.ENOSPC: "The disk is full", errno.EROFS: "The disk can only be read"}.items():
        error = OSError(number, os.strerror(number), "/home/landed")
        assert words in trouble(error, tmp_path) and "/home/landed" in trouble(error, tmp_path)
    assert trouble(ValueError("other"), tmp_path) is None


def clock_at(monkeypatch, day: int) -> None:
    monkeypatch.setattr(manifest, "now", lambda: f"2026-01-{day:02}T00:00:00+00:00")


def named(name: str, monkeypatch) -> None:
    monkeypatch.setattr(manifest, "publication_id", lambda files, settings: name)


def kept(settings: Settings) -> list[str]:
    return [one.publication_id for one in publications(settings)]


def test_with_a_clock_set_back_what_is_served_stays_kept_and_the_oldest_go(store, monkeypatch):
    keeping = store.model_copy(update={"keep_publications": 2})
    build(keeping)
    for name, day in (("pa", 20), ("pb", 21), ("pc", 3), ("pd", 2), ("pe", 1)):
        clock_at(monkeypatch, day)
        named(name, monkeypatch)
        publish(keeping)
        assert served(keeping).publication_id == name
    assert kept(keeping) == ["pe", "pd"]


def three_published(settings: Settings, monkeypatch) -> None:
    build(settings)
    for day, name in enumerate(("pa", "pb", "pc"), start=1):
        clock_at(monkeypatch, day)
        named(name, monkeypatch)
        publish(settings)


def test_a_publication_that_a_person_serves_stays_until_that_is_lifted_and_others_are_made_beside_it(
    store, monkeypatch
):
    keeping = store.model_copy(update={"keep_publications": 2})
    three_published(keeping, monkeypatch)
    assert publication.serve("pb", keeping).publication_id == "pb"
    for name in ("pd", "pe", "pf"):
        named(name, monkeypatch)
        publish(keeping)
        assert served(keeping).publication_id == "pb"
        assert newest(keeping).publication_id == name
    assert kept(keeping) == ["pf", "pb"]
    (told,) = publication.told_of_serving(keeping)
    assert "publication pb stays served" in told and "pf" in told
    assert mend(keeping) == [] and served(keeping).publication_id == "pb"
    assert publication.serve_newest(keeping).publication_id == "pf"
    assert publication.told_of_serving(keeping) == []
    named("pg", monkeypatch)
    publish(keeping)
    assert served(keeping).publication_id == "pg"


def test_after_going_back_a_refresh_finds_nothing_new_in_what_was_made_last(store, monkeypatch):
    refresh(store)
    first = served(store).publication_id
    remove_one_landed(store)
    refresh(store)
    assert files_to_gate(store) == []
    publication.serve(first, store)
    assert files_to_gate(store) == []


def test_going_back_that_was_cut_off_is_finished_by_the_next_run(store, monkeypatch):
    three_published(store, monkeypatch)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(serving, "lead_to", cut_off)
        publication.serve("pa", store)
    mend(store)
    assert served(store).publication_id == "pa"


def cut_off(*given) -> None:
    raise KeyboardInterrupt


def test_where_the_held_publication_is_lost_the_newest_is_served_and_that_is_told(store, monkeypatch):
    three_published(store, monkeypatch)
    publication.serve("pa", store)
    empty(store.published / "pa" / "manifest.json")
    (told,) = mend(store)
    assert "Publication pa, which was held, is gone or damaged; pc is served" in told
    assert served(store).publication_id == "pc" and mend(store) == []


def command(store: Settings, *words: str) -> Result:
    environment = {"OBA_HOME": str(store.home), "OBA_RELEASES": str(store.releases[0])}
    return CliRunner(env=environment).invoke(app, words)


def test_the_commands_list_publications_go_back_and_on_again_and_verify(store, monkeypatch):
    three_published(store, monkeypatch)
    listed = command(store, "publications").stdout
    assert re.findall(r"^(p\w).*?(; served)?$", listed, re.M) == [("pc", "; served"), ("pb", ""), ("pa", "")]
    assert "Publication pa of 2026-01-01" in command(store, "serve", "pa").stdout
    for words in (("publications",), ("status",), ("status", "--verify")):
        assert "Held: publication pa stays served" in command(store, *words).stdout
    assert "Every byte is as it was kept" in command(store, "status", "--verify").stdout
    assert "Publication pc" in command(store, "serve", "--newest").stdout
    assert "Held" not in command(store, "publications").stdout
    cut_short(served_warehouse(store))
    damaged = command(store, "status", "--verify")
    assert damaged.exit_code == 1 and "is damaged" in damaged.stdout
    assert isinstance(command(store, "serve").exception, ObaError)


def test_the_command_that_accepts_a_loss_says_what_is_lost_and_what_to_do(store):
    refresh(store)
    (path,) = store.forecasts.glob("*.parquet")
    path.unlink()
    said = command(store, "forecasts", "--accept-loss", path.name)
    assert said.exit_code == 0 and f"{path.name} is accepted as lost on" in said.stdout


def test_nobody_is_served_a_publication_that_is_damaged_or_not_kept(store, monkeypatch):
    three_published(store, monkeypatch)
    cut_short(store.published / "pa" / WAREHOUSE)
    with pytest.raises(ObaError, match=r"pa is not served, because it is damaged: .*not as it was published"):
        publication.serve("pa", store)
    with pytest.raises(ObaError, match=r"No publication px is kept\. There are: pc, pb, pa"):
        publication.serve("px", store)
    assert served(store).publication_id == "pc"


def cut_short(path: Path) -> None:
    content_now = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content_now[: len(content_now) // 2])


def test_a_lost_link_leads_to_the_newest_whole_publication_again_and_status_says_which_there_are(store, monkeypatch):
    three_published(store, monkeypatch)
    cut_short(store.published / "pc" / WAREHOUSE)
    store.served.unlink()
    assert "pc of 2026-01-03, pb of 2026-01-02" in publication.why_nothing_is_served(store)
    assert any("pc of 2026-01-03" in line for line in verify(store))
    (told,) = mend(store)
    assert "publication pb again" in told
    assert served(store).publication_id == "pb"


def damaged_manifest(settings: Settings) -> Path:
    return settings.served.resolve() / "manifest.json"


def served_warehouse(settings: Settings) -> Path:
    return settings.served.resolve() / WAREHOUSE


@pytest.mark.parametrize("damaged", [damaged_manifest, served_warehouse])
@pytest.mark.parametrize("damage", [lambda path: empty(path), cut_short, Path.unlink])
def test_a_damaged_served_publication_is_told_with_the_way_out_and_made_again(store, damaged, damage):
    refresh(store)
    before = content(store)
    assert files_to_gate(store) == []
    damage(damaged(store))
    (told,) = verify(store)
    assert "which is served, is damaged" in told and "'oba refresh' makes it again" in told
    assert len(files_to_gate(store)) == 2
    refresh(store)
    assert verify(store) == []
    assert content(store)["frozen"] == before["frozen"] and len(kept(store)) == 1


def test_a_damaged_publication_goes_when_another_stands_in_its_place(store, monkeypatch):
    three_published(store, monkeypatch)
    empty(damaged_manifest(store))
    assert served(store) is None and "is damaged" in publication.why_nothing_is_served(store)
    named("pd", monkeypatch)
    publish(store)
    assert served(store).publication_id == "pd" and kept(store) == ["pd", "pb", "pa"]
    assert verify(store) == []


def empty(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"")


def one_landed(settings: Settings) -> LandedFile:
    return landed_files(settings)[0]


@pytest.mark.parametrize("damage", [empty, cut_short, Path.unlink])
def test_a_damaged_landing_record_sets_the_file_aside_and_the_source_lands_it_again(store, definitions, damage):
    file = one_landed(store)
    damage(file.path(store).parent / "landing.json")
    assert any("has no whole landing.json" in line for line in verify(store))
    assert file.file_id not in {one.file_id for one in landed_files(store)}
    (told,) = mend(store)
    assert str(file.path(store).parent) in told and "backup" in told
    assert list((store.landed / ".damaged").glob(f"{file.file_id}-*/{file.file_name}"))
    (offer,) = look(store, definitions).fresh
    assert land(offer, store).file_id == file.file_id
    assert verify(store) == []


@pytest.mark.parametrize("damage", [empty, cut_short, Path.unlink])
@pytest.mark.parametrize("part", ["json", "parquet"])
def test_a_damaged_verdict_or_long_form_is_told_and_the_file_judged_again(store, definitions, part, damage, caplog):
    refresh(store)
    file = one_landed(store)
    path = store.gated / f"{file.file_id}.{part}"
    before = path.read_bytes()
    damage(path)
    if (part, damage) != ("json", Path.unlink):
        assert any(f"What is kept of {file.title}" in line for line in verify(store))
        assert "again" in caplog.text
    assert files_to_gate(store) == [file]
    gate_in(file, store, definitions)
    assert path.read_bytes() == before
    assert verify(store) == []


def test_a_changed_cell_of_a_gated_file_is_not_built_from(store, definitions):
    file = one_landed(store)
    path = store.gated / f"{file.file_id}.parquet"
    rows = pd.read_parquet(path).assign(raw_value="999")
    rows.to_parquet(path, index=False)
    build(store)
    assert list((store.build / "inputs" / "observation").glob(f"{file.file_id}*")) == []
    gate_in(file, store, definitions)
    build(store)
    copied = pd.read_parquet(store.build / "inputs" / "observation" / f"{file.file_id}.parquet")
    assert "999" not in set(copied["raw_value"])


def test_a_landed_file_that_was_changed_is_told_and_what_is_served_is_made_without_it(store, definitions):
    refresh(store)
    file, other = landed_files(store)
    path = file.path(store)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"2015", b"2016", 1))
    assert any(f"{file.title} is not as it landed" in line for line in verify(store))
    assert files_to_gate(store) == [file, other]
    with pytest.raises(FileRefused, match="the bytes are those that landed"):
        gate_in(file, store, definitions)
    refresh(store)
    assert [shown["file"] for shown in served(store).release_files] == [other.title]
    assert files_to_gate(store) == []


def test_nothing_that_is_served_gated_or_frozen_shares_its_bytes_with_what_dbt_may_write_to(store):
    refresh(store)
    build(store)
    paths = [path for path in store.home.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path for path in paths if path.stat().st_nlink > 1] == []
    inputs = [
        *(store.build / "inputs" / "observation").iterdir(),
        *(store.build / "inputs" / "frozen_forecast").iterdir(),
    ]
    assert len([path for path in inputs if not path.stat().st_mode & 0o222]) == 3


def test_only_what_dead_processes_left_is_cleared(store):
    dead = in_child_id()
    left = [store.gated / f".x.parquet.{dead}", store.published / f".index.html.{dead}"]
    alive = store.gated / f".x.json.{os.getpid()}"
    store.published.mkdir(exist_ok=True)
    for path in (*left, alive):
        path.write_text("half")
    mend(store)
    assert not any(path.exists() for path in left) and alive.exists()


def in_child_id() -> int:
    """Return the id of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_what_is_gated_of_a_file_that_is_landed_no_more_goes(store):
    file = one_landed(store)
    (store.gated / "6c4c3f4af763").mkdir()
    shutil.rmtree(file.path(store).parent)
    mend(store)
    names = {path.name.partition(".")[0] for path in store.gated.glob("[!.]*")}
    assert names == {one.file_id for one in landed_files(store)}


def test_the_work_folder_is_closed_to_others_but_for_what_is_published(store):
    refresh(store)
    (store.home / "refresh.log").write_text("cells of refused files")
    for path in (store.home, store.landed, store.gated, store.home / "refresh.log"):
        path.chmod(0o755)
    mend(store)
    modes = {name: stat.S_IMODE((store.home / name).stat().st_mode) for name in ("", "landed", "gated", "refresh.log")}
    assert modes == {"": 0o700, "landed": 0o700, "gated": 0o700, "refresh.log": 0o700}
    assert store.published.stat().st_mode & 0o055 == 0o055


def test_who_lets_others_pass_to_what_is_published_is_left_alone(store):
    refresh(store)
    store.home.chmod(0o711)
    (store.home / "forecasts").chmod(0o755)
    mend(store)
    assert stat.S_IMODE(store.home.stat().st_mode) == 0o711
    assert stat.S_IMODE(store.forecasts.stat().st_mode) == 0o700


def test_a_folder_in_which_this_warehouse_never_worked_is_not_closed(store, tmp_path):
    other = tmp_path / "other"
    other.mkdir(mode=0o755)
    mend(store.model_copy(update={"home": other}))
    assert stat.S_IMODE(other.stat().st_mode) == 0o755


def own_definitions(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"definitions": Path(shutil.copytree(settings.definitions, folder))})


def edit(settings: Settings) -> None:
    path = settings.definitions / "publications" / "creating_strong_communities_evaluation.yml"
    text = path.read_text()
    assert "children_looked_after: {unit" in text
    path.write_text(text.replace("children_looked_after: {unit", "children_looked_after: {published_as: [cla], unit"))


def test_definitions_changed_after_the_gate_stop_the_build_and_not_the_next_run(store, tmp_path):
    own = own_definitions(store, tmp_path / "definitions")
    edit(own)
    with pytest.raises(BuildFailed, match=r"1 files, the first of them .*judged by other definitions.*Run the same"):
        build(own)
    for file in files_to_gate(own):
        gate_in(file, own, read_definitions(own.definitions))
    build(own)


def test_definitions_changed_after_the_build_are_not_published(store, tmp_path):
    own = own_definitions(store, tmp_path / "definitions")
    refresh(own)
    before = content(own)
    remove_one_landed(own)
    build(own)
    edit(own)
    with pytest.raises(PublicationRefused, match="were changed while this publication was being made"):
        publish(own)
    assert content(own) == before


def test_two_refreshes_at_once_end_in_one_publication(store):
    """Each holds the folder for what it does; the second finds what the first has made."""
    ended = [subprocess.Popen([sys.executable, "-c", AT_ONCE, str(store.home), str(store.releases[0])]) for _ in "ab"]
    assert [process.wait(120) for process in ended] == [0, 0]
    assert len(kept(store)) == 1 and verify(store) == []


AT_ONCE = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from oba.config import settings_from_environment
from oba.files import alone
from small_store import refresh
settings = settings_from_environment(home=Path(sys.argv[1]), releases=Path(sys.argv[2]))
for _ in range(5):
    with alone(settings.home, 100):
        refresh(settings)
"""


def test_a_file_of_forecasts_lost_for_good_is_accepted_by_a_person_and_every_later_manifest_says_so(store):
    refresh(store)
    (path,) = store.forecasts.glob("*.parquet")
    path.unlink()
    remove_one_landed(store)
    with pytest.raises(ForecastStoreDamaged, match=rf"oba forecasts --accept-loss {path.name}"):
        build(store)
    accept_loss(path.name, store)
    refresh(store)
    (lost,) = served(store).lost_forecasts
    assert (lost["file"], lost["forecasts"], lost["accepted_on"]) == (
        path.name,
        2,
        datetime.now(UTC).date().isoformat(),
    )
    shutil.rmtree(store.published / kept(store)[1])
    (store.forecasts / "accepted_losses.json").unlink()
    # What the store forgot, the manifest has.
    assert [entry["file"] for entry in lost_forecasts(store)] == [path.name]


def accept_loss(name: str, settings: Settings) -> dict:
    return forecast_store.accept_loss(
        name, listed_forecasts(settings), settings.forecasts, settings.quarantine / "forecasts"
    )


def test_a_changed_file_of_forecasts_is_moved_aside_when_its_loss_is_accepted_and_a_whole_one_is_not_lost(store):
    refresh(store)
    (path,) = store.forecasts.glob("*.parquet")
    with pytest.raises(ObaError, match="is as it was published; nothing is lost"):
        accept_loss(path.name, store)
    cut_short(path)
    accept_loss(path.name, store)
    assert (store.quarantine / "forecasts" / path.name).exists() and not path.exists()
    remove_one_landed(store)
    refresh(store)
    path.write_bytes((store.quarantine / "forecasts" / path.name).read_bytes())
    with pytest.raises(ForecastStoreDamaged, match="was accepted as lost on"):
        build(store)


def test_a_damaged_airflow_database_is_told_and_a_whole_one_is_not(store):
    store.airflow_home.mkdir()
    refuse_damaged_airflow(store)
    (store.airflow_home / "airflow.db").write_bytes(b"not a database" * 100)
    with pytest.raises(ObaError, match=r"airflow\.db is damaged: .*remove it"):
        refuse_damaged_airflow(store)
