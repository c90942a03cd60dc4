"""A known slip excuses the cells it names from the rule it names, and nothing else."""

from typing import get_args

import pytest
from pydantic import ValidationError

from oba.definitions import Feed
from oba.kinds import Unreadable
from oba.vocabulary import RuleOfGate
from small_file import at, feed_with, file_of, judged, vintage
from test_screening import OF_CHILDREN

CAMDEN, BARNET, INNER_LONDON = "E09000007", "E09000003", "E13000001"


def slip(rule: str, column: str = "", place: str = CAMDEN, **fields) -> dict:
    return {
        **{"rule": rule, "releases": ["2024"], "places": [place], "periods": ["2024"]},
        **({"columns": [column]} if column else {}),
        **{"found": "2026-11-21", "evidence": "Somebody looked."},
        **fields,
    }


# A cell of Camden in 2024 by rule: its column and members, the text that breaks the rule, and the cell told of it.
BREACHES = {
    "below_least": ("of_them_seen", "0 to 4", "-100", CAMDEN),
    "above_greatest": ("percentage", "0 to 4", "333", CAMDEN),
    "decimal_places": ("percentage", "0 to 4", "33.333", CAMDEN),
    "places_sum": ("children", "0 to 4", "602", INNER_LONDON),
    "parts_sum": ("children", "Total", "701", CAMDEN),
    "part_within_whole": ("of_them_seen", "5 to 17", "400", CAMDEN),
    "percentage_of_counts": ("percentage", "0 to 4", "43.3", CAMDEN),
    "unreadable_cell": ("of_them_seen", "0 to 4", "1OO", CAMDEN),
    "blank_cell": ("of_them_seen", "0 to 4", "", CAMDEN),
}


def broken(rule: str) -> tuple[list[dict], dict, dict]:
    """Return a file that breaks one rule, its feed, and the slip that says so."""
    column, age, text, told_of = BREACHES[rule]
    rows = file_of("2023", "2024")
    for row in rows:
        row["percentage"] = f"{100 * int(row['of_them_seen']) / int(row['children']):.1f}"
    at(rows, "Camden", age)[column] = text
    excused = slip(rule, column, told_of, where={"age": [age]})
    if rule.endswith("_cell"):
        excused["read_as"] = "x"
    feed = feed_with()
    if rule == "places_sum":  # its parts would no longer be the total either
        feed["adds_up"]["relations"] = []
    if rule == "percentage_of_counts":
        feed["adds_up"]["relations"].append(OF_CHILDREN)
    return rows, feed, excused


@pytest.mark.parametrize("rule", BREACHES)
def test_a_slip_excuses_its_cell_from_its_rule(definitions, rule):
    rows, feed, excused = broken(rule)
    with pytest.raises(Unreadable):
        judged(rows, definitions, feed)
    cells, slips = judged(rows, definitions, feed | {"known_slips": [excused]})
    assert slips.idle().count == 0
    if rule.endswith("_cell"):
        read = cells.query("location_code == @CAMDEN and data_column == 'of_them_seen' and time_period == '2024'")
        assert read["raw_value"].tolist()[0] == "x"
    else:
        assert BREACHES[rule][2] in set(cells["raw_value"])


@pytest.mark.parametrize(
    "other",
    [
        {"places": [BARNET]},
        {"periods": ["2023"]},
        {"releases": ["2023", "2025"]},
        {"where": {"age": ["5 to 17"]}},
        {"columns": ["children"]},
        {"rule": "same_figures"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_another_place_period_release_member_column_or_rule_is_judged_as_before(definitions, other):
    rows, feed, excused = broken("percentage_of_counts")
    with pytest.raises(Unreadable, match="a percentage is its numerator"):
        judged(rows, definitions, feed | {"known_slips": [excused | other]})


def test_the_neighbours_of_a_slip_are_judged_as_before(definitions):
    rows, feed, excused = broken("percentage_of_counts")
    at(rows, "Barnet")["percentage"] = "43.3"
    with pytest.raises(Unreadable) as refused:
        judged(rows, definitions, feed | {"known_slips": [excused]})
    assert "Barnet" in str(refused.value) and "Camden" not in str(refused.value)


def test_a_slip_that_excuses_nothing_is_told_and_refuses_nothing(definitions):
    feed = feed_with(
        known_slips=[slip("above_greatest", "percentage"), slip("below_least", "children", releases=["2023"])]
    )
    _, slips = judged(file_of("2023", "2024"), definitions, feed)
    note = slips.idle()
    assert (note.count, note.look) == (1, True)
    assert note.examples == ("above_greatest; E09000007; 2024; percentage",)
    assert note.table is not None and len(note.table) == 1


def without(rows: list[dict], name: str, year: str) -> list[dict]:
    return [row for row in rows if (row["la_name"], row["time_period"]) != (name, year)]


FEW = feed_with(adds_up=None, minimum_authorities=3)


@pytest.mark.parametrize(
    ("rule", "now", "then", "period"),
    [
        ("place_gone", without(file_of("2023", "2024"), "Camden", "2023"), file_of("2023", "2024"), "2023"),
        ("place_came", file_of("2023", "2024"), without(file_of("2023", "2024"), "Camden", "2023"), "2023"),
        ("authority_lost", without(file_of("2023", "2024"), "Camden", "2024"), file_of("2022", "2023"), "2024"),
    ],
)
def test_a_slip_excuses_a_place_that_is_there_or_not(definitions, rule, now, then, period):
    earlier_release = "2023" if rule == "authority_lost" else "2024"
    earlier = vintage(then, definitions, feed=FEW, release=earlier_release)
    with pytest.raises(Unreadable):
        judged(now, definitions, FEW, earlier=earlier)
    feed = FEW | {"known_slips": [slip(rule, periods=[period])]}
    assert judged(now, definitions, feed, earlier=earlier)[1].idle().count == 0
    for other in ({"periods": ["2022"]}, {"places": [BARNET]}):
        with pytest.raises(Unreadable):
            judged(now, definitions, FEW | {"known_slips": [slip(rule, periods=[period]) | other]}, earlier=earlier)


def test_excused_cells_are_not_compared_with_the_vintage_before(definitions):
    earlier = vintage(file_of("2022", "2023"), definitions, feed=FEW, release="2023")
    rows = file_of("2023", "2024")
    for row in rows:
        if row["time_period"] == "2023":
            row["of_them_seen"] = str(int(row["of_them_seen"]) + 7)
    with pytest.raises(Unreadable, match="at least half of a column's figures"):
        judged(rows, definitions, FEW, earlier=earlier)
    places = [
        *("E92000001", "E12000001", "E12000007", "E13000001", "E13000002"),
        "E06000001",
        "E06000002",
        CAMDEN,
        BARNET,
    ]
    all_but_one = slip("same_figures", "of_them_seen", periods=["2023"], places=places[:-1])
    assert judged(rows, definitions, FEW | {"known_slips": [all_but_one | {"places": places}]}, earlier=earlier)
    # Barnet, which is not named, still counts: of the figures that are compared, none is the same.
    with pytest.raises(Unreadable, match="at least half of a column's figures"):
        judged(rows, definitions, FEW | {"known_slips": [all_but_one]}, earlier=earlier)


def test_swapped_columns_of_excused_cells_are_not_told(definitions):
    earlier = vintage(file_of("2022", "2023"), definitions, feed=FEW, release="2023")
    rows = file_of("2023", "2024")
    for row in rows:
        row["children"], row["of_them_seen"] = row["of_them_seen"], row["children"]
    excused = [
        slip(rule, periods=["2023"], places=sorted({_code(row) for row in rows}), columns=["children", "of_them_seen"])
        for rule in ("same_figures", "nearest_column")
    ]
    with pytest.raises(Unreadable, match="nearest to its own earlier ones"):
        judged(rows, definitions, FEW, earlier=earlier)
    with pytest.raises(Unreadable, match="at least half of a column's figures") as refused:
        judged(rows, definitions, FEW | {"known_slips": excused[1:]}, earlier=earlier)
    assert "nearest to its own" not in str(refused.value)
    assert judged(rows, definitions, FEW | {"known_slips": excused}, earlier=earlier)[1].idle().count == 0


def _code(row: dict[str, str]) -> str:
    return row["new_la_code"] or row["region_code"] or row["country_code"]


def test_every_rule_of_the_vocabulary_is_tried_here():
    tried = {*BREACHES, "place_gone", "place_came", "authority_lost", "same_figures", "nearest_column"}
    assert tried <= {word for rules in get_args(RuleOfGate) for word in (get_args(rules) or (rules,))}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"rule": "same_figure"}, "rule"),
        ({"columns": []}, "is about cells: name 'columns'"),
        ({"columns": ["pupils"]}, "pupils is not declared in this feed"),
        ({"where": {"sex": ["Total"]}}, "sex is not declared in this feed"),
        ({"where": {"age": ["18"]}}, "18 is not declared in this feed"),
        ({"periods": ["2024-25"]}, "2024-25"),
        ({"read_as": "x"}, "'read_as'"),
        ({"releases": []}, "releases"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_a_slip_that_cannot_be_meant_is_refused(fields, told):
    feed = feed_with(known_slips=[slip("above_greatest", "percentage") | fields])
    with pytest.raises(ValidationError, match=told):
        Feed.model_validate(feed)


def test_a_rule_about_places_names_no_columns_and_one_about_cells_a_symbol():
    with pytest.raises(ValidationError, match="about rows of places: leave out 'columns'"):
        Feed.model_validate(feed_with(known_slips=[slip("place_gone", "children")]))
    with pytest.raises(ValidationError, match=r"'read_as' .* is needed by blank_cell and unreadable_cell alone"):
        Feed.model_validate(feed_with(known_slips=[slip("blank_cell", "children")]))
