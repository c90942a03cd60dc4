"""What is kept between builds gives the figures of working it out, and is forgotten when what it hangs on changes."""

import pandas as pd
import pytest

from oba import digest, kept
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


def test_the_code_and_the_locked_versions_are_what_the_version_is_of(tmp_path, monkeypatch):
    for part in digest.WORKED_OUT_BY:
        (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "plugins" / "oba").mkdir()
    code, lock = tmp_path / "plugins" / "oba" / "ranks.py", tmp_path / "requirements.lock"
    monkeypatch.setattr(digest, "PROJECT", tmp_path)
    versions = []
    for locked, text in (("numpy==2.2", "a = 1"), ("numpy==2.3", "a = 1"), ("numpy==2.3", "a = 2")):
        lock.write_text(locked)
        code.write_text(text)
        digest.worked_out_version.cache_clear()
        versions.append(digest.worked_out_version())
    digest.worked_out_version.cache_clear()
    assert len(set(versions)) == 3


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
