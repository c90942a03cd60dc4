"""The gate out, and the served publication under readers, refusals and interruptions."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb
import html5lib
import pandas as pd
import pytest

import expectations
from expectations import published_marts
from oba import publication
from oba.build import warehouse_file
from oba.changes import refuse_undecided
from oba.config import PROJECT
from oba.errors import ConfigurationError, ObaError
from oba.files import file_sha256
from oba.gates import failures
from oba.listing import LISTING, read_listing
from oba.pending import files_to_gate, nothing_is_new
from oba.publication import (
    PAGES,
    WAREHOUSE,
    PublicationRefused,
    gate,
    gate_out,
    manifest,
    mend_serving,
    pages_to_keep_from,
    publications,
    publish,
    serve,
    served,
    serving,
    wrong_in,
    wrong_with,
)
from oba.publication.link import write_front_door
from oba.verifying import verify
from released import DEMO_FILES

LOOKED_AFTER_2019 = (
    "select cast(value as integer) from marts.fct_measure_value where measure_id = 'children_looked_after'"
    " and geography_code = 'E06000012' and period_end_date = date '2019-03-31'"
)


def change_build(settings, statement: str) -> None:
    """Change the built warehouse as a faulty build would; a published one shares its bytes, so on a copy."""
    path = warehouse_file(settings)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    with duckdb.connect(str(warehouse_file(settings))) as warehouse:
        warehouse.execute(statement)


def ask_served(settings, query: str):
    with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as warehouse:
        return warehouse.sql(query).fetchall()


def test_a_publication_is_the_warehouse_its_pages_and_a_manifest(own_build):
    published = publish(own_build)
    assert ask_served(own_build, LOOKED_AFTER_2019) == [(448,)]
    assert (own_build.served / PAGES / "E06000012" / "children_and_families.html").exists()
    assert served(own_build) == published
    manifest = json.loads((own_build.served / "manifest.json").read_text())
    assert len(manifest["release_files"]) == DEMO_FILES
    assert all(len(file["sha256"]) == 64 and file["origin"] and file["lines"] for file in manifest["release_files"])
    assert manifest["row_counts"]["fct_measure_value"] == 214
    assert manifest["gate_in"] == {"accepted": DEMO_FILES, "refused": 0}
    assert set(manifest["gate_out"]) == set(manifest["row_counts"])
    assert manifest["code_version"] and manifest["published_at"]


def test_the_served_warehouse_cannot_be_written_to_by_a_reader(own_build):
    publish(own_build)
    assert not (own_build.served / WAREHOUSE).stat().st_mode & 0o222


def test_publishing_the_same_again_changes_nothing(own_build):
    first = publish(own_build)
    assert publish(own_build) == first
    assert [kept.publication_id for kept in publications(own_build)] == [first.publication_id]


def test_after_publication_nothing_is_new_and_before_it_everything_waits(own_build):
    assert len(files_to_gate(own_build)) == DEMO_FILES
    assert not nothing_is_new(own_build)
    publish(own_build)
    assert files_to_gate(own_build) == []
    assert nothing_is_new(own_build)


@pytest.mark.parametrize(("days_ago", "waiting"), [(0, 0), (1, DEMO_FILES)])
def test_a_day_after_which_a_page_would_say_otherwise_makes_every_file_wait_again(own_build, days_ago, waiting):
    path = own_build.build / PAGES / LISTING
    true_until = datetime.now(UTC).date() - timedelta(days=days_ago)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"true_until": true_until.isoformat()}))
    publish(own_build)
    assert len(files_to_gate(own_build)) == waiting
    assert nothing_is_new(own_build) is not bool(waiting)


def test_changed_definitions_make_every_file_wait_again(own_build, tmp_path):

    publish(own_build)
    folder = shutil.copytree(own_build.definitions, tmp_path / "definitions")
    card = folder / "scorecards" / "children_and_families.yml"
    card.write_text(card.read_text().replace("strong, stable", "stable, strong"))
    assert len(files_to_gate(own_build.model_copy(update={"definitions": folder}))) == DEMO_FILES


def test_a_build_that_has_not_passed_the_gate_out_cannot_be_published(own_build):
    (own_build.build / publication.GATE_RESULT).unlink()
    with pytest.raises(PublicationRefused, match="has not passed the gate out"):
        publish(own_build)


def test_a_build_changed_after_the_gate_out_cannot_be_published(own_build):
    change_build(own_build, "update marts.fct_measure_value set value = value + 1")
    with pytest.raises(PublicationRefused, match="has not passed the gate out"):
        publish(own_build)
    assert served(own_build) is None


BAD_MARTS = {
    "a sentinel": (
        "update marts.fct_measure_value set value = -300 where source_row = 16",
        r"fct_measure_value: no figure is a sentinel",
    ),
    "a figure and a reason": (
        "update marts.fct_measure_value set value_reason = 'suppressed' where source_row = 16",
        r"a value or a reason",
    ),
    "neither figure nor reason": (
        "update marts.scorecard_measure set value = null where display_order = 4",
        r"scorecard_measure: a figure has a value or a reason",
    ),
    "a wide row without the name of its measure": (
        "update marts.scorecard_wide set measure_name = null",
        r"scorecard_wide: measure_name is filled",
    ),
    "an unknown reason": (
        "update marts.fct_measure_vintage set value = null, value_reason = 'hidden'",
        r"fct_measure_vintage: value_reason is one of",
    ),
    "a figure replaced before it is known": (
        "update marts.fct_measure_vintage set known_until = known_from - 1",
        r"fct_measure_vintage: a figure is not replaced before it is known",
    ),
    "two sources that differ for no known reason": (
        "insert into marts.fct_source_pair (measure_id, source_pair_reason) values ('referrals', 'mistake')",
        r"fct_source_pair: source_pair_reason is one of",
    ),
    "a disagreement without words": (
        "insert into marts.fct_source_pair (measure_id, source_pair_reason) values ('referrals', 'disagrees')",
        r"fct_source_pair: a disagreement is told in words",
    ),
    "a contradiction of no kind": (
        "update marts.fct_contradicted_figure set contradiction_kind = 'wrong'",
        r"fct_contradicted_figure: contradiction_kind is one of",
    ),
    "a revision of no kind": (
        "insert into marts.fct_measure_revision (measure_id, revision_kind) values ('referrals', 'mended')",
        r"fct_measure_revision: revision_kind is one of",
    ),
    "a sentinel in a revision": (
        "insert into marts.fct_measure_revision (revision_kind, later_value) values ('value', -99)",
        r"fct_measure_revision: no figure is a sentinel",
    ),
    "an interval the wrong way round": (
        "update marts.fct_measure_value set interval_low = 9, interval_high = 1",
        r"fct_measure_value: interval_high is not below interval_low",
    ),
    "a rank beyond the last": (
        "update marts.fct_measure_comparison set authority_rank = 152, ranked_of = 151",
        r"fct_measure_comparison: ranked_of is not below authority_rank",
    ),
    "a trend of no kind": (
        "update marts.fct_measure_trend set run_direction = 'up'",
        r"fct_measure_trend: run_direction is one of",
    ),
    "a verdict of no kind": (
        "update marts.fct_measure_verdict set verdict = 'good news'",
        r"fct_measure_verdict: verdict is one of",
    ),
    "a negative variance": (
        "insert into marts.fct_measure_noise (measure_id, extra_variance, places) values ('referrals', -1, 3)",
        r"fct_measure_noise: ",
    ),
    "a verdict without a sentence": (
        "update marts.fct_measure_verdict set sentence = null",
        r"fct_measure_verdict: sentence is filled",
    ),
    "a figure without a file": (
        "update marts.scorecard_measure set release_file_id = null",
        r"release_file_id is filled",
    ),
    "a code of another form": (
        "update marts.dim_geography set geography_code = 'NEL' where old_la_code = '812'",
        r"dim_geography: codes are GSS codes: row NEL: found 'NEL'",
    ),
    "no England": (
        "delete from marts.dim_geography where geography_code = 'E92000001'",
        r"England is among the places",
    ),
    "a code that ends before it begins": (
        "update marts.dim_geography set valid_from = date '2021-04-01', valid_to = date '2019-03-31'",
        r"dim_geography: a code ends after it begins",
    ),
    "a boundary change of no kind": (
        "update marts.bridge_geography_successor set change_kind = 'rename'",
        r"bridge_geography_successor: change_kind is one of",
    ),
    "a combined return of a combined return": (
        "update marts.bridge_combined_return set member_code = combined_code",
        r"bridge_combined_return: member_code is the GSS code of one place",
    ),
    "an eleventh neighbour": (
        "insert into marts.bridge_statistical_neighbour (neighbour_set_year, neighbour_rank) values (2025, 11)",
        r"bridge_statistical_neighbour: a neighbour has a place from 1 to 10",
    ),
    "an empty mart": ("delete from marts.dim_measure", r"dim_measure: the mart has rows"),
    "pages without a figure": (
        "delete from marts.scorecard_measure",
        r"scorecard_measure: the mart has rows: .* To mend: list on a scorecard a measure that the landed files hold",
    ),
    "a measure without a meaning": (
        "update marts.dim_measure set plain_definition = null",
        r"dim_measure: plain_definition is filled",
    ),
    "an unknown polarity": ("update marts.dim_measure set polarity = 'good'", r"dim_measure: polarity is one of"),
    "a period without words": (
        "update marts.dim_period set label_at_date = null",
        r"dim_period: label_at_date is filled",
    ),
    "a file without a checksum": (
        "update marts.dim_release_file set sha256 = ''",
        r"dim_release_file: each file has its checksum",
    ),
    "a card without an outcome": (
        "update marts.dim_scorecard set outcome = null",
        r"dim_scorecard: a population card has an outcome",
    ),
    "a card for nowhere": (
        "delete from marts.bridge_scorecard_geography",
        r"bridge_scorecard_geography: the mart has rows",
    ),
    "a measure in two places at once": (
        "update marts.bridge_scorecard_measure set role = 'both'",
        r"bridge_scorecard_measure: role is one of",
    ),
    "an unknown quadrant": (
        "update marts.dim_measure set quadrant = 'how_fast' where measure_kind = 'performance_measure'",
        r"dim_measure: quadrant is one of",
    ),
    "a story without a day": (
        "insert into marts.scorecard_story (scorecard_id, force, entry_words) values ('card', 'helping', 'Rents fell')",
        r"scorecard_story: a story that no worksheet handed in on a day has its own",
    ),
    "a partner without a part": (
        "insert into marts.scorecard_partner (scorecard_id, partner_name) values ('card', 'Schools')",
        r"scorecard_partner: partner_role is filled",
    ),
    "an idea of no cost class": (
        "insert into marts.scorecard_idea (scorecard_id, cost_class) values ('card', 'cheap')",
        r"scorecard_idea: cost_class is one of",
    ),
    "an action of no status": (
        "insert into marts.scorecard_action (entry_words, action_status) values ('Ring', 'soon')",
        r"scorecard_action: action_status is one of",
    ),
    "a figure wanted for no reason": (
        "insert into marts.scorecard_data_development (wanted_measure, priority) values ('Waiting time', 1)",
        r"scorecard_data_development: why_wanted is filled",
    ),
    "a test without an answer": (
        "update marts.scorecard_method_test set test_result = null",
        r"scorecard_method_test: test_result is filled",
    ),
    "a failed test without a mend": (
        "update marts.scorecard_method_test set mend = null where test_result = 'failed'",
        r"scorecard_method_test: a failed test says what to mend",
    ),
    "a card without measures": (
        "delete from marts.bridge_scorecard_measure",
        r"bridge_scorecard_measure: the mart has rows",
    ),
    "a comparison without a reason": (
        "update marts.fct_measure_comparison set england_value_reason = 'lost'",
        r"fct_measure_comparison: england_value_reason is one of",
    ),
    "an objective without a direction": (
        "update marts.fct_objective set direction = 'improve'",
        r"fct_objective: direction is one of",
    ),
    "a forecast below its band": (
        "update marts.fct_measure_forecast set projected_low = 5, projected = 4, projected_high = 9",
        r"fct_measure_forecast: a forecast lies in its band",
    ),
    "a band below zero": (
        "update marts.fct_measure_forecast set projected_low = -1, projected_high = projected + 1",
        r"fct_measure_forecast: no band reaches below 0",
    ),
    "a forecast of its own history": (
        "update marts.fct_measure_forecast set period_end_date = history_to",
        r"fct_measure_forecast: a forecast is of a period after its history",
    ),
    "a forecast that knew the future": (
        "update marts.fct_measure_forecast set made_on = known_on - 1",
        r"fct_measure_forecast: a forecast is made after its data is known",
    ),
    "a forecast of no kind": (
        "update marts.fct_measure_forecast set forecast_kind = 'guessed'",
        r"fct_measure_forecast: forecast_kind is one of",
    ),
    "an unheard verdict": (
        "insert into marts.fct_forecast_verdict (measure_id, forecast_verdict) values ('referrals', 'splendid')",
        r"fct_forecast_verdict: forecast_verdict is one of",
    ),
    "an unheard verdict of a card": (
        "update marts.scorecard_wide set verdict = 'splendid'",
        r"scorecard_wide: verdict is one of",
    ),
    "a card that wants no known direction": (
        "update marts.scorecard_measure set wanted_direction = 'level'",
        r"scorecard_measure: wanted_direction is one of",
    ),
    "a direction that nobody wants": (
        "update marts.bridge_scorecard_measure set wanted_by = null",
        r"bridge_scorecard_measure: a wanted direction is somebody's",
    ),
    "a verdict to reduce without judgement": (
        "insert into marts.fct_forecast_verdict (measure_id, forecast_verdict_to_reduce)"
        " values ('referrals', 'below_the_baseline')",
        r"fct_forecast_verdict: forecast_verdict_to_reduce is one of",
    ),
    "a verdict without words": (
        "insert into marts.fct_forecast_verdict (measure_id, forecast_verdict) values ('referrals', 'worse')",
        r"fct_forecast_verdict: forecast_sentence is filled",
    ),
    "a coverage over a hundred": (
        "update marts.fct_forecast_backtest set coverage_pct = 120",
        r"fct_forecast_backtest: coverage is a percentage",
    ),
    "a mart without a suite": ("create table marts.fct_unheard_of as select 1 as one", r"no mart: fct_unheard_of"),
    "a verdict of another kind": (
        "update marts.fct_objective set objective_verdict = 'achieved' where objective_number = 1",
        r"fct_objective: objective_verdict is one of",
    ),
    "a verdict without its figures": (
        "update marts.fct_objective set why = null where objective_number = 4",
        r"fct_objective: why is filled",
    ),
    "a warning of another kind": (
        "update marts.dim_survey set response_warning = 'low' where survey_id = 'signs_of_safety_round_2'",
        r"dim_survey: response_warning is one of",
    ),
    "more answers than people": (
        "update marts.fct_survey_distribution set people = base + 1 where base is not null",
        r"fct_survey_distribution: base is not below people",
    ),
    "a training without a word on its target": (
        "update marts.fct_training_reach set reach_status = 'nearly'",
        r"fct_training_reach: reach_status is one of",
    ),
    "a comparison that is not tested for no reason": (
        "update marts.fct_programme_comparison set untested_reason = null",
        r"fct_programme_comparison: what is not tested says why",
    ),
    "an eighth feature of practice": (
        "update marts.fct_practice_feature set practice_feature = 'kindness' where entry_number = 1",
        r"fct_practice_feature: practice_feature is one of",
    ),
    "a figure of an outcome without its unit": (
        "update marts.fct_programme_outcome set unit = null",
        r"fct_programme_outcome: a figure has a unit",
    ),
    "a cohort without a day": (
        "update marts.dim_cohort set cohort_known_on = null",
        r"dim_cohort: cohort_known_on is filled",
    ),
    "a card that names no cohort": (
        "update marts.bridge_scorecard_cohort set cohort = null",
        r"bridge_scorecard_cohort: cohort is filled",
    ),
    "more families in a status than there are": (
        "update marts.fct_cohort_status set people = base + 1",
        r"fct_cohort_status: base is not below people",
    ),
    "an outcome of days below nought": (
        "insert into marts.fct_cohort_outcome (cohort_outcome, mean_days) values ('days_looked_after', -1)",
        r"fct_cohort_outcome: no days are negative",
    ),
    "a measure of families in no quadrant": (
        "update marts.fct_cohort_measure set quadrant = 'how_fast'",
        r"fct_cohort_measure: quadrant is one of",
    ),
    "a trial that is somebody's cohort": (
        "update marts.fct_cohort_effect set cohort_id = 'a council' where cohort_evidence = 'trial'",
        r"fct_cohort_effect: a trial has no cohort",
    ),
    "a balance with a sign": (
        "insert into marts.fct_cohort_balance (covariate, difference_before) values ('age_at_index', -0.2)",
        r"fct_cohort_balance: a difference has no sign here",
    ),
    "a curve outside its interval": (
        "insert into marts.fct_cohort_survival (share_pct, share_lower, share_upper) values (50, 55, 60)",
        r"fct_cohort_survival: share_pct is not below share_lower",
    ),
    "a family whose saving is a loss": (
        "update marts.fct_conference_family set benefit_pounds = -1",
        r"fct_conference_family: benefit_pounds is not below 0",
    ),
    "a return outside its interval": (
        "update marts.fct_cohort_return set return_ratio = return_upper + 1",
        r"fct_cohort_return: return_upper is not below return_ratio",
    ),
    "a return of a year below nought": (
        "update marts.fct_annual_return set return_ratio = -1",
        r"fct_annual_return: no return is below 0",
    ),
    "an assumption moved neither down nor up": (
        "update marts.fct_return_sensitivity set bound = 'middle'",
        r"fct_return_sensitivity: bound is one of",
    ),
    "returns of two methods in one order": (
        "update marts.fct_return_comparator set rank_in_method = 1 where why_not_ranked is not null",
        r"fct_return_comparator: no rank stands over different methods",
    ),
    "a difference of no kind": (
        "update marts.fct_printed_difference set difference_kind = 'odd'",
        r"fct_printed_difference: difference_kind is one of",
    ),
    "a suite without a mart": ("drop table marts.fct_objective", r"no mart: fct_objective"),
}


IN_THE_WHOLE = [name for name, (_, message) in BAD_MARTS.items() if "no mart: " in message]


@pytest.fixture(scope="module")
def suites() -> dict:
    return published_marts.suites()


@pytest.fixture(scope="module")
def wrong_as_built(built, suites) -> Callable[[str], list[str]]:
    @cache
    def wrong(mart: str) -> list[str]:
        with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
            return wrong_in(mart, warehouse.table(f"marts.{mart}").df(), suites[mart])

    return wrong


@pytest.mark.parametrize("kind", [name for name in BAD_MARTS if name not in IN_THE_WHOLE])
def test_the_suite_of_a_mart_refuses_a_bad_one_and_passes_it_as_built(built, suites, wrong_as_built, kind):
    """On the one mart that is bad, as the gate out checks each by itself; the next test takes the whole way."""
    statement, message = BAD_MARTS[kind]
    (mart,) = set(re.findall(r"marts\.(\w+)", statement))
    with duckdb.connect() as memory:
        memory.execute(f"attach '{warehouse_file(built)}' as built (read_only); create schema marts")
        memory.execute(f"create table marts.{mart} as from built.marts.{mart}")
        memory.execute(statement)
        bad = memory.table(f"marts.{mart}").df()
    assert wrong_as_built(mart) == []
    assert re.search(message, "\n".join(wrong_in(mart, bad, suites[mart])))


def test_a_return_may_be_a_loss_where_increases_are_counted_and_nowhere_else(built, suites):
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
        rows = warehouse.table("marts.fct_return_sensitivity").df()
    counted = rows["parameter"] == "increases_counted"
    assert counted.any() and not counted.all()
    lost = rows.assign(return_ratio=rows["return_ratio"].mask(counted, -0.4))
    assert wrong_in("fct_return_sensitivity", lost, suites["fct_return_sensitivity"]) == []
    wrong = rows.assign(return_ratio=rows["return_ratio"].mask(~counted, -0.4))
    assert wrong_in("fct_return_sensitivity", wrong, suites["fct_return_sensitivity"])


@pytest.mark.parametrize("kind", ["a sentinel", *IN_THE_WHOLE])
def test_the_gate_out_refuses_a_bad_mart_and_what_is_served_stays(own_build, kind):
    statement, message = BAD_MARTS[kind]
    before = publish(own_build)
    change_build(own_build, statement)
    with pytest.raises(PublicationRefused, match=message):
        gate_out(own_build)
    assert served(own_build) == before
    assert ask_served(own_build, LOOKED_AFTER_2019) == [(448,)]


def test_every_mart_suite_has_a_bad_file_that_it_refuses():
    named = " ".join(message for _, message in BAD_MARTS.values())
    assert [mart for mart in published_marts.suites() if mart not in named] == []


def test_a_gate_without_its_suite_stays_shut(own_build, monkeypatch):
    monkeypatch.delattr(expectations, "published_marts")
    monkeypatch.setitem(sys.modules, "expectations.published_marts", None)
    with pytest.raises(ConfigurationError, match=r"A suite is missing from .*: .*published_marts"):
        gate_out(own_build)


def test_an_expectation_that_cannot_run_fails_the_gate():
    from great_expectations import expectations as gxe

    meta = {"rule": "a rule", "why": "A reason.", "mend": "mend it."}
    check = gxe.ExpectColumnValuesToNotBeNull(column="absent", meta=meta)
    (failure,) = failures([check], pd.DataFrame({"present": [1]}), [], str)
    assert "could not run" in str(failure)


def test_only_as_many_publications_are_kept_as_configured(own_build, monkeypatch):
    keeping = own_build.model_copy(update={"keep_publications": 2})
    for number in range(4):
        monkeypatch.setattr(manifest, "publication_id", lambda files, settings, number=number: f"p{number}")
        monkeypatch.setattr(manifest, "now", lambda number=number: f"2026-01-0{number + 1}T00:00:00+00:00")
        publish(keeping)
    assert [kept.publication_id for kept in publications(keeping)] == ["p3", "p2"]
    assert served(keeping).publication_id == "p3"


def test_a_publication_cut_off_before_the_link_moved_is_made_again(own_build, monkeypatch):
    monkeypatch.setattr(serving, "lead_to", lambda name, settings: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        publish(own_build)
    assert served(own_build) is None
    monkeypatch.undo()
    publish(own_build)
    assert ask_served(own_build, LOOKED_AFTER_2019) == [(448,)]


READER = """
import json, sys
from pathlib import Path
import duckdb
served = Path(sys.argv[1])
seen, reads, stop = set(), 0, Path(sys.argv[2])
print("reading", flush=True)
while not stop.exists():
    # As a BI tool does: open the served path, ask, close.
    with duckdb.connect(str(served / "warehouse.duckdb"), read_only=True) as warehouse:
        titles = warehouse.sql(
            "select distinct scorecard_title from marts.dim_scorecard"
            " union all select distinct scorecard_title from marts.scorecard_measure"
        ).fetchall()
    assert len(set(titles)) == 1, titles
    # As a browser does: one folder for page and manifest, however the link moves meanwhile.
    folder = served.resolve()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (folder / "scorecards" / "marker.txt").read_text() == manifest["publication_id"]
    seen.add(titles[0][0])
    reads += 1
print(json.dumps({"reads": reads, "seen": len(seen)}))
"""


def test_a_reader_throughout_sees_the_old_or_the_new_and_never_a_mixture_or_a_lock(own_build, definitions, monkeypatch):
    keeping = own_build.model_copy(update={"keep_publications": 20})
    reader, stop = None, own_build.home / "stop"
    monkeypatch.setattr(gate, "wrong_in", lambda *given: [])  # what the gate finds is a matter of other tests
    for number in range(8):
        name = f"p{number}"
        for table in ("dim_scorecard", "scorecard_measure"):
            change_build(own_build, f"update marts.{table} set scorecard_title = 'build {number}'")
        (own_build.build / PAGES / "marker.txt").write_text(name)
        gate_out(own_build)
        refuse_undecided(own_build, definitions)
        monkeypatch.setattr(manifest, "publication_id", lambda files, settings, name=name: name)
        publish(keeping)
        if reader is None:
            reader = subprocess.Popen(
                [sys.executable, "-c", READER, str(own_build.served), str(stop)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            assert reader.stdout.readline() == "reading\n"
    stop.touch()
    out, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    result = json.loads(out)
    assert result["reads"] > 20
    assert result["seen"] >= 3


def made_of(names: str, monkeypatch) -> None:
    """Let the next publication be of other releases or code."""
    monkeypatch.setattr(manifest, "publication_id", lambda files, settings: names)


def contents(folder) -> dict:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_publication_that_comes_back_is_the_one_that_was_served(own_build, definitions, monkeypatch):
    made_of("pa", monkeypatch)
    first = publish(own_build)
    before = contents(own_build.published / "pa")
    made_of("pab", monkeypatch)
    publish(own_build)
    made_of("pa", monkeypatch)
    change_build(own_build, "update marts.dim_scorecard set scorecard_title = 'another day'")
    gate_out(own_build)
    refuse_undecided(own_build, definitions)
    assert publish(own_build) == first == served(own_build)
    assert contents(own_build.published / "pa") == before


def test_a_publication_that_came_back_is_kept_for_as_long_as_it_is_served(own_build, monkeypatch):
    keeping = own_build.model_copy(update={"keep_publications": 2})
    for name, day in (("pa", 1), ("pb", 2), ("pa", 3), ("pc", 4), ("pa", 5)):
        made_of(name, monkeypatch)
        monkeypatch.setattr(manifest, "now", lambda day=day: f"2026-01-0{day}T00:00:00+00:00")
        publish(keeping)
        assert served(keeping).publication_id == name
        assert len(publications(keeping)) <= 2


def test_a_removal_that_was_cut_off_leaves_nothing_that_passes_for_a_publication(own_build, monkeypatch):
    keeping = own_build.model_copy(update={"keep_publications": 1})
    made_of("pa", monkeypatch)
    publish(keeping)
    made_of("pb", monkeypatch)
    monkeypatch.setattr(shutil, "rmtree", lambda *given, **options: cut_off() if "out" in str(given) else 0)
    with pytest.raises(KeyboardInterrupt):
        publish(keeping)
    monkeypatch.undo()
    assert [kept.publication_id for kept in publications(keeping)] == ["pb"]
    made_of("pb", monkeypatch)
    publish(keeping)
    assert not list(keeping.published.glob(".outgoing*"))


def cut_off(*given) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("again", [publish, mend_serving], ids=["publishing", "mending"])
def test_a_front_door_that_is_gone_leads_to_what_is_served_again(own_build, again):
    publish(own_build)
    door = own_build.published / "index.html"
    assert "current/scorecards/index.html" in door.read_text()
    door.unlink()
    again(own_build)
    assert "current/scorecards/index.html" in door.read_text()


def test_the_front_door_may_run_nothing_and_is_titled_as_the_pages(settings):
    settings.published.mkdir(parents=True)
    write_front_door(settings)
    text = (settings.published / "index.html").read_text()
    html5lib.HTMLParser(strict=True).parse(text)
    assert """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; """ in text
    assert 'name="viewport"' in text
    title = re.compile("<title>(.*?)</title>")
    assert title.findall(text) == ["Children&rsquo;s scorecards"]
    assert title.findall(text)[0] in (PROJECT / "plugins" / "oba" / "site" / "frame" / "base.html").read_text()


def listed(settings) -> dict[str, str]:
    return {page: drawn.sha256 for page, drawn in read_listing(settings.served / PAGES / LISTING).pages.items()}


def test_pages_stand_in_their_list_and_the_list_in_the_manifest(own_build):
    manifest = publish(own_build)
    # A document to print is there where this machine has a browser, and is no page.
    apart = {name for name in manifest.files if name.endswith(".pdf")}
    assert set(manifest.files) - apart == {WAREHOUSE, f"{PAGES}/{LISTING}"}
    found = {
        path.relative_to(own_build.served / PAGES).as_posix(): file_sha256(path)
        for path in (own_build.served / PAGES).rglob("*")
        if path.is_file() and path.name != LISTING and path.suffix != ".pdf"
    }
    assert found == listed(own_build) and len(found) > 20


def damaged_in_place(page: Path) -> None:
    """Turn a letter and keep the size and the time, as a failing disk does."""
    times = page.stat().st_atime_ns, page.stat().st_mtime_ns
    page.chmod(0o644)
    page.write_bytes(page.read_bytes()[:-2] + b"?\n")
    os.utime(page, ns=times)


def edited(page: Path) -> None:
    page.chmod(0o644)
    page.write_bytes(page.read_bytes()[:-2] + b"?\n")


def cut_short(page: Path) -> None:
    times = page.stat().st_atime_ns, page.stat().st_mtime_ns
    page.chmod(0o644)
    page.write_bytes(page.read_bytes()[:-2])
    os.utime(page, ns=times)


@pytest.mark.parametrize(
    ("damage", "is_seen"), [(damaged_in_place, False), (edited, True), (cut_short, True), (Path.unlink, True)]
)
def test_a_damaged_page_is_seen_at_once_where_it_was_written_to_and_by_verifying_in_any_case(
    own_build, damage, is_seen
):
    name = publish(own_build).publication_id
    assert files_to_gate(own_build) == [] and verify(own_build) == []
    page = sorted((own_build.served / PAGES).rglob("*.html"))[0]
    damage(page)
    assert bool(wrong_with(name, own_build)) == is_seen
    (told,) = wrong_with(name, own_build, every_byte=True)
    assert str(page.resolve()) in told
    assert any("which is served, is damaged" in line for line in verify(own_build))
    assert bool(files_to_gate(own_build)) == is_seen
    with pytest.raises(ObaError, match="because it is damaged"):
        serve(name, own_build)
    publish(own_build)
    assert wrong_with(name, own_build, every_byte=True) == []


def test_a_page_changed_in_the_build_is_not_published(own_build):
    page = sorted((own_build.build / PAGES).rglob("*.html"))[0]
    page.write_text("another page")
    with pytest.raises(PublicationRefused, match=r"1 pages, the first of them .*, are not as they were drawn"):
        publish(own_build)
    assert served(own_build) is None


def test_pages_are_kept_from_the_publication_made_last_unless_its_list_was_changed(own_build):
    assert pages_to_keep_from(own_build) is None
    home = own_build.published / publish(own_build).publication_id
    assert pages_to_keep_from(own_build) == home / PAGES
    edited(home / PAGES / LISTING)
    assert pages_to_keep_from(own_build) is None


def test_a_publication_for_trying_is_made_again_with_every_place(own_build):
    trying = own_build.model_copy(update={"draw": "authorities"})
    some = publish(trying)
    assert files_to_gate(trying) == [] and len(files_to_gate(own_build)) == DEMO_FILES
    every = publish(own_build)
    assert every.publication_id != some.publication_id
    assert files_to_gate(own_build) == files_to_gate(trying) == []


def test_pages_that_earlier_code_drew_on_request_go(own_build):
    drawn = own_build.published / "drawn" / "p1" / "E06000012"
    drawn.mkdir(parents=True)
    publish(own_build)
    assert not (own_build.published / "drawn").exists()
