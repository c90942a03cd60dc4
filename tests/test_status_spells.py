"""Children's status from statements: hand-made cases of every rule, and random journeys worked out twice."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import duckdb
import pytest

import cases
import journeys
from oba.config import PROJECT, settings_from_environment
from oba.local_mi.building import (
    KEY_VARIABLE,
    RESTRICTED_PROJECT,
    RestrictedBuildFailed,
    build_restricted,
    restricted_dbt_arguments,
)
from oba.local_mi.cohorts import Months
from oba.local_mi.parameters import read_parameters
from oba.local_mi.steps import Landed
from oba.local_mi.vault import NotAsKept, restricted_database
from oba.vocabulary import RESTRICTED_COLUMNS, words
from test_dbt_project import MAY_READ, NAMED, NOT_OUR_WORDS, layer
from told import RECORDS, Told

KEY = "a key of a test"
CHILDREN = 250


@pytest.fixture(scope="module")
def random_journeys():
    return journeys.make(CHILDREN, seed=11)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, random_journeys) -> Path:
    told = Told()
    journeys.tell(told, *random_journeys)
    cases.tell(told)
    cases.tell_of_two_feeds(told)
    settings = settings_from_environment(home=tmp_path_factory.mktemp("restricted"), dbt_threads=2)
    return build_restricted(settings, told.tables, KEY)


@pytest.fixture(scope="module")
def marts(warehouse) -> duckdb.DuckDBPyConnection:
    with restricted_database(warehouse, KEY) as connection:
        yield connection


def test_status_of_each_day_is_that_of_a_day_by_day_derivation_by_both_clocks(marts, random_journeys):
    statements, births = random_journeys
    days = [journeys.FIRST + number * journeys.DAY for number in range((journeys.LAST - journeys.FIRST).days + 1)]
    wrong = []
    for known_on in [*journeys.SNAPSHOTS, journeys.AGAIN]:
        rows = marts.execute(
            "select child_key, status, status_from, coalesce(status_to, date '9999-12-31') from marts.fct_status_spell"
            " where council = ? and known_from <= ? and (known_to is null or ? < known_to)",
            [journeys.COUNCIL, known_on, known_on],
        ).fetchall()
        spells: dict[str, list] = {}
        for child, *spell in rows:
            spells.setdefault(child, []).append(spell)
        for child, birth in births.items():
            expected = journeys.statuses(statements, child, birth, known_on, days)
            found = [
                next((status for status, first, last in spells.get(child, []) if first <= day < last), None)
                for day in days
            ]
            first_wrong = next((n for n in range(len(days)) if expected[n] != found[n]), None)
            if first_wrong is not None:
                wrong.append((child, known_on, days[first_wrong], expected[first_wrong], found[first_wrong]))
    assert wrong == []


def test_referrals_are_those_of_a_derivation_in_plain_python(marts, random_journeys):
    statements, births = random_journeys
    rows = marts.execute(
        "select child_key, referral_date, is_case_open_already, is_re_referral from marts.fct_referral"
        " where council = ? and known_to is null order by child_key, referral_date",
        [journeys.COUNCIL],
    ).fetchall()
    found: dict[str, list] = {}
    for child, *referral in rows:
        found.setdefault(child, []).append(tuple(referral))
    expected = {child: journeys.referrals(statements, child, journeys.SNAPSHOTS[-1]) for child in births}
    assert found == {child: referrals for child, referrals in expected.items() if referrals}
    every = [one for referrals in expected.values() for one in referrals]
    assert sum(is_open for _, is_open, _ in every) > 5 and sum(is_again for *_, is_again in every) > 5


@pytest.fixture(scope="module")
def spells(marts) -> dict[str, list[tuple]]:
    """Status and dates of each case as known now, in order."""
    rows = marts.execute(
        "select child_key, status, status_from::varchar, status_to::varchar from marts.fct_status_spell"
        " where council = ? and known_to is null order by child_key, status_from",
        [cases.COUNCIL],
    ).fetchall()
    found: dict[str, list[tuple]] = {}
    for child, *spell in rows:
        found.setdefault(child, []).append(tuple(spell))
    return found


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        (
            "plan and care",
            [("child_in_need", "2022-01-10", "2022-03-01"), ("looked_after", "2022-03-01", None)],
        ),
        (
            "home again",
            [
                ("child_in_need", "2022-01-10", "2022-02-01"),
                ("child_protection_plan", "2022-02-01", "2022-04-01"),
                ("looked_after", "2022-04-01", "2022-09-01"),
                ("child_in_need", "2022-09-01", None),
            ],
        ),
        ("short breaks", [("child_in_need", "2022-01-10", None)]),
        ("a day between", [("looked_after", "2022-01-10", "2022-06-01"), ("closed", "2022-06-01", None)]),
        ("starts where it ended", [("looked_after", "2022-01-10", None)]),
        (
            "corrected",
            [("child_in_need", "2022-01-10", "2022-04-01"), ("closed", "2022-04-01", None)],
        ),
        ("withdrawn", [("child_in_need", "2022-01-10", None)]),
        (
            "eighteen",
            [("looked_after", "2020-01-10", "2022-03-01"), ("child_in_need", "2022-03-01", None)],
        ),
        (
            "stepped down",
            [
                ("child_in_need", "2022-01-10", "2022-01-20"),
                ("child_in_need_plan", "2022-01-20", "2022-02-01"),
                ("child_protection_plan", "2022-02-01", "2022-06-01"),
                ("child_in_need", "2022-06-01", "2022-06-10"),
                ("child_in_need_plan", "2022-06-10", "2022-08-01"),
                ("child_in_need", "2022-08-01", None),
            ],
        ),
        ("typed plan", [("child_in_need", "2024-02-01", None)]),
        ("died", [("child_in_need", "2022-01-10", "2022-03-01"), ("closed", "2022-03-01", None)]),
    ],
)
def test_a_case_has_these_statuses(spells, child, expected):
    assert spells[child] == expected


def test_a_referral_that_led_to_nothing_and_another_authoritys_plan_are_no_status(spells):
    assert "nothing followed" not in spells and "of another authority" not in spells


def _rows(marts, query: str, *values: object) -> list[tuple]:
    return marts.execute(query, [cases.COUNCIL, *values]).fetchall()


def test_a_child_in_care_keeps_its_protection_plan_beside_the_status(marts):
    (found,) = _rows(
        marts,
        "select is_looked_after, is_child_protection_plan, is_child_in_need from marts.fct_status_segment"
        " where council = ? and child_key = 'plan and care' and segment_to is null and known_to is null",
    )
    assert found == (True, True, True)


def test_a_correction_is_seen_now_and_what_was_known_then_stays(marts):
    found = {
        known_on: _rows(
            marts,
            "select child_key, status from marts.fct_status_spell where council = ?"
            " and child_key in ('corrected', 'withdrawn') and status_from <= date '2022-04-15'"
            " and (status_to is null or date '2022-04-15' < status_to)"
            " and known_from <= ? and (known_to is null or ? < known_to) order by child_key",
            known_on,
            known_on,
        )
        for known_on in (cases.THEN, cases.NOW)
    }
    assert found[cases.THEN] == [("corrected", "child_in_need"), ("withdrawn", "child_protection_plan")]
    assert found[cases.NOW] == [("corrected", "closed"), ("withdrawn", "child_in_need")]


@pytest.mark.parametrize(
    ("child", "day", "expected"),
    [
        ("home again", "2022-02-01", ("step_up", "child_in_need", False, None)),
        ("home again", "2022-09-01", ("step_down", "looked_after", False, "home")),
        ("stepped down", "2022-06-10", ("step_down", "child_protection_plan", True, None)),
        ("helped after", "2022-03-11", ("step_down", "child_in_need", True, "early_help")),
        ("helped much later", "2022-03-30", ("re_opening", "closed", False, None)),
        ("moved away", "2022-03-01", ("closure", "child_in_need", False, "transferred")),
        ("died", "2022-03-01", ("closure", "child_in_need", False, "died")),
        ("eighteen", "2022-03-01", ("step_down", "looked_after", False, "grown_up")),
    ],
)
def test_a_move_is_what_it_is(marts, child, day, expected):
    found = _rows(
        marts,
        "select transition, from_status, is_via_gap, exit_route from marts.fct_transition"
        " where council = ? and child_key = ? and transition_date = ?::date and known_to is null",
        child,
        day,
    )
    assert found == [expected]


def test_a_gap_within_a_step_is_no_move(marts):
    found = _rows(
        marts,
        "select count(*) from marts.fct_transition where council = ? and known_to is null"
        " and (child_key, transition_date)"
        " in (('stepped down', date '2022-06-01'), ('helped after', date '2022-03-01'))",
    )
    assert found == [(0,)]


@pytest.mark.parametrize(
    ("child", "is_re_referral"),
    [
        ("a year", True),
        ("a year and a day", False),
        ("a leap year", True),
        ("a leap year and a day", False),
        ("from 29 February", True),
        ("from 29 February and a day", False),
    ],
)
def test_a_referral_on_the_day_a_year_after_another_is_a_re_referral_and_a_day_later_is_not(
    marts, child, is_re_referral
):
    found = _rows(
        marts,
        "select is_re_referral from marts.fct_referral where council = ? and child_key = ? and known_to is null"
        " order by referral_date",
        child,
    )
    assert found == [(False,), (is_re_referral,)]


def test_a_referral_of_an_open_case_is_none_to_count_from_and_two_feeds_tell_of_one(marts):
    found = _of_two_feeds(
        marts,
        "select child_key, referral_date::varchar, is_case_open_already, is_re_referral from marts.fct_referral"
        " where council = ? and child_key in ('referred while open', 'a day apart') and known_to is null order by all",
    )
    assert found == [
        ("a day apart", "2023-03-04", False, False),
        ("a day apart", "2023-04-20", True, False),
        ("referred while open", "2021-01-01", False, False),
        ("referred while open", "2022-06-01", True, False),
        ("referred while open", "2023-01-10", False, False),
    ]
    counted = _of_two_feeds(
        marts,
        "select event, count(*) from marts.fct_event where council = ? and subject_key like '%a day apart%'"
        " and known_to is null and event like '%referral' group by 1",
    )
    assert counted == [("referral", 1)]


def test_care_that_starts_on_the_day_it_ended_is_a_second_period_and_a_day_between_is_not(marts):
    found = _rows(
        marts,
        "select child_key, count(*), min(end_rule) from marts.fct_looked_after_period where council = ?"
        " and child_key in ('starts where it ended', 'a day between') and known_to is null group by all order by all",
    )
    assert [(child, periods) for child, periods, _ in found] == [("a day between", 1), ("starts where it ended", 2)]


def test_kinship_runs_beside_the_status(marts):
    found = _rows(
        marts,
        "select kinship_state, kinship_from::varchar, kinship_to::varchar from marts.fct_kinship"
        " where council = ? and child_key = 'to guardians' and known_to is null order by kinship_from, kinship_state",
    )
    assert found == [
        ("prior_order", "2021-03-01", "2022-09-01"),
        ("special_guardianship_kin", "2021-03-01", "2022-09-01"),
        ("foster_kinship", "2022-09-01", None),
    ]


def test_twins_are_two_children_of_one_family_by_each_way_it_shows(marts):
    found = _rows(
        marts,
        "select link_method, confidence, count(distinct child_key) from marts.bridge_family_child"
        " where council = ? and child_key like 'twin%' group by all order by all",
    )
    assert found == [("address", "medium", 2), ("mother", "high", 2), ("same_referral", "low", 2)]


def test_an_unborn_child_with_a_new_number_is_led_to_it_and_counted_once(marts):
    found = _rows(
        marts, "select born_child_key, link_confidence from marts.dim_child where council = ? and child_key = 'unborn'"
    )
    assert found == [("born", "high")]


def test_a_plan_without_a_referral_shows_an_open_episode_and_is_counted(marts):
    found = _rows(
        marts,
        "select is_child_in_need, is_inferred from marts.fct_status_segment where council = ?"
        " and child_key = 'without referral' and status = 'child_protection_plan' and known_to is null",
    )
    assert found == [(True, True)]
    assert _rows(marts, "select findings > 0 from marts.fct_data_quality where council = ? and rule = '1105'") == [
        (True,)
    ]


def test_a_typed_status_that_is_not_the_derived_one_is_counted(marts):
    found = _rows(
        marts,
        "select findings, looked_at from marts.fct_data_quality where council = ? and rule = 'case_status_differs'",
    )
    assert found == [(2, 2)]


def _of_two_feeds(marts, query: str) -> list[tuple]:
    return marts.execute(query, [cases.OF_TWO_FEEDS]).fetchall()


def test_a_status_typed_in_a_list_cuts_no_plan_that_the_system_has_open(marts):
    found = _of_two_feeds(
        marts,
        "select status, status_from::varchar, status_to::varchar from marts.fct_status_spell where council = ?"
        " and child_key = 'plan in both' and known_to is null order by status_from",
    )
    assert found == [("child_in_need", "2022-01-10", "2022-02-01"), ("child_in_need_plan", "2022-02-01", None)]


def test_a_plan_typed_in_each_list_begins_and_ends_nothing(marts):
    found = _of_two_feeds(
        marts,
        "select child_key, transition, transition_date::varchar from marts.fct_transition where council = ?"
        " and child_key in ('plan in both', 'plan of list') order by all",
    )
    assert found == [
        ("plan in both", "first", "2022-01-10"),
        ("plan in both", "step_up", "2022-02-01"),
        ("plan of list", "first", "2022-01-10"),
    ]
    observed = _of_two_feeds(
        marts,
        "select as_of_date, stated_count, derived_count from marts.fct_reconciliation where council = ?"
        " and measure = 'typed_child_in_need_plan' order by 1",
    )
    assert observed == [(cases.THEN, 2.0, 1.0), (cases.NOW, 2.0, 1.0)]


def test_nothing_is_dated_after_the_newest_snapshot(marts):
    for table, dates in {
        "fct_status_spell": ("status_from", "status_to"),
        "fct_status_segment": ("segment_from", "segment_to"),
        "fct_transition": ("transition_date",),
        "fct_looked_after_period": ("period_from", "period_to"),
        "fct_kinship": ("kinship_from", "kinship_to"),
    }.items():
        later = " or ".join(f"{table}.{column} > known.snapshot_date" for column in dates)
        found = marts.execute(
            f"select {table}.council, child_key, {', '.join(dates)} from marts.{table} inner join"
            " (select council, max(known_from) as snapshot_date from marts.fct_status_spell group by council) as known"
            f" using (council) where {later}"
        ).fetchall()
        assert found == [], table


def test_care_has_no_end_at_a_birthday_that_lies_ahead_of_what_is_known(marts):
    found = _of_two_feeds(
        marts,
        "select child_key, known_from::varchar, status, status_from::varchar, status_to::varchar"
        " from marts.fct_status_spell where council = ? and child_key in ('still in care', 'turned 18')"
        " order by child_key, known_from, status_from",
    )
    then, now = cases.THEN.isoformat(), cases.NOW.isoformat()
    assert found == [
        ("still in care", then, "looked_after", "2021-01-01", None),
        ("turned 18", then, "looked_after", "2021-01-01", None),
        ("turned 18", now, "looked_after", "2021-01-01", "2024-01-01"),
        ("turned 18", now, "closed", "2024-01-01", None),
    ]
    for table, ends in (("fct_looked_after_period", "period_to"), ("fct_kinship", "kinship_to")):
        ended = _of_two_feeds(
            marts,
            f"select child_key, {ends}::varchar from marts.{table} where council = ? and known_to is null"
            " and child_key in ('still in care', 'turned 18') order by child_key",
        )
        assert ended == [("still in care", None), ("turned 18", "2024-01-01")], table


def test_an_unborn_child_is_led_to_its_new_number_though_a_list_has_the_expected_date_as_its_birth(marts):
    found = _of_two_feeds(
        marts,
        "select birth_date, expected_birth_date::varchar, born_child_key from marts.dim_child where council = ?"
        " and child_key = 'not born'",
    )
    assert found == [(None, "2023-06-01", "born since")]


def test_feeds_that_agree_on_care_are_not_said_to_differ_where_one_tells_episodes_and_one_whole_periods(marts):
    found = _of_two_feeds(
        marts,
        "select findings, looked_at from marts.fct_data_quality where council = ?"
        " and rule = 'feeds_disagree_looked_after'",
    )
    assert found == [(0, 2)]


def test_a_record_that_ends_before_it_begins_is_passed_over_and_counted(marts):
    spells = _of_two_feeds(
        marts,
        "select status, status_from::varchar, status_to::varchar from marts.fct_status_spell where council = ?"
        " and child_key = 'backward' and known_to is null order by status_from",
    )
    assert spells == [("child_protection_plan", "2022-05-01", "2022-09-01"), ("closed", "2022-09-01", None)]
    plans = _of_two_feeds(
        marts,
        "select plan_number, plan_from::varchar from marts.fct_plan where council = ? and child_key = 'backward'"
        " and known_to is null",
    )
    assert plans == [(1, "2022-05-01")]
    counted = _of_two_feeds(
        marts,
        "select rule, findings from marts.fct_data_quality where council = ? and rule in ('8925', '356') order by rule",
    )
    assert counted == [("356", 1), ("8925", 1)]


def test_an_empty_table_of_a_newer_statement_takes_back_what_was_told(marts):
    found = _of_two_feeds(
        marts,
        "select known_from::varchar, known_to::varchar from marts.fct_status_spell where council = ?"
        " and child_key = 'taken back'",
    )
    assert found == [(cases.THEN.isoformat(), cases.NOW.isoformat())]


def test_a_statement_as_landed_names_every_record_that_its_file_has_a_table_of_though_empty():
    evidence = {"statement_id": "one", "council": "E09000001", "layout": "ssd", "snapshot_date": cases.NOW}
    kept = SimpleNamespace(evidence=evidence, records={"child": 2, "early_help_episode": 0})
    landed = Landed(settings_from_environment(), SimpleNamespace(statements=lambda: (kept,)))
    assert landed["statement"]["records"].to_pylist() == ["child,early_help_episode"]


def test_files_of_every_layout_are_of_a_feed_that_is_named():
    layouts = [path.stem for path in (PROJECT / "data/definitions/local_mi/layouts").glob("*.yml")]
    parameters = read_parameters(PROJECT / "data/definitions")
    named = {one.feed for one in parameters.feeds}
    assert len(layouts) >= 12 and {layout for layout in layouts if parameters.feed_of(layout) not in named} == set()
    assert {feed for order in parameters.best_first.values() for feed in order} <= named


def test_counts_of_the_files_are_held_against_those_of_the_spells(marts):
    found = _rows(
        marts,
        "select stated_count, derived_count from marts.fct_reconciliation where council = ? and source = 'ssd'"
        " and measure = 'looked_after_on_day' and as_of_date = ?",
        cases.NOW,
    )
    # The files leave one child in care who is grown up.
    assert found == [(4.0, 3.0)]


def test_a_correction_of_the_files_counts_is_seen(marts, random_journeys):
    wrong = marts.execute(
        "select measure, as_of_date, stated_count, derived_count from marts.fct_reconciliation"
        " where council = ? and measure = 'referrals_in_year' and as_of_date = ?",
        [journeys.COUNCIL, journeys.LAST],
    ).fetchall()
    statements, births = random_journeys
    last_year = next(one for one in statements if one.feed == "cin_census" and one.period[1] == journeys.LAST)
    stated = sum(
        record.kind == "referral" and record.start >= last_year.period[0]
        for records in last_year.records.values()
        for record in records
    )
    derived = sum(
        last_year.period[0] <= day <= journeys.LAST
        for child in births
        for day, *_ in journeys.referrals(statements, child, journeys.SNAPSHOTS[-1])
    )
    assert [row[2:] for row in wrong] == [(stated, derived)]


def test_the_warehouse_is_closed_to_others_and_without_the_key(warehouse):
    assert warehouse.stat().st_mode & 0o777 == 0o600
    with pytest.raises(NotAsKept), restricted_database(warehouse, "another key"):
        pass
    assert b"plan and care" not in warehouse.read_bytes()
    assert [path.name for path in warehouse.parent.iterdir() if path.name.startswith(".build")] == []


def test_a_person_can_ask_for_the_status_on_a_day_as_known_on_another(marts):
    found = [
        marts.execute(
            "select status from marts.status_on('2022-04-15', ?) where council = ? and child_key = 'corrected'",
            [known_on, cases.COUNCIL],
        ).fetchall()
        for known_on in (cases.THEN, cases.NOW)
    ]
    assert found == [[("child_in_need",)], [("closed",)]]


def test_every_unit_test_of_the_restricted_models_passes(warehouse, tmp_path, monkeypatch):
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    monkeypatch.setenv(KEY_VARIABLE, KEY)
    own = Path(shutil.copy(warehouse, tmp_path))
    settings = settings_from_environment(home=warehouse.parent.parent, dbt_threads=2)
    arguments = restricted_dbt_arguments(settings, own, read_parameters(settings.definitions))
    try:
        outcome = dbtRunner().invoke(["--quiet", "test", "--select", "test_type:unit", *arguments])
    finally:
        DuckDBConnectionManager.close_all_connections()
    results = [result for result in outcome.result.results if result.node.resource_type == "unit_test"]
    assert len(results) >= 8
    assert {result.node.name: result.message for result in results if result.status != "pass"} == {}


@pytest.fixture(scope="module")
def manifest(warehouse) -> dict:
    return json.loads((warehouse.parent / "dbt" / "target" / "manifest.json").read_text())


def test_the_restricted_models_are_named_layered_and_described_as_the_published_are(marts, manifest):
    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    columns: dict[str, set[str]] = {}
    for schema, table, column in marts.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'restricted'"
    ).fetchall():
        columns.setdefault(f"{schema}.{table}", set()).add(column)
    for name, node in models.items():
        # A section of an act has a number.
        assert re.fullmatch(NAMED[layer(node)], name.replace("section_47", "section")), name
        assert re.search(r"One row per [^.]+\.$", node["description"].strip()), name
        described = {column for column, about in node["columns"].items() if about["description"]}
        assert described == columns[f"{node['schema']}.{name}"], name
        assert layer(node) != "marts" or node["contract"]["enforced"], name
        wrong = [column for column in described if re.search(NOT_OUR_WORDS, column)]
        assert wrong == [], name
        for parent in node["depends_on"]["nodes"]:
            of_source = manifest["sources"].get(parent)
            # What says which figures there are is a definition.
            of_source_name = of_source and of_source["source_name"].replace("figures", "definitions")
            kind = of_source_name if of_source else layer(manifest["nodes"][parent])
            # Figures, cohorts and comparisons are made of the marts, and of records that are events of themselves.
            of_figures = {"marts", "staging"} if {"figures", "cohorts", "comparison"} & {*node["fqn"]} else set()
            assert kind in MAY_READ[layer(node)] | of_figures, (name, parent)
    tests = [node for node in manifest["nodes"].values() if node.get("test_metadata")]
    assert {test["test_metadata"]["name"] for test in tests} == {"sound"}
    assert {node["unique_id"] for node in models.values()} <= {test["attached_node"] for test in tests}


def test_one_name_of_the_restricted_marts_has_one_meaning(manifest):
    meanings: dict[str, set[str]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and layer(node) == "marts":
            for name, column in node["columns"].items():
                meanings.setdefault(name, set()).add(column["description"])
    assert {name: said for name, said in meanings.items() if len(said) > 1} == {}


def test_the_restricted_models_speak_in_words_of_the_vocabulary_and_say_each(marts):
    models = RESTRICTED_PROJECT / "models/intermediate/status"
    cohorts = [*RESTRICTED_PROJECT.glob("models/*/cohorts/*.sql"), RESTRICTED_PROJECT / "macros/cohorts.sql"]
    of_cohorts = "".join(file.read_text() for file in cohorts)
    comparing = "".join(file.read_text() for file in (PROJECT / "plugins/oba/comparing").glob("*.py")).replace('"', "'")
    value = (PROJECT / "data/definitions/value_for_money/conferences.yml").read_text()
    said_in = {
        **dict.fromkeys(("comparison", "verdict_reason"), comparing),
        # Hidden is said of what has left alone.
        "effect_verdict": comparing + "'hidden'",
        "benefit_reason": of_cohorts + "'suppressed'",  # of families that a report lists
        "deadweight_kind": comparing + str(re.findall(r"kind: (\w+)", value)),
        "checkpoint": of_cohorts + str([f"{months}_months" for months in get_args(Months)]),
        "exit_route": (RESTRICTED_PROJECT / "macros/exit_route.sql").read_text(),
        "kinship_state": (models / "int_kinship.sql").read_text(),
        "status": (RESTRICTED_PROJECT / "macros/spells.sql").read_text(),
        "transition": (models / "int_status_spell.sql").read_text(),
    }
    missing = {
        column: [word for word in words(of_column) if f"'{word}'" not in said_in.get(column, of_cohorts)]
        for column, of_column in RESTRICTED_COLUMNS.items()
    }
    assert missing == {column: [] for column in RESTRICTED_COLUMNS}
    assert set(re.findall(r"then '(\w+)'", said_in["exit_route"])) == set(words(RESTRICTED_COLUMNS["exit_route"]))
    for table, columns in {
        "fct_status_spell": ("status", "transition", "exit_route"),
        "fct_looked_after_period": ("exit_route",),
        "fct_kinship": ("kinship_state",),
    }.items():
        for column in columns:
            found = {word for (word,) in marts.execute(f"select distinct {column} from marts.{table}").fetchall()}
            assert found - {None} <= set(words(RESTRICTED_COLUMNS[column])) and len(found) > 1, (table, column)


def test_staging_has_every_column_of_each_record_in_the_type_that_the_record_gives_it(marts):
    types = {"date": "DATE", "day": "DATE", "boolean": "BOOLEAN", "whole_number": "BIGINT", "number": "DOUBLE"}
    staged: dict[str, dict[str, str]] = {}
    for table, column, kind in marts.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'staging'"
        " and database_name = 'restricted'"
    ).fetchall():
        staged.setdefault(table, {})[column] = kind
    wrong = []
    for record in RECORDS.records:
        found = staged[f"stg_landed__{record.record}"]
        expected = {name: types.get(column.type, "VARCHAR") for name, column in record.columns.items()}
        wrong += [
            (record.record, name, found.get(name), kind) for name, kind in expected.items() if found.get(name) != kind
        ]
        wrong += [(record.record, name) for name in ("council", "statement_id", "snapshot_date") if name not in found]
    assert wrong == []


def test_a_failed_build_says_model_and_rule_and_no_value(tmp_path):
    told = Told()
    told.statement("E09000002", "ssd", date(2024, 6, 30))
    told.row("early_help_episode", "a child", start_date="2024-13-13")
    settings = settings_from_environment(home=tmp_path, dbt_threads=2)
    with pytest.raises(RestrictedBuildFailed) as refused:
        build_restricted(settings, told.tables, KEY)
    said = str(refused.value)
    assert "stg_landed__early_help_episode" in said and "Conversion" in said and "2024-13-13" not in said
