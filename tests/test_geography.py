"""Codes that begin, end and stand for several authorities, on the DfE's own files."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from oba.build import warehouse_file
from oba.definitions import Definitions
from oba.definitions.places import BoundaryChanges
from oba.definitions.tables.places import LATER

# Authorities whose figures of children in need were not published for the first or last year: no change of theirs.
WITHHELD = {"children_in_need": [("E10000014", 2024), ("E10000020", 2013)]}  # Hampshire, Norfolk


def changes(*links: tuple[str, list[str], list[str]]) -> BoundaryChanges:
    """Return boundary changes of some kinds, each from codes to codes."""
    given = [
        {"kind": kind, "effective": f"20{10 + year}-04-01", "from": old, "to": new, "source": "An order."}
        for year, (kind, old, new) in enumerate(links)
    ]
    return BoundaryChanges.model_validate({"changes": given})


E1, E2, E3, E4, E5, E6 = (f"E0600000{number}" for number in range(1, 7))


def test_a_recoded_code_leads_to_each_later_one_and_merges_and_splits_lead_nowhere(definitions: Definitions):
    listed = changes(
        ("recode", [E2], [E3]), ("recode", [E1], [E2]), ("merge", [E3, E4], [E5]), ("split", [E5], [E4, E6])
    )
    rows = LATER.rows(replace(definitions, boundary_changes=listed.changes))
    assert {tuple(row.values()) for row in rows} == {(E1, E2, 1), (E1, E3, 2), (E2, E3, 1)}


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ([(E1, E2), (E2, E3), (E3, E1)], f"the recodes of {E1}, {E2}, {E3} lead back to where they began"),
        ([(E4, E1), (E1, E2), (E2, E1)], f"the recodes of {E1}, {E2}, {E4} lead back"),
        ([(E1, E2), (E1, E3)], f"{E1} is recoded twice"),
    ],
)
def test_recodes_without_one_newest_code_are_an_error(links, message):
    with pytest.raises(ValueError, match=message):
        changes(*(("recode", [old], [new]) for old, new in links))


@pytest.fixture(scope="module")
def warehouse(built_from_dfe) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as connection:
        connection.sql(f"attach '{built_from_dfe.build / 'workings.duckdb'}' as workings (read_only)")
        connection.sql("set search_path = 'marts'")
        yield connection


@pytest.mark.parametrize("feed", ["children_in_need", "children_looked_after", "social_work_workforce"])
def test_every_authority_whose_figures_begin_or_end_is_in_a_listed_change(warehouse, feed):
    """In the newest file of a feed, an authority without figures in the first or last year has a reason."""
    unexplained = warehouse.execute(
        """
        with figure as (
            select geography_code, period_end_date from workings.staging.stg_landed__observation
            inner join workings.records.release_file using (release_file_id, feed)
            where feed = $feed and release_name = '2024' and geographic_level = 'Local authority' and value is not null
        ),
        span as (
            select geography_code, min(period_end_date) as first_date, max(period_end_date) as last_date
            from figure group by geography_code
        )
        select geography_code, case when last_date < newest then year(newest) else year(oldest) end
        from span inner join dim_geography using (geography_code)
        cross join (select min(first_date) as oldest, max(last_date) as newest from span)
        where not is_combined_return
        and (first_date > oldest and valid_from is null or last_date < newest and valid_to is null)
        order by geography_code
        """,
        {"feed": feed},
    ).fetchall()
    assert unexplained == WITHHELD.get(feed, [])


def test_two_authorities_of_one_name_are_two_places(warehouse):
    assert warehouse.sql(
        "select geography_code, old_la_code, valid_from::text, valid_to::text from dim_geography"
        " where geography_name = 'Dorset' order by 1"
    ).fetchall() == [("E06000059", "838", "2019-04-01", None), ("E10000009", "835", None, "2019-03-31")]


def test_a_combined_return_has_its_members(warehouse):
    assert warehouse.sql(
        "select old_la_code, string_agg(member_code, ', ' order by member_code)"
        " from dim_geography inner join bridge_combined_return on geography_code = combined_code"
        " where is_combined_return group by 1 order by 1"
    ).fetchall() == [("314 / 318", "E09000021, E09000027"), ("940 / 941", "E06000061, E06000062")]


def test_a_recoded_authority_s_series_goes_on_under_the_newest_code(warehouse):
    rows = warehouse.sql(
        "select year(period_end_date), published_code from fct_measure_value"
        " where measure_id = 'children_looked_after' and geography_code = 'E06000065' order by 1"
    ).fetchall()
    assert rows == [(2019, "E10000023"), *((year, "E06000065") for year in range(2020, 2025))]
