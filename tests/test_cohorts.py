"""Cohorts of families: the worked sheet of the page, every exclusion, and random children worked out twice."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

import cohort_cases as cases
from oba.config import PROJECT, settings_from_environment
from oba.errors import DefinitionError
from oba.local_mi import refused_definitions
from oba.local_mi.building import build_restricted
from oba.local_mi.checking import OF_FAMILIES_TOO
from oba.local_mi.cohorts import read_cohorts
from oba.local_mi.vault import restricted_database
from oba.vocabulary import ExclusionReason, words
from told import Told

KEY = "a key of a test"
OUTCOMES = {
    "looked after at 12": "looked_after_at_12_months",
    "proceedings in 12": "care_proceedings_within_12_months",
    "in 18": "care_proceedings_within_18_months",
    "days in 6": "days_looked_after_within_6_months",
    "in 12": "days_looked_after_within_12_months",
    "in 24": "days_looked_after_within_24_months",
    "re-referred in 12": "re_referral_within_12_months",
    "plan at 12": "child_protection_plan_at_12_months",
    "with kin at 12": "with_kin_at_12_months",
    "closed at 3": "closed_at_3_months",
    "at 7": "closed_at_7_months",
    "at 12": "closed_at_12_months",
    "at 24": "closed_at_24_months",
}
DOUBTFUL = ("held before", "held on no day", "second on a day", "held in future")
RANDOM = cases.lives(250, seed=5)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    home = tmp_path_factory.mktemp("cohorts")
    told = Told()
    cases.tell_of_sheet(told)
    cases.tell_of_cases(told)
    cases.tell_of_lives(told, RANDOM)
    settings = settings_from_environment(
        home=home / "home", definitions=cases.definitions(home / "definitions"), dbt_threads=2
    )
    with restricted_database(build_restricted(settings, told.tables, KEY), KEY) as connection:
        yield connection


def rows(marts, query: str, *values: object) -> list[tuple]:
    return marts.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def told_by_marts(marts) -> dict[tuple[str, str], dict[str, str]]:
    """Cells of each child of a letter by council, as the page writes them."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for council, child, of_group, entry, before, until in rows(
        marts,
        "select council, child_key, cohort_group, entry_status, days_looked_after_before_24_months,"
        " followed_until::varchar from marts.fct_cohort_child where cohort = 'letters' and is_included"
        " and council in (?, ?)",
        cases.SHEET,
        cases.RANDOM,
    ):
        assert (council, child) not in found, child
        found[council, child] = {
            "group": of_group, "at entry": entry, "days before": str(before), "followed until": until,
        }  # fmt: skip
    names = {outcome: name for name, outcome in OUTCOMES.items()}
    for council, child, outcome, value, why in rows(
        marts,
        "select council, child_key, outcome, outcome_value, unobserved_reason from marts.fct_cohort_outcome"
        " where cohort = 'letters' and council in (?, ?)",
        cases.SHEET,
        cases.RANDOM,
    ):
        assert (value is None) == (why is not None), (child, outcome)
        cell = cases.shown(value) if value is not None else why
        is_days = outcome.startswith("days")
        found[council, child][names[outcome]] = cell if is_days else {"1": "yes", "0": "no"}.get(cell, cell)
    return found


def test_the_worked_sheet_of_the_page_comes_out_of_its_records(told_by_marts):
    expected = {one.pop("child"): one for one in cases.sheet("| child | group |")}
    found = {child: cells for (council, child), cells in told_by_marts.items() if council == cases.SHEET}
    assert len(expected) == 12
    wrong = [
        (child, name, cell, found[child][name])
        for child, cells in expected.items()
        for name, cell in cells.items()
        if found[child][name] != cell
    ]
    assert wrong == [] and found == expected


def test_random_children_have_the_outcomes_of_a_day_by_day_derivation(told_by_marts):
    names = {outcome: name for name, outcome in OUTCOMES.items()}
    wrong, seen = [], set()
    for child, life in RANDOM.items():
        found = told_by_marts.get((cases.RANDOM, child))
        if found is None or life.moved:
            continue
        expected = {"group": cases.group(life)}
        for outcome, value in cases.outcomes(life).items():
            cell = cases.shown(value)
            is_days = outcome.startswith("days")
            expected[names[outcome]] = cell if is_days else {"1": "yes", "0": "no"}.get(cell, cell)
        seen |= set(expected.values())
        wrong += [(child, name, cell, found[name]) for name, cell in expected.items() if found[name] != cell]
    assert wrong == []
    assert {"yes", "no", "grown_up", "died", "not_yet", "not_offered", "offered_attended"} <= seen


def test_a_random_child_is_left_out_for_a_reason_alone(marts, told_by_marts):
    included = {child for council, child in told_by_marts if council == cases.RANDOM}
    of_families = dict(
        rows(
            marts,
            "select k.child_key, exclusion_reason from marts.fct_cohort_exclusion as e"
            " inner join marts.fct_cohort_child as k using (cohort, council, case_key) where cohort = 'letters'"
            " and council = ? and e.child_key is null and is_left_out and exclusion_reason <> 'no_child_counted'",
            cases.RANDOM,
        )
    )
    assert of_families == {
        child: "offered_before_index"
        for child, life in RANDOM.items()
        if cases.group(life) == "not_offered" and any(one[0] < life.letter for one in life.conferences)
    }
    reasons = dict(
        rows(
            marts,
            "select child_key, exclusion_reason from marts.fct_cohort_exclusion where cohort = 'letters'"
            " and council = ? and child_key is not null",
            cases.RANDOM,
        )
    )
    left_out = reasons.keys() | of_families.keys()
    assert included | left_out == RANDOM.keys() and not included & left_out
    grown_up = {child for child, life in RANDOM.items() if cases.months_later(life.birth, 216) <= life.letter}
    assert {child for child, reason in reasons.items() if reason == "grown_up_at_index"} == grown_up


def _excluded(marts, cohort: str, council: str = cases.CASES) -> set[tuple]:
    return set(
        rows(
            marts,
            "select split_part(case_key, ':', 2), coalesce(child_key, '') as child_key, exclusion_reason, is_left_out,"
            " children_concerned from marts.fct_cohort_exclusion where cohort = ? and council = ?",
            cohort,
            council,
        )
    )


def test_each_bad_row_of_the_register_is_an_exclusion_that_says_what_it_is(marts):
    assert _excluded(marts, "referred") == {
        ("no children", "", "no_children", True, 0),
        ("none matched", "", "no_child_matched", True, 2),
        ("none matched", "", "child_not_matched", True, 2),
        ("one matched", "", "child_not_matched", True, 1),
        ("mistyped", "mistyped", "typed_status_not_in_list", False, 1),
        ("from the future", "", "index_after_extract", True, 1),
        ("exempt", "", "exempt", False, 1),
        *((said, "", "held_date_in_doubt", False, 1) for said in DOUBTFUL),
        ("yes in the end", "", "second_index_event", True, 1),
        ("nothing known", "nothing known", "not_known_at_entry", True, 1),
        ("nothing known", "", "no_child_counted", True, 1),
        ("grown up", "grown up", "grown_up_at_index", True, 1),
        ("grown up", "", "no_child_counted", True, 1),
        ("died before", "died before", "died_before_index", True, 1),
        ("died before", "", "no_child_counted", True, 1),
        ("exited early", "", "exit_before_entry", True, 1),
    }


def test_a_conference_that_was_held_counts_without_its_day_and_one_that_cannot_have_been_does_not(marts):
    found = dict(
        rows(
            marts,
            "select split_part(case_key, ':', 2), (cohort_group, conferences_held, first_held_date::varchar,"
            " days_to_conference, is_held_in_time) from marts.fct_cohort_case where cohort = 'referred'",
        )
    )
    assert found["held before"] == ("offered_attended", 1, "2022-02-19", None, None)
    assert found["held on no day"] == ("offered_attended", 1, None, None, None)
    assert found["second on a day"] == ("offered_attended", 2, None, None, None)
    assert found["held in future"] == ("offered_not_held", 0, None, None, None)
    held = {key for (key,) in rows(marts, "select case_key from marts.fct_cohort_case where cohort = 'held'")}
    assert "conference:held before" in held
    assert not {"conference:held on no day", "conference:held in future"} & held


def test_every_word_for_an_exclusion_is_used_by_a_case_here(marts):
    found = {reason for (reason,) in rows(marts, "select distinct exclusion_reason from marts.fct_cohort_exclusion")}
    assert found == set(words(ExclusionReason))


def test_a_case_is_counted_if_nothing_leaves_it_or_each_of_its_children_out(marts):
    found = dict(
        rows(
            marts,
            "select split_part(case_key, ':', 2), (children_named, children_matched, children_included, is_included)"
            " from marts.fct_cohort_case where cohort = 'referred'",
        )
    )
    assert found["no children"] == (0, 0, 0, False)
    assert found["none matched"] == (2, 0, 0, False)
    assert found["one matched"] == (2, 1, 1, True)
    assert found["mistyped"] == (1, 1, 1, True)
    assert found["nothing known"] == (1, 1, 0, False)
    assert found["no to begin with"] == (1, 1, 1, True) and found["yes in the end"] == (1, 1, 0, False)


def test_what_is_left_out_stands_in_no_follow_up_and_no_outcome(marts):
    for mart in ("fct_cohort_follow_up", "fct_cohort_family_follow_up", "fct_cohort_outcome", "fct_cohort_duration"):
        left_out = rows(
            marts,
            f"select count(*) from marts.{mart} inner join marts.fct_cohort_case using (cohort, council, case_key)"
            " where not is_included",
        )
        assert left_out == [(0,)], mart


def test_every_row_of_a_mart_has_a_council_and_a_child_but_where_a_family_is_left_out(marts):
    for mart, column in rows(
        marts,
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
        " and column_name in ('council', 'child_key')",
    ):
        if column == "council" or mart not in OF_FAMILIES_TOO:
            assert rows(marts, f"select count(*) from marts.{mart} where {column} is null") == [(0,)], (mart, column)


def test_exclusions_are_counted_with_the_other_faults_of_the_data(marts):
    found = rows(
        marts,
        "select findings from marts.fct_data_quality where council = ? and rule = 'cohort_referred_no_child_counted'",
        cases.CASES,
    )
    assert found == [(3,)]


@pytest.mark.parametrize(
    ("child", "of_group", "is_before", "is_later"),
    [
        ("early offer", "not_offered", True, False),
        ("just early enough", "offered_attended", False, False),
        ("in the letter", "offered_attended", False, False),
        ("twice", "offered_declined", False, False),
        ("of no family", "not_offered", False, True),
        ("named later", "offered_attended", False, False),
    ],
)
def test_an_offer_counts_in_its_window_and_one_of_the_letter_takes_the_next_row_of_the_register(
    marts, child, of_group, is_before, is_later
):
    found = rows(
        marts,
        "select c.cohort_group, is_offered_before, is_offered_later from marts.fct_cohort_case as c"
        " inner join marts.fct_cohort_child as k using (cohort, council, case_key)"
        " where cohort = 'letters' and k.child_key = ?",
        child,
    )
    assert found == [(of_group, is_before, is_later)]


def test_who_was_offered_one_before_is_nobody_to_compare_with_unless_it_is_as_long_ago_as_is_followed(marts):
    found = {
        (family, reason, is_left_out)
        for family, _, reason, is_left_out, _ in _excluded(marts, "letters")
        if family.startswith("plo ")
    }
    assert {
        ("plo early", "offered_before_index", True),
        ("plo long", "offered_before_index", False),
        ("plo exempt", "exempt", False),
    } <= found
    assert ("plo enough", "offered_before_index", True) not in found


def test_who_was_taken_over_is_not_back_in_a_case_that_was_left_open(marts):
    found = rows(
        marts,
        "select distinct unobserved_reason from marts.fct_cohort_outcome where cohort = 'letters'"
        " and child_key = 'taken over' and outcome in ('looked_after_at_12_months', 'closed_at_7_months')",
    )
    assert found == [("moved_away",)]


def test_an_offer_in_the_letter_is_one_of_its_day(marts):
    found = rows(
        marts,
        "select offer_date::varchar, first_held_date::varchar from marts.fct_cohort_case"
        " where cohort = 'letters' and family_key = 'plo:plo letter'",
    )
    assert found == [("2022-03-01", "2022-05-01")]


def test_of_a_child_who_had_moved_away_before_nothing_is_told(marts):
    of_child = "cohort = 'letters' and child_key = 'gone already'"
    assert rows(marts, f"select left_reason, followed_until::varchar from marts.fct_cohort_child where {of_child}") == [
        ("moved_away", "2021-05-31")
    ]
    assert rows(marts, f"select count(*) from marts.fct_cohort_duration where {of_child}") == [(0,)]
    assert rows(marts, f"select distinct unobserved_reason from marts.fct_cohort_outcome where {of_child}") == [
        ("moved_away",)
    ]


def test_whether_one_was_offered_is_not_known_without_a_register_or_a_word_in_the_letter(marts):
    assert _excluded(marts, "letters", cases.WITHOUT_REGISTER) == {("f", "", "offer_not_known", True, 1)}


def test_letters_of_siblings_within_days_are_one_case_and_families_that_share_a_child_one_cluster(marts):
    found = rows(
        marts,
        "select family_key, index_date::varchar, children_named, count(distinct cluster_key) over ()"
        " from marts.fct_cohort_case where cohort = 'letters'"
        " and family_key in ('plo:plo one', 'plo:plo two') order by 1",
    )
    assert found == [("plo:plo one", "2022-03-01", 2, 1), ("plo:plo two", "2024-03-01", 2, 1)]


def test_plans_of_children_of_one_mother_are_one_case(marts):
    found = rows(
        marts,
        "select children_named from marts.fct_cohort_case where cohort = 'plans' and family_key = 'mother:of of two'",
    )
    assert found == [(2,)]


def test_a_landmark_leaves_out_who_is_closed_by_then_and_counts_from_it(marts):
    found = dict(
        rows(
            marts,
            "select k.child_key, (c.cohort_group, c.is_offered_later, k.is_included, c.counted_from::varchar)"
            " from marts.fct_cohort_case as c inner join marts.fct_cohort_child as k using (cohort, council, case_key)"
            " where cohort = 'plans' and c.council = ? and c.index_date = '2022-02-01'",
            cases.CASES,
        )
    )
    assert found["offered in time"] == ("offered_not_held", False, True, "2022-05-03")
    assert found["offered late"] == ("not_offered", True, True, "2022-05-03")
    assert found["closed by then"] == ("not_offered", False, False, "2022-05-03")
    assert ("closed by then", "closed_before_landmark") in {
        (child, reason) for _, child, reason, *_ in _excluded(marts, "plans")
    }
    proceedings = rows(
        marts,
        "select is_observed, unobserved_reason from marts.fct_cohort_outcome where cohort = 'plans'"
        " and child_key = 'taken to court' and outcome = 'care_proceedings_within_12_months'",
    )
    assert proceedings == [(False, "happened_before")]


def test_an_application_to_court_without_start_or_letter_shows_proceedings_and_is_no_case(marts):
    assert rows(
        marts,
        "select proceedings_date from marts.fct_cohort_child"
        " where cohort = 'letters' and child_key = 'letter and court'",
    ) == [(date(2022, 5, 1),)]
    left_out = _excluded(marts, "letters")
    assert ("plo court", "", "no_index_date", True, 1) in left_out
    assert [row for row in left_out if row[0] == "plo with court"] == []
    assert rows(marts, "select count(*) from marts.fct_cohort_case where case_key like 'plo:plo court%'") == [(0,)]
    held = {row for row in _excluded(marts, "held") if row[2] == "no_index_date"}
    assert held == {(key, "", "no_index_date", True, 1) for key in ("held on no day", "second on a day")}


def test_proceedings_that_the_register_tells_count(marts):
    found = rows(
        marts,
        "select proceedings_date from marts.fct_cohort_child where cohort = 'letters' and child_key = 'issued'",
    )
    assert found == [(date(2022, 4, 1),)]


def test_a_conference_and_its_review_are_in_time_to_the_day(marts):
    found = dict(
        rows(
            marts,
            "select split_part(case_key, ':', 2), (days_to_conference, is_held_in_time, plan_agreed, is_satisfied,"
            " is_review_due, is_review_in_time, exit_date::varchar) from marts.fct_cohort_case"
            " where cohort = 'referred'",
        )
    )
    assert found["reviewed"] == (56, True, "partial", True, True, True, "2022-09-01")
    assert found["held late"] == (57, False, "yes", True, True, False, "2022-08-04")
    assert found["not reviewed"] == (31, True, "no", True, False, None, "2022-04-01")
    assert found["of one"] == (None, None, None, None, None, None, None)


def test_a_cohort_of_one_one_of_all_offered_and_one_of_nobody_are_built(marts):
    found = {
        cohort: (cases_, groups)
        for cohort, cases_, groups in rows(
            marts,
            "select cohort, count(*), list(distinct cohort_group order by cohort_group) from marts.fct_cohort_case"
            " where is_included and council = ? group by cohort",
            cases.CASES,
        )
    }
    assert found["alone"] == (1, ["offered_not_held"])
    assert found["held"][1] == ["offered_attended"] and found["ended"][1] == ["offered_attended"]
    assert "not_offered" not in found["offers"][1] and "not_offered" in found["referred"][1]
    assert "nobody" not in found


def test_a_cohort_of_exits_begins_at_the_referral_and_is_counted_from_the_exit(marts):
    found = rows(
        marts,
        "select index_date::varchar, entry_date::varchar, counted_from::varchar, index_period_end_date::varchar"
        " from marts.fct_cohort_case where cohort = 'ended' and case_key = 'conference:reviewed'",
    )
    assert found == [("2022-09-01", "2022-03-01", "2022-09-01", "2023-03-31")]


def test_follow_up_tells_status_step_and_why_it_cannot_be_told(marts):
    found = {
        (child, checkpoint): said
        for child, checkpoint, said in rows(
            marts,
            "select child_key, checkpoint, (cohort_status, step_since_entry, unobserved_reason, is_re_referred_since)"
            " from marts.fct_cohort_follow_up where cohort = 'letters' and council = ?",
            cases.SHEET,
        )
    }
    assert found["Ash", "entry"] == ("child_protection_plan", "unchanged", None, False)
    assert found["Ash", "6_months"] == ("child_in_need", "stepped_down", None, False)
    assert found["Ash", "12_months"] == ("closed", "closed", None, False)
    assert found["Ash", "exit"] == ("child_protection_plan", "unchanged", None, False)
    assert found["Cedar", "exit"] == (None, None, "not_exited", None)
    assert found["Elder", "12_months"] == ("child_protection_plan", "stepped_up", None, True)
    assert found["Juniper", "12_months"] == ("kinship_care", "stepped_up", None, False)
    assert found["Ivy", "follow_up"] == (None, None, "before_index", None)
    assert found["Ivy", "12_months"] == (None, None, "not_yet", None)
    assert found["Fir", "12_months"] == (None, None, "grown_up", None)
    assert found["Kelp", "3_months"] == ("looked_after", "stepped_up", None, False)


def test_a_family_is_what_its_child_with_the_highest_need_is(marts):
    found = dict(
        rows(
            marts,
            "select checkpoint, (cohort_status, step_since_entry, children_observed)"
            " from marts.fct_cohort_family_follow_up where cohort = 'letters' and council = ?"
            " and case_key = 'plo:1:2022-05-10'",
            cases.SHEET,
        )
    )
    assert found["entry"] == ("child_protection_plan", "unchanged", 2)
    assert found["3_months"] == ("looked_after", "stepped_up", 2)  # Beech in care, Ash on a plan
    assert found["12_months"] == ("closed", "closed", 2)


def test_time_to_an_event_is_censored_on_the_last_day_that_can_be_told(marts):
    found = {
        (child, event): said
        for child, event, said in rows(
            marts,
            "select child_key, survival_event, (survival_days, is_event) from marts.fct_cohort_duration"
            " where cohort = 'letters' and council = ?",
            cases.SHEET,
        )
    }
    assert found["Ash", "closed"] == ((date(2023, 2, 1) - date(2022, 5, 10)).days, True)
    assert found["Beech", "looked_after"] == ((date(2022, 7, 1) - date(2022, 5, 10)).days, True)
    assert found["Fir", "closed"] == ((date(2023, 1, 14) - date(2022, 5, 1)).days, False)
    assert found["Gorse", "closed"] == ((date(2023, 1, 9) - date(2022, 10, 1)).days, False)
    assert found["Hazel", "closed"] == ((date(2023, 1, 31) - date(2022, 7, 4)).days, False)
    assert found["Kelp", "closed"] == ((cases.SEEN - date(2022, 11, 1)).days, False)


REFUSED = {
    "an event that there is none of": ("index_event: pre_proceedings_letter", "index_event: a_letter", "index_event"),
    "no months": ("months: [3, 7, 12, 24]", "months: []", "for some months"),
    "months that no outcome has": ("months: [3, 7, 12, 24]", "months: [5]", "follow_up, months"),
    "months that fall": ("months: [3, 7, 12, 24]", "months: [12, 3]", "months rise"),
    "an end before its beginning": (
        "by: financial_year", "to: 2020-01-01\nby: financial_year", "'to' is no day before",
    ),
    "a window of half a life": ("offered_before_days: 28", "offered_within_days: 4000", "offered_within_days"),
    "a route of letters": ("offered_before_days: 28", "routes: [kinship]", "has no routes"),
    "families chosen by what came later": (
        "offered_before_days: 28", "is_held: true", "'is_held' is of conference_exit",
    ),
    "a column that there is none of": ("  - entry_status", "  - eye_colour", "compare"),
    "weeks that end before they begin": ("{from: 10, to: 14}", "{from: 14, to: 10}", "'to' is no less than 'from'"),
    "another name than the file's": (
        "cohort: letters_before_proceedings", "cohort: letters", "a file is named for what it defines",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_cohort_that_cannot_be_is_refused_with_its_line_and_a_mend(tmp_path, case):
    old, new, said = REFUSED[case]
    folder = _copied(tmp_path)
    file = folder / "local_mi" / "cohorts" / "letters_before_proceedings.yml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    (refusal,) = [str(one) for one in refused_definitions(folder)]
    assert said in refusal and "letters_before_proceedings.yml, line " in refusal


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "form: days_within\n    of: looked_after",
            "form: days_within\n    of: closed",
            "days_within is of looked_after",
        ),
        ("[C1, C2, E1]", "[C1, C9]", "proceedings_legal_statuses"),
        ("special_guardianship_kin}", "foster_kinship}", "no status of its own"),
        ("outcome: closed_at_7_months", "outcome: closed_at_3_months", "its own name"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(tmp_path, old, new, said):
    folder = _copied(tmp_path)
    file = folder / "local_mi" / "outcomes.yml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(DefinitionError, match=said):
        read_cohorts(folder)


def test_a_route_that_no_register_has_is_refused(tmp_path):
    folder = _copied(tmp_path)
    file = folder / "local_mi" / "cohorts" / "conferences_ended.yml"
    file.write_text(file.read_text() + "routes: [by_the_sea]\n")
    (refusal,) = [str(one) for one in refused_definitions(folder)]
    assert "by_the_sea" in refusal and "pre_proceedings" in refusal


def _copied(folder: Path) -> Path:
    shutil.copytree(PROJECT / "data" / "definitions" / "local_mi", folder / "local_mi")
    return folder


def test_the_page_names_every_reason_and_every_field(marts):
    page = cases.PAGE.read_text()
    fields = read_cohorts(PROJECT / "data" / "definitions").cohorts[0].model_dump(by_alias=True).keys()
    assert [
        name for name in (*words(ExclusionReason), *fields) if f"`{name}`" not in page and f"{name}:" not in page
    ] == []
