"""What a build would take away or change of what is served is told, and beyond the declared share waits for a word."""

import json
import re
from dataclasses import replace
from datetime import date

import duckdb
import pytest
from pydantic import ValidationError

from oba import publication, steps
from oba.build import warehouse_file
from oba.changes import ChangeNeedsDecision, changes, changes_file, refuse_undecided, refused_changes
from oba.definitions.decisions import Change, Publishing
from oba.publication import PublicationRefused, publish, served, wrong_with
from oba.site.reading.marts import Group, Marts
from oba.vocabulary import PublicationChange, words
from oba.whats_new import news_file
from pipeline import in_environment

MEASURE = "children_looked_after"
SERIES = f"measure_id = '{MEASURE}'"
HERE = "geography_code = 'E06000012'"

NEWER = """
    insert into marts.dim_release_file
    select * replace ('newer' as release_file_id, '2031' as release_name) from marts.dim_release_file limit 1
"""

# How a build is made to differ from the one that is served, by the kind of change that has to be told.
DAMAGES = {
    "file_gone": "delete from marts.dim_release_file where file_name like 'table_07%'",
    "measure_gone": f"delete from marts.fct_measure_value where {SERIES}",
    "period_gone": f"update marts.fct_measure_value set value = null where {SERIES} and period_end_date = '2015-03-31'",
    "figure_changed": f"update marts.fct_measure_value set value = value + 1 where {SERIES}",
    "figure_revised": NEWER
    + ";update marts.fct_measure_value set value = value + 1, release_file_id = 'newer' where "
    + SERIES,
    "verdict_gone": f"update marts.fct_measure_verdict set verdict = 'definition_changed' where {SERIES}",
    "verdict_changed": f"update marts.fct_measure_verdict set verdict = 'no_one_direction' where {SERIES}",
}


@pytest.fixture
def published(own_build):
    """The demo published, and its build ready to be changed."""
    publish(own_build)
    return own_build


def change_build(settings, *statements: str) -> None:
    with duckdb.connect(str(warehouse_file(settings))) as connection:
        for statement in statements:
            connection.execute(statement)


def word(definitions, **fields):
    said = Change(decided_on=date(2026, 11, 21), decided_by="Data lead", reason="Looked at.", **fields)
    return replace(definitions, decisions=definitions.decisions.model_copy(update={"changes": (said,)}))


def test_the_first_publication_changes_nothing(own_build, definitions):
    assert changes(own_build, definitions) == []


def test_the_same_build_changes_nothing(published, definitions):
    assert refuse_undecided(published, definitions) == []


@pytest.mark.parametrize("kind", DAMAGES)
def test_each_kind_of_change_is_told_with_measure_and_number(kind, published, definitions):
    change_build(published, DAMAGES[kind])
    found = {one.change: one for one in changes(published, definitions)}
    assert found[kind].count >= 1
    assert found[kind].out_of >= found[kind].count
    assert found[kind].measure in (MEASURE, "")
    assert found[kind].examples[0] in changes_file(published).read_text().replace('"', "")
    assert found[kind].is_undecided == (kind != "figure_revised")


def test_a_place_that_lost_every_figure_is_told_as_one_place(published, definitions):
    change_build(published, f"delete from marts.fct_measure_value where {SERIES} and geography_code = 'E06000012'")
    assert {one.change for one in changes(published, definitions)} & {"place_gone", "measure_gone"}


def test_a_frozen_forecast_that_is_no_longer_judged_is_told(published, definitions, monkeypatch):
    monkeypatch.setattr("oba.changes.is_whole", lambda name, settings: True)  # though this test changes what is served
    path = published.served / publication.WAREHOUSE
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marts.fct_measure_forecast set forecast_kind = 'frozen'")
    assert "forecast_gone" in {one.change for one in changes(published, definitions)}


def test_a_recode_moves_nothing(published, definitions, monkeypatch):
    """A place under its new code is the place that was served under the old one."""
    monkeypatch.setattr("oba.changes.is_whole", lambda name, settings: True)  # though this test changes what is served
    old, new = next(
        (change.predecessors[0], change.successors[0])
        for change in definitions.boundary_changes
        if change.kind == "recode"
    )
    for path in (published.served / publication.WAREHOUSE, warehouse_file(published)):
        path.chmod(0o644)
        code = old if path.parent.name != "build" else new
        with duckdb.connect(str(path)) as connection:
            for mart in ("fct_measure_value", "fct_measure_verdict", "fct_measure_forecast"):
                connection.execute(f"update marts.{mart} set geography_code = '{code}' where {HERE}")
    assert changes(published, definitions) == []


def test_what_exceeds_the_share_stops_the_run_and_tells_the_line_to_write(published, definitions):
    change_build(published, DAMAGES["verdict_gone"])
    with pytest.raises(ChangeNeedsDecision) as refused:
        refuse_undecided(published, definitions)
    told = str(refused.value)
    assert re.search(rf"{MEASURE}: \d of \d verdicts are gone", told)
    assert f"change: verdict_gone, measures: [{MEASURE}], after_publication: {served(published).publication_id}" in told


def test_a_share_that_allows_it_lets_it_pass(published, definitions):
    shares = definitions.publishing.allowed_shares | {"verdict_gone": 1.0}
    allowed = replace(definitions, publishing=Publishing(allowed_shares=shares))
    change_build(published, DAMAGES["verdict_gone"])
    assert [one.change for one in refuse_undecided(published, allowed)] == ["verdict_gone"]


def test_a_build_that_waits_for_a_word_cannot_be_published(published, definitions):
    change_build(published, DAMAGES["verdict_gone"])
    with in_environment(published):
        steps.gate_out()
        with pytest.raises(ChangeNeedsDecision):
            steps.compare_with_served()
    with pytest.raises(PublicationRefused, match="compared"):
        publish(published)


def test_a_word_for_this_publication_lets_it_pass_and_is_kept_beside_the_build(published, definitions):
    change_build(published, DAMAGES["verdict_gone"])
    said = word(definitions, change="verdict_gone", after_publication=served(published).publication_id)
    refuse_undecided(published, said)
    (kept,) = json.loads((published.build / publication.COMPARED).read_text())["changes"]
    assert (kept["change"], kept["measure_id"]) == ("verdict_gone", MEASURE)
    assert (kept["decided_on"], kept["reason"]) == ("2026-11-21", "Looked at.")


@pytest.mark.parametrize(
    "fields",
    [
        {"change": "verdict_gone", "after_publication": "p000000000000"},
        {"change": "verdict_gone", "with_release": "children-looked-after/2031"},
        {"change": "figure_gone", "with_release": "children-looked-after/2031"},
        {"change": "verdict_gone", "with_release": "children-looked-after/2031", "measures": ["children_in_need"]},
    ],
)
def test_a_word_for_another_occasion_is_no_word(fields, published, definitions):
    change_build(published, DAMAGES["verdict_gone"])
    with pytest.raises(ChangeNeedsDecision):
        refuse_undecided(published, word(definitions, **fields))


def test_a_word_for_a_release_holds_when_that_release_comes(published, definitions):
    change_build(published, DAMAGES["verdict_gone"], NEWER)
    with duckdb.connect(str(warehouse_file(published)), read_only=True) as connection:
        (release,) = connection.sql(
            "select publication || '/' || release_name from marts.dim_release_file where release_name = '2031'"
        ).fetchone()
    assert refuse_undecided(published, word(definitions, change="verdict_gone", with_release=release))


def test_a_figure_of_a_file_that_was_used_before_is_no_revision(published, definitions):
    """As where a definition leads a measure to another feed, or a release is lost and an older one serves again."""
    older = "(select min(release_file_id) from marts.dim_release_file)"
    change_build(
        published, f"update marts.fct_measure_value set value = value / 2, release_file_id = {older} where {SERIES}"
    )
    assert next(one.change for one in changes(published, definitions) if one.is_undecided) == "figure_changed"


def test_a_rate_by_a_new_estimate_of_the_population_is_a_revision(published, definitions):
    revised = "update marts.fct_measure_value set value = value + 1, denominator_release_file_id = 'newer' where "
    change_build(published, NEWER, revised + SERIES)
    assert {one.change for one in changes(published, definitions)} == {"figure_revised"}


def test_files_may_go_that_a_word_names_and_no_others(published, definitions):
    change_build(published, DAMAGES["file_gone"])
    (gone,) = [one for one in changes(published, definitions) if one.change == "file_gone"]
    occasion = {"change": "file_gone", "after_publication": served(published).publication_id}
    assert refuse_undecided(published, word(definitions, **occasion, files=gone.examples))
    with pytest.raises(ChangeNeedsDecision, match=re.escape(f"files: [{gone.examples[0]}]")):
        refuse_undecided(published, word(definitions, **occasion, files=["another/2024/file.csv"]))
    with pytest.raises(ValidationError, match="names each file"):
        word(definitions, **occasion)


def test_status_tells_what_waits_for_a_word_until_the_next_build(published, definitions):
    assert refused_changes(published) == []
    change_build(published, DAMAGES["verdict_gone"])
    with pytest.raises(ChangeNeedsDecision):
        refuse_undecided(published, definitions)
    (told,) = refused_changes(published)
    assert "change: verdict_gone" in told


def test_a_damaged_publication_is_passed_over_for_the_whole_one_before_it(published, definitions):
    change_build(published, DAMAGES["figure_revised"])
    with in_environment(published):
        steps.gate_out()
    refuse_undecided(published, definitions)
    before, after = served(published).publication_id, publish(published).publication_id
    damaged = published.published / after / publication.WAREHOUSE
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:100_000])
    assert before != after
    assert {one.change for one in changes(published, definitions)} == {"figure_revised"}


def test_a_word_is_for_one_occasion():
    fields = {"change": "period_gone", "decided_on": "2026-11-21", "decided_by": "Data lead", "reason": "Meant."}
    for occasion in ({}, {"after_publication": "p1", "with_release": "a/2031"}):
        with pytest.raises(ValidationError, match="one occasion"):
            Change(**fields, **occasion)


def test_every_kind_of_change_has_its_share(definitions):
    assert set(definitions.publishing.allowed_shares) == set(words(PublicationChange))
    with pytest.raises(ValidationError, match=r"file_gone, .* is missing"):
        Publishing(allowed_shares={})


def test_what_is_new_for_a_reader_is_kept_beside_the_build(published, definitions):
    change_build(published, DAMAGES["verdict_changed"], DAMAGES["period_gone"], DAMAGES["figure_revised"])
    changes(published, definitions)
    kept = Marts.of(warehouse_file(published), news_file(published)).rows(Group("changes", ("measure_id",), (MEASURE,)))
    verdict = next(row for row in kept if row["change"] == "verdict")
    assert (
        verdict["after"] == "no_one_direction" and verdict["before"] != verdict["after"] and verdict["geography_code"]
    )
    assert {row["change"] for row in kept} == {"verdict", "gone", "corrected"}


def test_a_new_period_is_news_once_for_all_places(published, definitions):
    later = f"""
        insert into marts.fct_measure_value
        select * replace (date '2041-03-31' as period_end_date) from marts.fct_measure_value
        where {SERIES} and value is not null and period_end_date = '2015-03-31'
    """
    change_build(published, later)
    changes(published, definitions)
    (row,) = Marts.of(warehouse_file(published), news_file(published)).rows(Group("changes", (), ()))
    assert (row["change"], row["period_end_date"], row["geography_code"]) == ("new", date(2041, 3, 31), None)
    assert row["count"] > 1


def test_nothing_is_new_in_a_first_publication(own_build, definitions):
    changes(own_build, definitions)
    assert Marts.of(warehouse_file(own_build), news_file(own_build)).rows(Group("changes", (), ())) == []


def test_a_publication_of_the_same_figures_hands_on_what_was_new_and_since_when(published, definitions, monkeypatch):
    def news_on(day: date, *statements: str) -> list[dict]:
        monkeypatch.setattr("oba.whats_new.built_on", lambda settings: day)
        change_build(published, *statements)
        with in_environment(published):
            steps.gate_out()
        refuse_undecided(published, definitions)
        home = published.published / publish(published).publication_id
        return Marts.of(home / publication.WAREHOUSE, home / publication.NEWS).rows(Group("changes", (), ()))

    revised = news_on(date(2026, 11, 22), DAMAGES["figure_revised"])
    assert {(row["change"], row["since"]) for row in revised} == {("corrected", date(2026, 11, 22))}
    assert news_on(date(2026, 11, 23), "update marts.dim_measure set measure_name = measure_name || '.'") == revised
    again = news_on(date(2026, 11, 24), DAMAGES["figure_revised"].replace("newer", "newest"))
    assert {row["since"] for row in again} == {date(2026, 11, 24)}
    assert wrong_with(served(published).publication_id, published) == []
