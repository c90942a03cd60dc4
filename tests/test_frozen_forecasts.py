"""Frozen forecasts: made once, never overwritten, and told when someone has changed them."""

import json
import shutil

import duckdb
import pandas as pd
import pytest

from oba import build
from oba.build import warehouse_file
from oba.definitions import read_definitions
from oba.forecast import store
from oba.forecast.store import ForecastStoreDamaged
from oba.publication import publish, serving
from oba.typed import write_table
from pipeline import build_models


def listed(settings) -> dict[str, str]:
    return build.published_forecasts(settings)


def frozen_rows(settings) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(path) for path in sorted(settings.forecasts.glob("*.parquet"))])


def writable(path):
    path.chmod(0o644)
    return path


def test_publishing_freezes_the_current_forecasts_and_the_manifest_lists_them(own_build):
    with duckdb.connect(str(warehouse_file(own_build)), read_only=True) as warehouse:
        current = warehouse.sql(
            "select count(*) from marts.fct_measure_forecast where forecast_kind = 'current'"
        ).fetchone()[0]
    published = publish(own_build)
    (path,) = own_build.forecasts.glob("*.parquet")
    manifest = json.loads((own_build.served / "manifest.json").read_text())
    assert manifest["frozen_forecasts"] == list(published.frozen_forecasts)
    assert [(entry["file"], entry["forecasts"]) for entry in published.frozen_forecasts] == [(path.name, current)]
    assert current > 0
    assert not path.stat().st_mode & 0o222
    assert {"made_on", "forecast_method", "projected_low", "projected_high"} <= set(frozen_rows(own_build).columns)
    assert not any(path.name.startswith(".") for path in own_build.forecasts.iterdir())


def test_publishing_again_or_after_an_interruption_freezes_once_what_is_served(own_build, monkeypatch):
    monkeypatch.setattr(serving, "lead_to", lambda name, settings: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        publish(own_build)
    monkeypatch.undo()
    # Nobody was served it, so the next build finds the store as this one did.
    assert store.frozen_files(own_build.forecasts, {}) == []
    publish(own_build)
    before = {path.name: path.read_bytes() for path in own_build.forecasts.iterdir()}
    publish(own_build)
    assert {path.name: path.read_bytes() for path in own_build.forecasts.iterdir()} == before
    assert len(before) == 1


def test_a_frozen_forecast_stands_in_the_next_build_whatever_would_be_said_now(own_build, tmp_path):
    """The second build finds other figures in the store than it would forecast, and keeps to those."""
    publish(own_build)
    (path,) = own_build.forecasts.glob("*.parquet")
    rows = pd.read_parquet(path).assign(projected=1234.5, projected_low=1200.0, projected_high=1300.0)
    shutil.rmtree(own_build.forecasts)
    own_build.forecasts.mkdir()
    kept = store._add(rows, own_build.forecasts)
    (own_build.served / "manifest.json").write_text("{}")
    build.prepare_inputs(own_build, read_definitions(own_build.definitions))
    build_models("+fct_measure_forecast", own_build)
    with duckdb.connect(str(warehouse_file(own_build)), read_only=True) as warehouse:
        kinds = warehouse.sql(
            "select forecast_kind, count(*), min(projected), max(projected) from marts.fct_measure_forecast group by 1"
        ).fetchall()
    assert kinds == [("frozen", len(rows), 1234.5, 1234.5)]
    again = store.freeze(warehouse_file(own_build), own_build.forecasts, {})
    assert [entry["file"] for entry in again] == [kept.name]


def test_a_history_that_ends_later_is_frozen_beside_the_earlier_one(own_build):
    publish(own_build)
    before = {path.name: path.read_bytes() for path in own_build.forecasts.iterdir()}
    shutil.copy(warehouse_file(own_build), own_build.home / "next.duckdb")
    (own_build.home / "next.duckdb").chmod(0o644)
    with duckdb.connect(str(own_build.home / "next.duckdb")) as warehouse:
        warehouse.execute(
            "update marts.fct_measure_forecast set history_to = history_to + interval 1 year, projected = 7"
            " where measure_id = 'referrals' and forecast_kind = 'current'"
        )
    entries = store.freeze(own_build.home / "next.duckdb", own_build.forecasts, listed(own_build))
    assert len(entries) == 2
    assert before.items() <= {path.name: path.read_bytes() for path in own_build.forecasts.iterdir()}.items()
    rows = frozen_rows(own_build)
    assert not rows.duplicated(["measure_id", "geography_code", "history_to", "period_end_date"]).any()
    assert set(rows.loc[rows["projected"] == 7, "measure_id"]) == {"referrals"}


def changed(settings, path):
    writable(path).write_bytes(path.read_bytes() + b" ")


def renamed_after_a_change(settings, path):
    rows = pd.read_parquet(path).assign(projected=1.0)
    path.unlink()
    store._add(rows, settings.forecasts)


def removed(settings, path):
    path.unlink()


def put_in(settings, path):
    (settings.forecasts / "mine.parquet").write_bytes(path.read_bytes())


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (changed, r"_[0-9a-f]{16}\.parquet have been changed: their SHA-256 is"),
        (renamed_after_a_change, r"_[0-9a-f]{16}\.parquet are gone, and the served publication lists them"),
        (removed, r"_[0-9a-f]{16}\.parquet are gone"),
        (put_in, r"mine\.parquet is not a file of frozen forecasts"),
    ],
)
def test_a_damaged_store_is_an_error_that_names_the_file(own_build, damage, message):
    publish(own_build)
    (path,) = own_build.forecasts.glob("*.parquet")
    damage(own_build, path)
    with pytest.raises(ForecastStoreDamaged, match=message):
        build.prepare_inputs(own_build, read_definitions(own_build.definitions))
    with pytest.raises(ForecastStoreDamaged, match=message):
        store.freeze(warehouse_file(own_build), own_build.forecasts, listed(own_build))


def test_a_file_that_no_manifest_lists_yet_is_known_by_its_name(own_build):
    publish(own_build)
    (path,) = own_build.forecasts.glob("*.parquet")
    assert store.frozen_files(own_build.forecasts, {}) == [path]
    changed(own_build, path)
    with pytest.raises(ForecastStoreDamaged, match="have been changed"):
        store.frozen_files(own_build.forecasts, {})


def test_before_the_first_freeze_there_is_a_table_without_rows(tmp_path):
    assert store.frozen_files(tmp_path / "absent", {}) == []
    write_table([], store.FROZEN, tmp_path / "none.parquet")
    empty = duckdb.sql(f"select * from read_parquet('{tmp_path / 'none.parquet'}')")
    assert len(empty) == 0
    kinds = dict(zip(empty.columns, map(str, empty.types), strict=True))
    assert list(kinds) == list(store.FROZEN)
    assert (kinds["measure_id"], kinds["history_to"], kinds["projected_low"]) == ("VARCHAR", "DATE", "DOUBLE")
