"""Figures made of records, from their counts to the files that leave: hidden, gated, written once."""

import csv
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from local_counts import counted, ends_of_months
from oba.config import PROJECT
from oba.kinds.figures.vintages import KEY, Vintage, differences
from oba.local_mi.figures import ALL, Cell, ended_periods, read_local_figures
from oba.local_mi.releasing import SIDECAR, Counted, NotReleased, known_day, release_name, release_new

FIGURES = read_local_figures(PROJECT / "data" / "definitions")
COUNCIL = FIGURES.councils[0]
DAYS = ends_of_months(COUNCIL.first, 6)[3:]  # August to October 2023: two quarters, the second while it ends
TODAY = date(2023, 12, 1)


@pytest.fixture(scope="module")
def counts():
    return counted(FIGURES, COUNCIL, DAYS)


@pytest.fixture(scope="module")
def folder(counts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("local_figures")
    release_new(FIGURES, COUNCIL, counts, folder, TODAY)
    return folder


def rows(path) -> list[dict]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_day_makes_a_release_of_months_and_one_of_quarters(folder):
    assert sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*")) == sorted(
        [
            "exampleshire-by-month/2023-07-as-of-2023-08-10",
            "exampleshire-by-month/2023-08-as-of-2023-09-10",
            "exampleshire-by-month/2023-09-as-of-2023-10-10",
            "exampleshire-by-quarter/2023-24-q1-as-of-2023-08-10",
            "exampleshire-by-quarter/2023-24-q1-as-of-2023-09-10",
            "exampleshire-by-quarter/2023-24-q2-as-of-2023-10-10",
        ]
    )
    assert known_day("2023-24-q1-as-of-2023-08-10") == date(2023, 8, 10)
    assert release_name("quarterly", date(2024, 3, 31), date(2024, 4, 2)) == "2023-24-q4-as-of-2024-04-02"


def test_a_period_that_has_not_ended_or_settled_is_not_told():
    assert ended_periods(COUNCIL, "monthly", date(2023, 5, 31)) == [date(2023, 4, 30)]
    late = COUNCIL.model_copy(update={"settle_days": 14})
    assert ended_periods(late, "monthly", date(2023, 5, 14)) == []
    assert ended_periods(late, "monthly", date(2023, 5, 15)) == [date(2023, 4, 30)]


def test_no_file_has_a_count_of_one_to_five(folder):
    small = {str(number) for number in range(1, 6)}
    seen = 0
    for path in folder.glob("*/*/*.csv"):
        file = next(one for one in FIGURES.files if path.name.startswith(one.figures_file))
        for row in rows(path):
            for figure in file.figures:
                if figure.is_count:
                    assert row[figure.figure] not in small
                    seen += row[figure.figure] == "c"
                if figure.share and row[figure.figure] not in ("c", "z"):
                    have, of = int(row[figure.share.numerator]), int(row[figure.share.denominator])
                    assert of - have not in range(1, 6)
                    assert row[figure.figure] == f"{100 * have / of:.1f}"
    assert seen


def test_what_is_told_is_what_was_counted(folder, counts):
    (newest,) = folder.glob(f"*/*-as-of-{DAYS[-1]}/social_care_by_month.csv")
    found = next(row for row in rows(newest) if row["time_identifier"] == "September" and row["team"] == ALL)
    cell = Cell("social_care", "referrals", "monthly", date(2023, 9, 30))
    assert found["referrals"] == str(counts[DAYS[-1]].number[cell])


def test_a_few_late_records_change_no_later_release(folder, counts):
    def july(release: str) -> str:
        return next(
            row["referrals"]
            for row in rows(folder / "exampleshire-by-month" / release / "social_care_by_month.csv")
            if row["time_identifier"] == "July" and row["team"] == ALL
        )

    cell = Cell("social_care", "referrals", "monthly", date(2023, 7, 31))
    then, now = (counts[day].number[cell] for day in DAYS[:2])
    assert 0 < now - then <= 5
    assert july("2023-07-as-of-2023-08-10") == july("2023-08-as-of-2023-09-10") == str(then)


def test_what_was_hidden_once_is_hidden_in_every_later_release(folder):
    hidden: set = set()
    for release in sorted(folder.glob("*-by-month/*"), key=lambda path: path.name.partition("-as-of-")[2]):
        for path in release.glob("*.csv"):
            for row in rows(path):
                at = (path.name, row["time_period"], row["time_identifier"], row.get("team"))
                for column, text in row.items():
                    assert text == "c" or (*at, column) not in hidden or text == "z", (release.name, at, column)
                    if text == "c":
                        hidden.add((*at, column))
    assert hidden


def test_the_log_beside_a_release_names_rule_and_day_and_no_hidden_number(folder):
    log = json.loads((folder / "exampleshire-by-month" / "2023-07-as-of-2023-08-10" / SIDECAR).read_text())
    assert (log["rule_version"], log["released_on"], log["known_on"]) == ("2", "2023-12-01", "2023-08-10")
    assert log["rule"]["threshold"] == 5
    assert log["hidden_cells_by_reason"]["small"] > 0
    assert log["narrow_whatever_this_release_tells"] == 0
    assert set(log["hidden_cells_by_reason"]) <= {"small", "all_alike", "hidden_before", "protects_another"}


def test_a_release_is_never_written_again(folder, counts):
    before = {path: path.read_bytes() for path in folder.glob("*/*/*")}
    more = {day: Counted({cell: 2 * number for cell, number in one.number.items()}) for day, one in counts.items()}
    assert release_new(FIGURES, COUNCIL, more, folder, TODAY) == []
    assert {path: path.read_bytes() for path in folder.glob("*/*/*")} == before


def test_a_run_that_was_cut_off_goes_on_with_what_is_missing(folder, counts, tmp_path):
    only = {DAYS[0]: counts[DAYS[0]]}
    written = release_new(FIGURES, COUNCIL, only, tmp_path, TODAY)
    for path in written[1].iterdir():
        path.unlink()
    written[1].rmdir()
    assert release_new(FIGURES, COUNCIL, only, tmp_path, TODAY) == written[1:]
    for path in tmp_path.glob("*/*/*"):
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes()


def test_more_with_than_there_are_is_refused(tmp_path):
    at = ("monthly", date(2023, 4, 30))
    number = {
        Cell("social_care", name, *at, member): 9 for name in ["re_referrals"] for member in (ALL, "Front Door 1")
    }
    with pytest.raises(ValueError, match="below nought"):
        release_new(FIGURES, COUNCIL, {date(2023, 5, 10): Counted(number)}, tmp_path, TODAY)
    assert not list(tmp_path.glob("*/2*"))


@pytest.mark.parametrize(
    ("column", "slip", "rule"),
    [
        ("referrals", lambda row: row | {"referrals": "3"}, "no count is from 1 to 5"),
        ("referrals", lambda row: row | {"referrals": ""}, "a figure is a number or a symbol"),
        ("team", lambda row: row | {"team": "Ms Example's"}, "team is one of the council's list"),
        ("re_referral_share", lambda row: row | {"re_referrals": "c", "re_referral_share": "20.0"}, "no share"),
        (
            "re_referrals",
            lambda row: row | {"referrals": "20", "re_referrals": "17"},
            "those who have not are not 1 to 5",
        ),
        ("child_key", lambda row: row | {"child_key": "k7f3"}, "the columns are those declared"),
        ("time_period", lambda row: row | {"time_period": "2023-04-07"}, "time_period is a year or two"),
    ],
    ids=["a small count", "a blank", "a name", "a share of what is hidden", "a complement", "a key", "a day"],
)
def test_the_gate_lets_no_bad_file_out_and_quotes_none_of_it(column, slip, rule, folder, tmp_path):
    from expectations.local_figures import refuse_leaks
    from oba.gates import Unreadable

    good = rows(folder / "exampleshire-by-month" / "2023-07-as-of-2023-08-10" / "social_care_by_month.csv")
    file = next(one for one in FIGURES.files if one.figures_file == "social_care")
    path = tmp_path / "social_care_by_month.csv"
    bad = [slip(row) for row in good] if column == "child_key" else [slip(good[0]), *good[1:]]
    for told, is_refused in ((good, False), (bad, True)):
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(told[0]))
            writer.writeheader()
            writer.writerows(told)
        if not is_refused:
            refuse_leaks(file, COUNCIL, path)
            continue
        with pytest.raises(Unreadable) as refused:
            refuse_leaks(file, COUNCIL, path)
    assert rule in str(refused.value)
    assert "Ms Example" not in str(refused.value)
    assert "'3'" not in str(refused.value)


def test_what_the_gate_refuses_is_not_there(counts, tmp_path, monkeypatch):
    from oba.local_mi import releasing
    from oba.local_mi.disclosure import Protected

    monkeypatch.setattr(releasing, "protect", lambda *given: Protected({}))
    with pytest.raises(NotReleased, match="is not let out"):
        release_new(FIGURES, COUNCIL, {DAYS[0]: counts[DAYS[0]]}, tmp_path, TODAY)
    assert not list(tmp_path.glob("*/*"))


def test_the_gate_in_takes_no_figure_that_is_hidden_now_for_one_that_was_replaced(definitions):
    feed = definitions.feeds["exampleshire_status_by_month"][1]
    keys = pd.DataFrame(
        [
            {
                "time_period": "January 2026",
                "geographic_level": "Local authority",
                "location_code": "E06999999",
                "breakdown": "",
            }
        ]
    )

    def vintage(release: str, figure: str) -> Vintage:
        column = "days_on_child_protection_plan"
        return Vintage(release, release, keys[KEY], {column: np.array([figure], dtype=object)})

    before, hidden = vintage("2026-02-as-of-2026-03-31", "91"), vintage("2026-05-as-of-2026-06-30", "c")
    assert differences(hidden, before, feed, definitions)["same_share"].isna().all()
    statistics = tuple(one.model_copy(update={"made_from": "statistics"}) for one in definitions.publications)
    others = replace(definitions, publications=statistics)
    assert (differences(hidden, before, feed, others)["same_share"] == 0).any()
