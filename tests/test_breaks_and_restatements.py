"""A break or a restatement is of the figures it names, and a release of the days that it can be of."""

from datetime import date

import pytest
from pydantic import ValidationError

from oba.definitions import Feed
from oba.definitions.feeds import Release, came_between
from oba.definitions.tables import TABLES
from oba.kinds import Unreadable
from small_file import feed_with, file_of, judged, vintage

FEW = feed_with(adds_up=None)
NOT_THE_SAME = "at least half of a column's figures"
ANEW = {"release": "2024", "changed": "Counted anew.", "source": "The publisher."}


def test_what_a_release_made_anew_holds_between_two_files_of_it_as_where_one_is_amended():
    assert came_between("2024", "2025", "2025")
    assert came_between("2025", "2025", "2025")
    assert not came_between("2024", "2024", "2025")
    assert not came_between("2025", "2024", "2025")


def revised(column: str, more: int = 7) -> list[dict[str, str]]:
    """Return the file of 2024 with other figures of 2023 in a column."""
    rows = file_of("2023", "2024")
    for row in rows:
        if row["time_period"] == "2023":
            row[column] = str(float(row[column]) + more) if column == "percentage" else str(int(row[column]) + more)
    return rows


@pytest.fixture(scope="module")
def before(definitions):
    return vintage(file_of("2022", "2023"), definitions, feed=FEW, release="2023")


@pytest.mark.parametrize("field", [{"restated": [ANEW | {"periods": ["2023"]}]}, {"series_breaks": [ANEW]}], ids=str)
def test_what_is_declared_of_a_column_excuses_that_column_alone(definitions, before, field):
    ((name, (entry,)),) = field.items()
    feed = FEW | {name: [entry | {"columns": ["of_them_seen"]}]}
    judged(revised("of_them_seen"), definitions, feed, earlier=before)
    with pytest.raises(Unreadable, match=NOT_THE_SAME):
        judged(revised("percentage"), definitions, feed, earlier=before)


@pytest.mark.parametrize(
    "other",
    [{"periods": ["2024"]}, {"release": "2023"}, {"release": "2025"}, {"where": {"age": ["Total"]}}],
    ids=lambda fields: next(iter(fields)),
)
def test_a_restatement_of_other_periods_releases_or_members_excuses_nothing(definitions, before, other):
    entry = ANEW | {"periods": ["2023"], "columns": ["of_them_seen"]}
    rows = revised("of_them_seen")
    judged(rows, definitions, FEW | {"restated": [entry]}, earlier=before)
    with pytest.raises(Unreadable, match=NOT_THE_SAME):
        judged(rows, definitions, FEW | {"restated": [entry | other]}, earlier=before)


def test_a_break_at_some_members_leaves_the_others_to_be_compared(definitions, before):
    members = {"where": {"age": ["0 to 4", "5 to 17"]}}
    feed = FEW | {"series_breaks": [ANEW | members | {"columns": ["of_them_seen"]}]}
    some = [
        row if row["age"] != "Total" else old
        for row, old in zip(revised("of_them_seen"), file_of("2023", "2024"), strict=True)
    ]
    with pytest.raises(Unreadable, match=NOT_THE_SAME):
        judged(some, definitions, FEW, earlier=before)
    # What is left of the column is the nine Totals, fewer than are compared.
    judged(some, definitions, feed, earlier=before)
    with pytest.raises(Unreadable, match=NOT_THE_SAME):
        judged(
            revised("of_them_seen"),
            definitions,
            feed | {"series_breaks": [ANEW | {"columns": ["children"]}]},
            earlier=before,
        )


def test_a_break_of_all_columns_says_so(definitions, before):
    feed = FEW | {"series_breaks": [ANEW | {"all_columns": True}]}
    judged(revised("of_them_seen"), definitions, feed, earlier=before)
    judged(revised("percentage"), definitions, feed, earlier=before)
    assert Feed.model_validate(feed).broken_by(Feed.model_validate(feed).series_breaks[0]) == tuple(FEW["columns"])


@pytest.mark.parametrize("fields", [{}, {"columns": ["children"], "all_columns": True}], ids=["neither", "both"])
def test_a_break_says_either_its_columns_or_all(fields):
    with pytest.raises(ValidationError, match=r"either in 'columns' which data columns .* or 'all_columns: true'"):
        Feed.model_validate(FEW | {"series_breaks": [ANEW | fields]})


def test_the_warehouse_is_told_of_the_named_columns_of_a_break_alone(definitions):
    (table,) = (table for table in TABLES if table.name == "series_break")
    broken = {(row["feed"], row["data_column"]) for row in table.rows(definitions)}
    assert ("children_in_need", "at31_episodes_rate") in broken
    assert ("children_in_need", "at31_episodes") not in broken
    assert not {column for feed, column in broken if feed == "children_looked_after"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"columns": []}, "columns"),
        ({"columns": ["pupils"], "periods": ["2023"]}, "pupils is not declared in this feed"),
        ({"columns": ["children"], "periods": ["2023-24"]}, "2023-24"),
    ],
)
def test_a_restatement_that_cannot_be_meant_is_refused(fields, told):
    with pytest.raises(ValidationError, match=told):
        Feed.model_validate(FEW | {"restated": [ANEW | fields]})


BETWEEN = {"published_from": "2025-11-01", "published_until": "2026-05-31", "published_note": "That winter"}


def test_a_release_has_an_earliest_and_a_latest_possible_day():
    assert Release(release="2025", **BETWEEN).possible_days == (date(2025, 11, 1), date(2026, 5, 31))
    assert Release(release="2025", published="2025-10-30").possible_days == (date(2025, 10, 30), date(2025, 10, 30))
    assert Release(release="2025", published_note="Spring").possible_days == (None, None)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (BETWEEN | {"published": "2025-12-01"}, "either 'published' .* or both"),
        ({"published_from": "2025-11-01", "published_note": "That winter"}, "either 'published' .* or both"),
        (BETWEEN | {"published_until": "2025-11-01"}, "is not after published_from"),
        (
            {name: BETWEEN[name] for name in ("published_from", "published_until")},
            "say in published_note what is known",
        ),
    ],
)
def test_days_that_cannot_be_are_refused(fields, told):
    with pytest.raises(ValidationError, match=told):
        Release(release="2025", **fields)


CODES = {"release": "2024", "gone": ["E06000001"], "periods": ["2022"], "reason": "Another code in the past."}


def without(year: str, *years: str) -> list[dict[str, str]]:
    return [row for row in file_of(*years) if (row["la_name"], row["time_period"]) != ("Hartlepool", year)]


@pytest.mark.parametrize(("lost", "rule"), [("2023", "no place is gone"), ("2024", "the newest period has every")])
def test_a_change_of_places_in_named_periods_excuses_no_loss_in_another(definitions, lost, rule):
    feed = FEW | {"periods": {"time_identifier": "Reporting year", "window": 3}}
    earlier = vintage(file_of("2021", "2022", "2023"), definitions, feed=feed, release="2023")
    years = ("2022", "2023", "2024")
    judged(without("2022", *years), definitions, feed, earlier=earlier, place_changes=[CODES])
    with pytest.raises(Unreadable, match=rule):
        judged(without(lost, *years), definitions, feed, earlier=earlier, place_changes=[CODES])
