"""What is let out of one thing in two files, under two names, by month and quarter, and of what is told again."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from oba.local_mi.disclosure import Rule
from oba.local_mi.figures import ALL, Cell, Council, LocalFigures
from oba.local_mi.figures.definitions import Figure, FigureFile
from oba.local_mi.releasing import COUNTED, SIDECAR, Counted, release_new

COUNCIL = Council(
    council="E06999999",
    slug="example",
    name="Example (made up)",
    old_code="999",
    region_code="E12000003",
    region_name="Yorkshire and The Humber",
    first=date(2025, 4, 1),
    cuts={"team": ("North", "South")},
)
APRIL, MAY, JUNE = date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30)
FIRST, LATER = date(2025, 7, 10), date(2025, 8, 10)
SMALL_JUNE = {APRIL: 10, MAY: 12, JUNE: 2}


def file_of(name: str, *figures: Figure, cadences=("quarterly",), cut: str | None = None) -> FigureFile:
    return FigureFile(figures_file=name, cadences=cadences, cut=cut, figures=figures)


def event(name: str, of: str = "referral", detail: str | None = None) -> Figure:
    return Figure(figure=name, event=of, detail=detail, unit="referrals")


def months(file: str, figure: str, numbers: dict) -> dict:
    return {Cell(file, figure, "monthly", end, ALL): number for end, number in numbers.items()}


def quarter(file: str, figure: str, number: int, member: str = ALL) -> dict:
    return {Cell(file, figure, "quarterly", JUNE, member): number}


def told(folder: Path, day: date, file: str, column: str, member: str = ALL) -> list[str]:
    (path,) = folder.glob(f"*/*-as-of-{day}/{file}")
    with path.open(newline="") as stream:
        return [row[column] for row in csv.DictReader(stream) if row.get("team", ALL) == member]


def let_out(folder: Path, files: tuple[FigureFile, ...], counts: dict[date, dict], council: Council = COUNCIL) -> None:
    counted = {day: Counted(numbers) for day, numbers in counts.items()}
    release_new(LocalFigures(files=files, councils=()), council, counted, folder, LATER)


def is_june_safe(months: list[str], quarters: list[str]) -> bool:
    """Whether June is hidden and does not follow from the quarter and the other two months."""
    return months[2] == "c" and "c" in (*months[:2], quarters[0])


def test_months_in_one_file_and_the_quarter_in_another_are_one_sum(tmp_path):
    files = (file_of("m", event("referrals"), cadences=("monthly",)), file_of("q", event("referrals")))
    let_out(tmp_path, files, {FIRST: months("m", "referrals", SMALL_JUNE) | quarter("q", "referrals", 24)})
    assert is_june_safe(
        told(tmp_path, FIRST, "m_by_month.csv", "referrals"), told(tmp_path, FIRST, "q_by_quarter.csv", "referrals")
    )


def test_one_thing_under_two_names_is_hidden_under_both(tmp_path):
    files = (
        file_of("teams", event("referrals"), cut="team"),
        file_of("all", event("received")),
    )
    numbers = quarter("teams", "referrals", 9) | quarter("all", "received", 9)
    let_out(
        tmp_path,
        files,
        {FIRST: numbers | quarter("teams", "referrals", 6, "North") | quarter("teams", "referrals", 3, "South")},
    )
    north = told(tmp_path, FIRST, "teams_by_quarter.csv", "referrals", "North")
    whole = [
        told(tmp_path, FIRST, "teams_by_quarter.csv", "referrals"),
        told(tmp_path, FIRST, "all_by_quarter.csv", "received"),
    ]
    assert told(tmp_path, FIRST, "teams_by_quarter.csv", "referrals", "South") == ["c"]
    assert north == ["c"] or whole == [["c"], ["c"]]
    assert whole[0] == whole[1]


@pytest.mark.parametrize("file", ["one", "two"], ids=["in one file", "in two files"])
def test_what_has_a_detail_is_a_part_of_what_has_none(file, tmp_path):
    places = event("places", "training_place")
    details = [event("a", "training_place", "A"), event("b", "training_place", "B")]
    files = (file_of("one", places, *details),) if file == "one" else (file_of("one", places), file_of("two", *details))
    let_out(tmp_path, files, {FIRST: quarter("one", "places", 20) | quarter(file, "a", 17) | quarter(file, "b", 3)})
    of_details = [told(tmp_path, FIRST, f"{file}_by_quarter.csv", name) for name in "ab"]
    assert of_details[1] == ["c"]
    assert ["c"] in (of_details[0], told(tmp_path, FIRST, "one_by_quarter.csv", "places"))


def test_details_by_month_are_parts_of_a_quarter_without_detail(tmp_path):
    detail = event("a", "training_place", "A")
    files = (file_of("m", detail, cadences=("monthly",)), file_of("q", event("places", "training_place")))
    numbers = months("m", "a", {APRIL: 10, MAY: 10, JUNE: 10}) | quarter("q", "places", 33)
    let_out(tmp_path, files, {FIRST: numbers})  # 3 of other courses
    assert "c" in [*told(tmp_path, FIRST, "m_by_month.csv", "a"), *told(tmp_path, FIRST, "q_by_quarter.csv", "places")]


@pytest.mark.parametrize("later", ["day", "earlier day", "same day"])
@pytest.mark.parametrize(("file", "name"), [("m", "referrals"), ("m", "received"), ("other", "received")])
def test_a_figure_renamed_or_moved_keeps_its_history_when_a_quarter_is_added(file, name, later, tmp_path):
    first = (file_of("m", event("referrals"), cadences=("monthly",)),)
    let_out(tmp_path, first, {FIRST: months("m", "referrals", SMALL_JUNE)})
    was = told(tmp_path, FIRST, "m_by_month.csv", "referrals")
    assert was == ["10", "12", "c"]
    numbers = months(file, name, SMALL_JUNE) | quarter(file, name, 24)
    days = {"day": [FIRST, LATER], "earlier day": [date(2025, 7, 5), FIRST], "same day": [FIRST]}[later]
    let_out(
        tmp_path,
        (file_of(file, event(name), cadences=("monthly", "quarterly")),),
        dict.fromkeys(days, numbers),
    )
    assert [told(tmp_path, day, f"{file}_by_quarter.csv", name) for day in days] == [["c"]] * len(days)
    if later == "day":
        assert told(tmp_path, LATER, f"{file}_by_month.csv", name)[:3] == was


def test_the_sidecar_says_what_each_column_counts_and_no_number(tmp_path):
    let_out(tmp_path, (file_of("q", event("received"), cut="team"),), {FIRST: {}})
    (path,) = tmp_path.glob(f"*/*/{SIDECAR}")
    assert json.loads(path.read_text())[COUNTED] == {
        "q_by_quarter.csv": {"cut": "team", "figures": {"received": "event referral"}}
    }


def by_team(total: int, north: int, south: int) -> dict:
    whole = quarter("q", "referrals", total)
    return whole | quarter("q", "referrals", north, "North") | quarter("q", "referrals", south, "South")


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        ((39, 19, 20), ["40", "20", "20"]),  # one person fewer
        ((45, 25, 20), ["40", "20", "20"]),
        ((46, 26, 20), ["46", "26", "20"]),
        ((34, 14, 20), ["34", "14", "20"]),
    ],
)
@pytest.mark.parametrize("is_recounted", [True, False], ids=["erased", "late"])
def test_a_figure_that_was_told_is_told_anew_only_where_it_differs_by_more_than_a_few(
    later, shown, is_recounted, tmp_path
):
    files = (file_of("q", event("referrals"), cut="team"),)
    let_out(tmp_path, files, {FIRST: by_team(40, 20, 20)})
    then = by_team(*later) if is_recounted else by_team(40, 20, 20)
    let_out(tmp_path, files, {FIRST: then, LATER: by_team(*later)})
    found = [told(tmp_path, LATER, "q_by_quarter.csv", "referrals", member)[0] for member in (ALL, "North", "South")]
    assert found == shown
    (log,) = tmp_path.glob(f"*/*-as-of-{LATER}/{SIDECAR}")
    assert json.loads(log.read_text())["carried_forward_cells"] == (2 if shown[0] == "40" else 0)


def test_no_two_tellings_of_a_figure_ever_differ_by_a_few(tmp_path):
    files = (file_of("q", event("referrals"), cut="team"),)
    counts, days = {}, [date(2025, 7, 1 + number) for number in range(8)]
    for day, total in zip(days, (40, 44, 46, 47, 41, 39, 52, 45), strict=True):
        counts[day] = by_team(total, total - 20, 20)
        let_out(tmp_path, files, counts)
    numbers = [int(told(tmp_path, day, "q_by_quarter.csv", "referrals")[0]) for day in days]
    assert not [(one, two) for one in numbers for two in numbers if 0 < abs(one - two) <= 5]
    assert len(set(numbers)) > 2


def test_a_quarter_told_for_the_first_time_is_that_of_the_months_that_were_told(tmp_path):
    files = (file_of("m", event("referrals"), cadences=("monthly", "quarterly")),)
    may = {APRIL: 10, MAY: 12}
    let_out(tmp_path, files, {date(2025, 6, 10): months("m", "referrals", may)})
    now = months("m", "referrals", {APRIL: 9, MAY: 12, JUNE: 30}) | quarter("m", "referrals", 51)
    let_out(tmp_path, files, {date(2025, 6, 10): months("m", "referrals", may), FIRST: now})
    assert told(tmp_path, FIRST, "m_by_month.csv", "referrals") == ["10", "12", "30"]
    assert told(tmp_path, FIRST, "m_by_quarter.csv", "referrals") == ["52"]


def test_a_share_of_carried_counts_tells_no_few_who_have_not(tmp_path):
    again = event("again", "re_referral")
    share = Figure(figure="share", share={"numerator": "again", "denominator": "referrals"}, unit="percent")
    files = (file_of("q", event("referrals"), again, share),)
    let_out(tmp_path, files, {FIRST: quarter("q", "referrals", 20) | quarter("q", "again", 10)})
    # Of 25, carried as 20, 17 would leave 3.
    later = quarter("q", "referrals", 25) | quarter("q", "again", 17)
    let_out(tmp_path, files, {FIRST: quarter("q", "referrals", 20) | quarter("q", "again", 10), LATER: later})
    assert [told(tmp_path, LATER, "q_by_quarter.csv", name) for name in ("referrals", "again", "share")] == [
        ["20"],
        ["10"],
        ["50"],
    ]


def test_a_median_of_carried_cases_is_the_one_that_was_told(tmp_path):
    files = (
        file_of(
            "q",
            Figure(figure="ended", ended="child_protection_plan", unit="plans"),
            Figure(
                figure="days",
                duration={"status": "child_protection_plan", "statistic": "mean", "cases": "ended"},
                unit="days",
            ),
        ),
    )
    figures = LocalFigures(files=files, councils=())
    days = Cell("q", "days", "quarterly", JUNE)
    then = Counted(quarter("q", "ended", 20), {days: 100.0})
    now = Counted(quarter("q", "ended", 19), {days: 90.0})
    release_new(figures, COUNCIL, {FIRST: then}, tmp_path, FIRST)
    release_new(figures, COUNCIL, {FIRST: now, LATER: now}, tmp_path, LATER)
    assert told(tmp_path, LATER, "q_by_quarter.csv", "days") == ["100"]


def test_two_figures_of_one_thing_that_are_counted_differently_are_refused(tmp_path):
    files = (file_of("a", event("referrals")), file_of("b", event("received")))
    with pytest.raises(ValueError, match="another figure counts the same"):
        let_out(tmp_path, files, {FIRST: quarter("a", "referrals", 24) | quarter("b", "received", 23)})


def test_a_sum_of_sums_is_refused():
    with pytest.raises(ValidationError, match="is made of others; name those instead"):
        file_of(
            "q",
            event("a"),
            Figure(figure="b", made_of=("a", "a"), unit="referrals"),
            Figure(figure="c", made_of=("a", "b"), unit="referrals"),
        )


def test_a_threshold_that_the_gate_out_would_refuse_is_refused():
    with pytest.raises(ValidationError, match="threshold"):
        Rule(threshold=4, narrowest=4)
