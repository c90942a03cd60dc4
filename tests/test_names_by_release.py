"""Which name a column or member has is a fact of a release."""

import shutil

import pytest
from pydantic import ValidationError

from oba.config import PROJECT
from oba.definitions import Feed, read_definitions
from oba.errors import DefinitionError
from oba.kinds import Unreadable
from small_file import feed_with, file_of, judged, vintage

FROM_2025 = {"first_release": "2025"}
MOVED = {
    "columns": {
        "children": {
            "published_as": [{"name": "children_count", **FROM_2025}],
            "unit": "children",
            "decimal_places": 0,
        },
        "of_them_seen": {
            "published_as": ["seen", {"name": "children", **FROM_2025}],
            "unit": "children",
            "decimal_places": 0,
        },
        "percentage": {"unit": "percent", "decimal_places": 1},
    }
}


def renamed(rows: list[dict], **names: str) -> list[dict]:
    return [{names.get(name, name): text for name, text in row.items()} for row in rows]


def feed_of(columns: dict | None = None, **fields) -> dict:
    return feed_with(**({"columns": columns} if columns else {}), **fields)


def test_a_name_holds_for_its_releases_alone():
    feed = Feed.model_validate(feed_with(**MOVED))
    assert {name: feed.canonical_names("2024").get(name) for name in ("children", "seen", "children_count")} == {
        "children": "children",
        "seen": "of_them_seen",
        "children_count": None,
    }
    assert {name: feed.canonical_names("2025").get(name) for name in ("children", "seen", "children_count")} == {
        "children": "of_them_seen",
        "seen": None,
        "children_count": "children",
    }


def test_what_a_column_holds_may_move_to_another_and_every_release_still_passes(definitions):
    feed = feed_with(**MOVED)
    old, new = file_of("2023", "2024"), file_of("2024", "2025")
    before = vintage(old, definitions, feed=feed)
    cells, _ = judged(
        renamed(new, children="children_count", of_them_seen="children"), definitions, feed, "2025", before
    )
    published = dict(cells[["data_column", "published_column"]].drop_duplicates().itertuples(index=False))
    assert published == {"children": "children_count", "of_them_seen": "children", "percentage": "percentage"}
    straight = judged(new, definitions, feed_with(), "2025")[0]
    assert cells["raw_value"].tolist() == straight["raw_value"].tolist()


def test_the_name_of_a_later_release_is_undeclared_in_an_earlier_one(definitions):
    with pytest.raises(Unreadable, match="unexpected children_count, missing children"):
        judged(renamed(file_of("2023", "2024"), children="children_count"), definitions, feed_with(**MOVED))


def test_a_member_is_renamed_from_a_release_on(definitions):
    members = {
        "0 to 4": {"published_as": [{"name": "Under 5", **FROM_2025}]},
        "5 to 17": {},
        "Total": {"aggregate": True},
    }
    feed = feed_with(filters={"age": {"members": members}})

    def named(years: tuple[str, str]) -> list[dict]:
        return [row | {"age": row["age"].replace("0 to 4", "Under 5")} for row in file_of(*years)]

    cells, _ = judged(named(("2024", "2025")), definitions, feed, "2025")
    assert set(cells["breakdown"]) == {"age=0 to 4", "age=5 to 17", "age=Total"}
    judged(file_of("2023", "2024"), definitions, feed)
    with pytest.raises(Unreadable, match="found 'age=Under 5'"):
        judged(named(("2023", "2024")), definitions, feed)


COLUMN = {"unit": "children", "decimal_places": 0}


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"children": COLUMN, "seen": COLUMN | {"published_as": ["children"]}},
            "in every release 'children' is the name of both 'children' and 'seen'",
        ),
        (
            {"children": COLUMN | {"published_as": ["n"]}, "seen": COLUMN | {"published_as": ["n"]}},
            "in every release 'n' is the name of both 'children' and 'seen'",
        ),
        (
            {"children": COLUMN, "seen": COLUMN | {"published_as": [{"name": "children", **FROM_2025}]}},
            "in release 2025 'children' is the name of both 'children' and 'seen'",
        ),
        (
            {
                "children": COLUMN | {"published_as": [{"name": "n", "last_release": "2024"}]},
                "seen": COLUMN | {"published_as": [{"name": "n", "first_release": "2023", "last_release": "2023"}]},
            },
            "in release 2023 'n' is the name of both 'children' and 'seen'",
        ),
        (
            {
                "children": COLUMN | {"published_as": [{"name": "n", "last_release": "2024"}]},
                "n": COLUMN,
            },
            "'n' is the name of both 'children' and 'n'",
        ),
        (
            {"children": COLUMN | {"published_as": ["region_name"]}},
            "'region_name' is the name of both 'time and place' and 'children'",
        ),
        (
            {"children": COLUMN | {"published_as": [{"name": "n", "first_release": "2025", "last_release": "2024"}]}},
            r"last_release \(2024\) is before first_release \(2025\)",
        ),
    ],
)
def test_a_name_of_two_columns_in_one_release_is_refused(columns, told):
    with pytest.raises(ValidationError, match=told):
        Feed.model_validate(feed_with(columns=columns, adds_up=None))


def test_a_name_of_two_members_in_one_release_is_refused():
    members = {"0 to 4": {"published_as": ["Young"]}, "5 to 17": {"published_as": [{"name": "Young", **FROM_2025}]}}
    with pytest.raises(ValidationError, match=r"members of age: .*'Young' is the name of both '0 to 4' and '5 to 17'"):
        Feed.model_validate(feed_with(filters={"age": {"members": members}}, adds_up=None))


def test_a_name_may_pass_from_a_column_that_ended_to_one_that_began():
    columns = {
        "children": COLUMN | {"last_release": "2024"},
        "children_seen": COLUMN | {"first_release": "2025", "published_as": ["children"]},
    }
    feed = Feed.model_validate(feed_with(columns=columns, adds_up=None))
    assert [feed.canonical_names(release)["children"] for release in ("2024", "2025")] == ["children", "children_seen"]


def test_a_wrong_rename_pasted_into_the_definitions_is_told_with_file_and_line(tmp_path):
    folder = shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")
    path = folder / "publications" / "children_in_need.yml"
    wrong = '[Referrals_rate, {name: referral_count, first_release: "2025"}]'
    path.write_text(path.read_text().replace("[Referrals_rate]", wrong).replace(', last_release: "2024"', ""))
    with pytest.raises(DefinitionError) as refused:
        read_definitions(folder)
    told = str(refused.value)
    assert "in release 2025 'referral_count' is the name of both 'referrals' and 'referrals_rate'" in told
    assert "children_in_need.yml, line " in told
