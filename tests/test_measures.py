"""Measures against the DfE's own files: what they are made of is what was published."""

import shutil
from collections.abc import Iterator

import duckdb
import pytest

from oba.build import warehouse_file
from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.definitions.measures import Measure
from oba.errors import DefinitionError

# Published rates that are not those of the counts beside them: turnover of 2022 in the release of 2024.
EXCEPTIONS = {("social_worker_turnover_rate", "E92000001"), ("social_worker_turnover_rate", "E12000001")}
MULTIPLIER = {"percent": 100, "per_10000": 10_000, "cases_per_worker": 1}


@pytest.fixture(scope="module")
def warehouse(built_from_dfe) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as connection:
        connection.sql(f"attach '{built_from_dfe.build / 'workings.duckdb'}' as workings (read_only)")
        yield connection


def test_every_rate_recomputed_from_its_counts_is_the_published_one(warehouse, definitions):
    """Every row of every release, within the rounding of the value and of the counts.

    The DfE rounds regional and national counts to 10; full-time equivalents have one decimal place; local counts are
    exact. An error of e in both counts moves n/d by at most (e + e * n/d) / (d - e).
    """
    checked = {}
    for measure in definitions.measures:
        if not any(source.numerator and source.denominator for source in measure.sources):
            continue
        rows, wrong = warehouse.execute(
            """
            with recomputed as (
                select
                    vintage.*,
                    cast(numerator as double) as n,
                    cast(denominator as double) as d,
                    case
                        when component.feed = 'social_work_workforce' then 0.05
                        when vintage.geographic_level = 'Local authority' then 0
                        else 5
                    end as rounded_by
                from workings.intermediate.int_measure_vintage as vintage
                inner join workings.definitions.measure_component as component
                    on vintage.measure_id = component.measure_id and vintage.preference = component.preference
                    and component.component = 'denominator'
                where vintage.measure_id = $measure and value is not null and denominator > 5
            )
            select
                count(*),
                list(geography_code) filter (
                    abs(cast(value as double) - $multiplier * n / d)
                    > 0.5 * power(10, -$places) + $multiplier * rounded_by * (1 + n / d) / (d - rounded_by) + 1e-9
                )
            from recomputed where n is not null
            """,
            {
                "measure": measure.measure,
                "multiplier": MULTIPLIER[measure.unit],
                "places": measure.decimal_places,
            },
        ).fetchone()
        if rows:  # a measure of an evaluation has none in the DfE's files
            checked[measure.measure] = rows
        assert {(measure.measure, code) for code in wrong or []} <= EXCEPTIONS
    assert len(checked) >= 31
    assert all(rows > 1000 for rows in checked.values()), checked


def test_no_numerator_of_a_share_is_above_its_denominator(warehouse, definitions):
    wilson = [measure.measure for measure in definitions.measures if measure.interval == "wilson"]
    above = warehouse.execute(
        "select distinct measure_id from workings.intermediate.int_measure_vintage"
        " where numerator > denominator and list_contains($wilson, measure_id)",
        {"wilson": wilson},
    ).fetchall()
    assert above == []


def test_every_measure_of_the_outcomes_has_figures_for_most_authorities(warehouse, definitions):
    from_dfe = [
        measure.measure
        for measure in definitions.measures
        if any(
            definitions.feeds[source.feed][0].publisher == "Department for Education"
            and definitions.feeds[source.feed][1].regions == 11
            for source in measure.sources
        )
    ]
    authorities = dict(
        warehouse.sql(
            "select measure_id, count(distinct geography_code) filter (value is not null) from marts.fct_measure_value"
            " inner join marts.dim_geography using (geography_code)"
            " where geographic_level = 'Local authority' group by measure_id"
        ).fetchall()
    )
    assert {measure: authorities.get(measure, 0) for measure in from_dfe if authorities.get(measure, 0) < 140} == {}


def test_the_average_score_is_in_points_and_never_a_count(warehouse):
    rows = warehouse.sql(
        "select unit, min(value), max(value), count(numerator), count(interval_low) from marts.fct_measure_value"
        " inner join marts.dim_measure using (measure_id) where measure_id = 'sdq_average_score' group by unit"
    ).fetchall()
    ((unit, low, high, numerators, intervals),) = rows
    assert unit == "points"
    assert 0 <= low <= high <= 40
    assert (numerators, intervals) == (0, 0)


def test_a_hidden_figure_is_null_with_its_reason(warehouse):
    reasons = dict(
        warehouse.sql(
            "select raw_value, list(distinct coalesce(value_reason, 'none')) from marts.fct_measure_value"
            " where value is null group by raw_value"
        ).fetchall()
    )
    assert reasons["c"] == ["suppressed"]
    assert reasons["z"] == ["not_applicable"]
    assert reasons["x"] == ["not_available"]
    assert all("none" not in found for found in reasons.values())


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")


def replace(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_mean_in_a_column_of_counts_cannot_be_called_a_count(folder):
    replace(folder / "measures" / "sdq_average_score.yml", "unit: points", "unit: children")
    with pytest.raises(
        DefinitionError,
        match=r"sdq_average_score\.yml, line 11: .*children, but number of feed looked_after_health is in points at",
    ):
        read_definitions(folder)


def test_a_member_s_unit_is_of_a_column_that_there_is(folder):
    replace(
        folder / "publications" / "children_looked_after.yml", "units: {number: points}", "units: {numbers: points}"
    )
    with pytest.raises(DefinitionError, match=r"member 'SDQ average score': units: numbers is not declared"):
        read_definitions(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda source, fields: source.pop("numerator"),
            "'worked_out' needs a numerator, and a denominator of another",
        ),
        (
            lambda source, fields: source.pop("denominator"),
            "'worked_out' needs a numerator, and a denominator of another",
        ),
        (lambda source, fields: source["denominator"].pop("feed"), "and a denominator of another feed; name both"),
        (lambda source, fields: fields.update(interval="none", multiplier=None), "'worked_out' is for a rate"),
    ],
)
def test_a_rate_is_worked_out_only_from_a_count_and_what_another_feed_has(definitions, change, message):
    measure = next(measure for measure in definitions.measures if measure.measure == "children_in_need_rate")
    fields = measure.model_dump(exclude_unset=True)
    source = dict(fields["sources"][0])
    source["denominator"] = {key: value for key, value in source["denominator"].items() if key != "periods_before"}
    change(source, fields)
    with pytest.raises(ValueError, match=message):
        Measure.model_validate(fields | {"sources": [source]})
