"""From landed records to the files that leave: what is counted, as known then, and that nothing small gets out."""

import csv
import re
import shutil
from datetime import date, timedelta
from typing import get_args

import pytest

from oba.config import PROJECT, Settings
from oba.errors import DefinitionError
from oba.local_mi.building import RESTRICTED_PROJECT, build_restricted
from oba.local_mi.counting import counts_of, release_figures
from oba.local_mi.figures import ALL, OTHER, Cell, read_local_figures
from oba.local_mi.figures.definitions import EVENTS_OF_A_TEAM, LEAST_THRESHOLD, Event
from oba.local_mi.vault import restricted_database
from oba.publication.gate import FEW
from told import Told

KEY = "k" * 44
COUNCIL = "E06999999"
APRIL, JUNE = date(2023, 4, 30), date(2023, 6, 30)
FIRST, LATER = date(2023, 7, 3), date(2023, 7, 20)  # days on which extracts were taken
TEAMS = ("Front Door 1", "Front Door 2", "Somebody's own team")


# How children left care on 10 May 2023 for an open case, by the code of the end; and whether that is less help.
LEFT_CARE = {"E4A": True, "E45": True, "E11": False, "E5": False, "E7": False, "E3": False, "E2": False, "E16": False}


def tell_of_leaving(told: Told) -> None:
    """Children who left care, a plan beside which care began, and one who grew up in care."""
    for code in LEFT_CARE:
        told.row("child", f"left-{code}", birth_date=date(2012, 1, 1))
        told.row("referral", f"left-{code}", referral_date=date(2023, 1, 4), is_no_further_action=False)
        told.row("looked_after_episode", f"left-{code}", start_date=date(2023, 2, 1), start_reason="S",
            legal_status="V2", placement_type="U4", end_date=date(2023, 5, 10), end_reason=code)  # fmt: skip
    told.row("child", "moved", birth_date=date(2012, 1, 1))
    told.row("referral", "moved", referral_date=date(2023, 1, 4), is_no_further_action=False,
        closure_date=date(2023, 5, 11), closure_reason="RC5")  # fmt: skip
    told.row("child", "planned", birth_date=date(2012, 1, 1))
    told.row("referral", "planned", referral_date=date(2023, 1, 4), is_no_further_action=False)
    told.row("child_protection_plan", "planned", start_date=date(2023, 2, 1), end_date=date(2023, 6, 20))
    told.row("looked_after_episode", "planned", start_date=date(2023, 5, 3), start_reason="S", legal_status="C2",
        placement_type="U4")  # fmt: skip
    told.row("child", "grown", birth_date=date(2005, 5, 2))
    told.row("referral", "grown", referral_date=date(2023, 1, 4), is_no_further_action=False)
    told.row("looked_after_episode", "grown", start_date=date(2023, 2, 1), start_reason="S", legal_status="V2",
        placement_type="U4", end_date=date(2023, 5, 2), end_reason="E15")  # fmt: skip


def tell() -> Told:
    told = Told()
    for snapshot in (FIRST, LATER):
        told.statement(COUNCIL, "ssd", snapshot, date(2017, 1, 1), snapshot)
        for number in range(30):
            child, referred = f"child-{number}", date(2023, 4, 1) + timedelta(days=number % 28)
            is_open = number % 3 > 0
            told.row(
                "referral",
                child,
                referral_date=referred,
                referral_key=f"r{number}",
                is_no_further_action=False,
                closure_date=None if is_open else referred + timedelta(days=20),
                team=TEAMS[number % 3],
            )
            if number % 3 == 1:
                told.row(
                    "child_protection_plan",
                    child,
                    start_date=referred + timedelta(days=1),
                    end_date=referred + timedelta(days=31) if number < 24 else None,
                    team="Front Door 1",
                )
        tell_of_leaving(told)
        # Two systems have one contact, and the later extract has one more, of April.
        told.row("contact", "child-1", contact_date=date(2023, 4, 2), source_code="6")
        told.row("contact", "child-1", contact_date=date(2023, 4, 2), source_code="6")
        for number in range(9 if snapshot == FIRST else 10):
            told.row("contact", f"child-{number}", contact_date=date(2023, 4, 3), source_code="6")
        for number in range(8):
            key = f"family-{number}"
            told.row("conference_referral", None, conference_referral_key=key, offer_date=date(2023, 5, 2),
                response="accepted" if number else "declined", response_date=date(2023, 5, 5))  # fmt: skip
            told.row("conference_meeting", None, conference_referral_key=key, meeting_number="1",
                meeting_type="conference", held_date=date(2023, 6, 1), outcome="held")  # fmt: skip
            told.row("conference_plan", None, conference_referral_key=key, meeting_number="1",
                plan_agreed="yes" if number else "no", satisfaction="5" if number % 2 else "2")  # fmt: skip
            told.row("training_place", None, worker_key=f"w{number}", course="Restorative practice",
                course_date=date(2023, 5, 9), is_attended=number != 3)  # fmt: skip
            told.row("survey_answer", None, respondent_key=f"w{number}", survey="staff", question="supported",
                sent_date=date(2023, 6, 1), answer=None if number == 7 else str(number % 5 + 1))  # fmt: skip
    return told


@pytest.fixture(scope="module")
def warehouse_settings(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    build_restricted(settings, tell().tables, KEY)
    return settings


@pytest.fixture(scope="module")
def counts(warehouse_settings):
    council = read_local_figures(warehouse_settings.definitions).councils[0]
    with restricted_database(warehouse_settings.restricted_home / "warehouse.duckdb", KEY) as warehouse:
        return counts_of(warehouse, council)


def number(counts, file, figure, cadence, end, member=ALL, day=LATER):
    return counts[day].number.get(Cell(file, figure, cadence, end, member), 0)


def test_events_are_counted_by_month_and_quarter_and_team(counts):
    assert number(counts, "social_care", "referrals", "monthly", APRIL) == 30
    assert number(counts, "social_care", "referrals", "quarterly", JUNE) == 30
    assert [number(counts, "social_care", "referrals", "monthly", APRIL, team) for team in TEAMS[:2]] == [
        10,
        10,
    ]


def test_a_team_that_nobody_declared_is_no_team_of_a_figure(counts):
    assert number(counts, "social_care", "referrals", "monthly", APRIL, OTHER) == 10
    assert {cell.member for one in counts.values() for cell in one.number} == {ALL, OTHER, *TEAMS[:2]}


def test_an_event_told_twice_is_one_and_a_late_one_is_known_later(counts):
    assert number(counts, "casework", "contacts", "monthly", APRIL, day=FIRST) == 10
    assert number(counts, "casework", "contacts", "monthly", APRIL, day=LATER) == 11


def test_children_in_each_status_and_days_in_it(counts):
    assert number(counts, "status", "on_child_protection_plan", "monthly", APRIL) == 11
    assert number(counts, "status", "on_child_protection_plan", "monthly", JUNE) == 2
    assert number(counts, "status", "on_child_protection_plan", "quarterly", JUNE) == 2
    cell = Cell("status", "days_on_child_protection_plan", "quarterly", JUNE)
    assert counts[LATER].days[cell] == 30


def test_a_plan_ends_on_its_last_day_and_not_when_care_begins(counts):
    ended = [
        number(counts, "status", "child_protection_plans_ended", "monthly", month)
        for month in (APRIL, date(2023, 5, 31), JUNE)
    ]
    # Eight ended a month after they began; that of the child in care since May ended in June, after 139 days.
    assert sum(ended) == 9
    june = [30] * (ended[-1] - 1) + [139]
    cell = Cell("status", "days_on_child_protection_plan", "monthly", JUNE)
    assert counts[LATER].days.get(cell) == (sum(june) / 2 if len(june) == 2 else 30 if len(june) > 2 else 139)


def test_who_grows_up_is_adopted_or_moves_away_has_not_stepped_down(counts):
    told = sum(LEFT_CARE.values())
    assert number(counts, "status", "steps_down", "quarterly", JUNE) == 8 + told
    assert number(counts, "status", "closures", "quarterly", JUNE) == 10  # the child who moved to another council


def test_a_care_leaver_who_has_grown_up_is_no_child_in_need(counts, warehouse_settings):
    with restricted_database(warehouse_settings.restricted_home / "warehouse.duckdb", KEY) as warehouse:
        in_need = warehouse.execute(
            "select count(distinct child_key), count(distinct case when child_key = 'grown' then 1 end)"
            " from marts.fct_status_spell where status = 'child_in_need' and known_to is null"
            " and status_from <= ? and coalesce(status_to > ?, true)",
            [JUNE, JUNE],
        ).fetchone()
    assert in_need[1] == 1
    assert number(counts, "status", "in_need_without_plan", "monthly", JUNE) == in_need[0] - 1


def test_conferences_training_and_survey_are_counted(counts):
    found = {
        figure: number(counts, file, figure, "quarterly", JUNE)
        for file, figures in {
            "conferences": ("offered", "accepted", "declined", "held", "plans_agreed", "families_satisfied"),
            "workforce": ("training_places", "training_attended", "survey_sent", "survey_answered", "survey_agreed"),
        }.items()
        for figure in figures
    }
    assert found == {
        "offered": 8,
        "accepted": 7,
        "declined": 1,
        "held": 8,
        "plans_agreed": 7,
        "families_satisfied": 4,
        "training_places": 8,
        "training_attended": 7,
        "survey_sent": 8,
        "survey_answered": 7,
        "survey_agreed": 2,
    }


def test_every_event_of_the_closed_list_is_counted_and_no_other():
    macro = (RESTRICTED_PROJECT / "macros" / "figures.sql").read_text().partition("macro counted_events")[2]
    assert set(re.findall(r"^ +\[?\('(\w+)', '", macro, flags=re.M)) | {"referral"} == set(get_args(Event))


def test_an_event_has_a_team_where_the_definitions_say_that_it_has():
    macro = (RESTRICTED_PROJECT / "macros" / "figures.sql").read_text().partition("macro counted_events")[2]
    team = re.compile(r"'(\w+)', '\w+', '[^']*',\s+\[[^\]]*\], (nothing|'\w+'),")
    found = team.findall(macro)
    assert len(found) == len(get_args(Event))
    assert {event for event, column in found if column != "nothing"} == EVENTS_OF_A_TEAM


def definitions_with(folder, file: str, before: str, after: str):
    shutil.copytree(PROJECT / "data" / "definitions", folder)
    path = folder / "local_mi" / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    return folder


@pytest.mark.parametrize("what", ["event: contact", "event: step_down", "stock: looked_after", "ended: looked_after"])
def test_a_cut_of_what_has_no_team_is_refused_by_file_and_line(tmp_path, what):
    folder = definitions_with(
        tmp_path / "definitions",
        "figures/social_care.yml",
        "figures:\n",
        f"figures:\n  - {{figure: teamless, {what}, unit: children}}\n",
    )
    with pytest.raises(DefinitionError, match=r"social_care\.yml.*line \d+.*teamless: the records have no team of it"):
        read_local_figures(folder)


@pytest.mark.parametrize("threshold", [2, 4])
def test_a_threshold_that_the_gate_out_would_refuse_is_refused_by_file_and_line(tmp_path, threshold):
    folder = definitions_with(
        tmp_path / "definitions",
        "councils/exampleshire.yml",
        "slug: exampleshire\n",
        f"slug: exampleshire\nrule: {{threshold: {threshold}, narrowest: 2}}\n",
    )
    with pytest.raises(DefinitionError, match=rf"exampleshire\.yml.*line \d+.*5 or more; found {threshold}"):
        read_local_figures(folder)


def test_the_least_threshold_is_what_the_gate_out_holds_figures_to():
    assert max(FEW) == LEAST_THRESHOLD


def test_the_files_that_leave_hide_the_few(warehouse_settings):
    written = release_figures(warehouse_settings, KEY)
    assert sorted({path.name.partition("-as-of-")[2] for path in written}) == [str(FIRST), str(LATER)]
    (path,) = warehouse_settings.local_figures.glob(f"exampleshire-by-quarter/*{LATER}/conferences_by_quarter.csv")
    with path.open(newline="") as stream:
        (row,) = csv.DictReader(stream)
    # One family declined of eight: it, those who accepted and the share are hidden, and so is one plan not agreed.
    assert [row[name] for name in ("offered", "accepted", "declined", "accepted_share", "plans_agreed")] == [
        "8",
        "c",
        "c",
        "c",
        "c",
    ]
    assert release_figures(warehouse_settings, KEY) == []
