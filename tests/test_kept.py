"""What is kept between builds gives the figures of working it out, and is forgotten when what it hangs on changes."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from oba import digest, kept
from oba.config import PROJECT
from oba.statistics import rank_intervals


@pytest.fixture
def ranked() -> pd.DataFrame:
    places = [f"E0{number}" for number in range(8)]
    rows = [
        {
            "measure_id": measure,
            "geography_code": place,
            "period_end_date": pd.Timestamp("2024-03-31"),
            "value": float(10 + number),
            "numerator": 10.0 + number,
            "denominator": 100.0,
            "interval_method": "wilson",
            "multiplier": 100.0,
            "polarity": "lower_is_better",
        }
        for measure in ("one", "other")
        for number, place in enumerate(places)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The measures that are drawn, in order."""
    from oba.statistics import ranks

    drawn: list[str] = []
    draw = ranks._of_one_measure

    def noting(of_one: pd.DataFrame, draws: int) -> pd.DataFrame:
        drawn.append(of_one["measure_id"].iloc[0])
        return draw(of_one, draws)

    monkeypatch.setattr(ranks, "_of_one_measure", noting)
    return drawn


def test_what_is_kept_equals_what_is_worked_out(ranked, tmp_path, made):
    worked_out = rank_intervals(ranked)
    first, second = (rank_intervals(ranked, kept=tmp_path / "ranks.parquet") for _ in range(2))
    pd.testing.assert_frame_equal(first, worked_out)
    pd.testing.assert_frame_equal(second, worked_out)
    assert made == ["one", "other"] * 2


def test_a_changed_figure_is_worked_out_anew_and_the_other_measure_is_not(ranked, tmp_path, made):
    rank_intervals(ranked, kept=tmp_path / "ranks.parquet")
    ranked.loc[(ranked["measure_id"] == "other") & (ranked["geography_code"] == "E03"), "numerator"] += 1
    made.clear()
    found = rank_intervals(ranked, kept=tmp_path / "ranks.parquet")
    assert made == ["other"]
    pd.testing.assert_frame_equal(found, rank_intervals(ranked))


def test_the_order_of_rows_changes_nothing(ranked, tmp_path, made):
    rank_intervals(ranked, kept=tmp_path / "ranks.parquet")
    made.clear()
    rank_intervals(ranked.sample(frac=1, random_state=1), kept=tmp_path / "ranks.parquet")
    assert made == []


def test_other_code_or_another_library_works_everything_out_anew(ranked, tmp_path, made, monkeypatch):
    rank_intervals(ranked, kept=tmp_path / "ranks.parquet")
    made.clear()
    monkeypatch.setattr(kept, "worked_out_version", lambda: "another")
    rank_intervals(ranked, kept=tmp_path / "ranks.parquet")
    assert made == ["one", "other"]


@pytest.fixture
def version_after(tmp_path, monkeypatch):
    """Return a function that gives the version of a copy of the project after a line is added to one of its files."""
    for part in ("plugins/oba", "dbt_project/models"):
        shutil.copytree(PROJECT / part, tmp_path / part)
    shutil.copy(PROJECT / "requirements.lock", tmp_path)
    monkeypatch.setattr(digest, "PROJECT", tmp_path)

    def version(file: str | None = None) -> str:
        if file:
            path = tmp_path / file
            path.write_text(path.read_text() + "\n# another line\n")
        return digest.worked_out_version.__wrapped__()

    return version


@pytest.mark.parametrize(
    "file",
    [
        *("requirements.lock", "plugins/oba/statistics/ranks.py", "plugins/oba/forecast/methods.py"),
        *("plugins/oba/periods/period.py", "plugins/oba/vocabulary.py", "plugins/oba/kept.py"),
        *(
            str(path.relative_to(PROJECT))
            for path in PROJECT.glob("dbt_project/models/**/*.py")
            if "kept" in path.read_text()
        ),
    ],
)
def test_the_code_that_works_it_out_and_the_locked_versions_are_what_the_version_is_of(version_after, file):
    assert version_after() != version_after(file)


@pytest.mark.parametrize("file", ["plugins/oba/cli.py", "plugins/oba/site/frame/style.css"])
def test_a_page_or_a_command_works_nothing_out_anew(version_after, file):
    assert version_after() == version_after(file)


def test_the_version_is_of_every_module_that_working_it_out_imports():
    hashed = [PROJECT / part for part in digest.WORKED_OUT_BY]
    files = [file for part in hashed for file in (part.rglob("*.py") if part.is_dir() else [part])]
    # The store and its table are of what was published; files, errors and checksums change no figure.
    computing = [file.read_text() for file in files if file.name not in ("store.py", "table.py")]
    named = {name for text in computing for name in re.findall(r"^ *from oba\.(\w+)", text, re.MULTILINE)}
    named -= {"digest", "errors", "files"}
    assert {"forecast", "periods", "vocabulary"} <= named
    assert named <= {Path(part).stem for part in digest.WORKED_OUT_BY}


def test_another_number_of_draws_is_drawn_anew(ranked, tmp_path, made):
    rank_intervals(ranked, draws=100, kept=tmp_path / "ranks.parquet")
    made.clear()
    found = rank_intervals(ranked, draws=200, kept=tmp_path / "ranks.parquet")
    assert made == ["one", "other"]
    pd.testing.assert_frame_equal(found, rank_intervals(ranked, draws=200))


def test_a_measure_that_is_gone_is_forgotten_at_the_next_change(ranked, tmp_path):
    path = tmp_path / "ranks.parquet"
    rank_intervals(ranked, kept=path)
    left = ranked[ranked["measure_id"] == "other"].assign(denominator=200.0)
    rank_intervals(left, kept=path)
    assert set(pd.read_parquet(path)["measure_id"]) == {"other"}


def test_a_damaged_file_is_worked_out_anew_and_replaced(ranked, tmp_path):
    path = tmp_path / "ranks.parquet"
    path.write_bytes(b"PAR1 half a file")
    pd.testing.assert_frame_equal(rank_intervals(ranked, kept=path), rank_intervals(ranked))
    assert len(pd.read_parquet(path)) == 16
