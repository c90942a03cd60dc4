"""What is proposed for a file that drifted fits in unit and scale, is proposed once, and loads when it is pasted."""

import re

import pytest
import yaml

from oba.kinds import Unreadable
from small_file import at, feed_with, file_of, judged, vintage

COUNT = {"unit": "children", "decimal_places": 0}
PERCENT = {"unit": "percent", "decimal_places": 1}


def feed_of(**columns: dict) -> dict:
    """Return the small feed with other data columns and nothing that has to add up."""
    return feed_with(columns=columns or feed_with()["columns"], adds_up=None)


def renamed(rows: list[dict], **names: str) -> list[dict]:
    return [{names.get(name, name): text for name, text in row.items()} for row in rows]


def with_column(rows: list[dict], name: str, text) -> list[dict]:
    """Return rows with a column whose text is made of each row's count of children."""
    return [row | {name: text(int(row["children"]))} for row in rows]


def told(rows: list[dict], definitions, feed: dict, **how) -> str:
    with pytest.raises(Unreadable) as refused:
        judged(rows, definitions, feed, "2025", **how)
    return str(refused.value)


def proposed(text: str) -> dict[str, list]:
    """Return the ``published_as`` that is proposed for each column or member."""
    found = re.findall(r"write published_as: (\[.*?\]) at '(.+?)' in ", text)
    return {name: yaml.safe_load(names) for names, name in found}


OLD, NEW = file_of("2023", "2024"), file_of("2024", "2025")
FROM_2025 = {"first_release": "2025"}


def test_a_renamed_column_is_proposed_with_yaml_that_loads_and_keeps_what_was_served(definitions):
    feed = feed_of()
    feed["columns"]["children"] = COUNT | {"published_as": ["number"]}
    before = vintage(OLD, definitions, feed=feed)
    rows = renamed(NEW, children="children_count")
    text = told(rows, definitions, feed, earlier=before)
    names = proposed(text)["children"]
    assert names == ["number", {"name": "children_count", "first_release": "2025"}]
    assert "equals the 'children' of children-counted/2024/counted.csv in 100%" in text
    assert "children_counted.yml, line " in text
    feed["columns"]["children"]["published_as"] = names
    judged(rows, definitions, feed, "2025", before)
    judged(OLD, definitions, feed)
    judged(renamed(OLD, children="number"), definitions, feed)


def test_an_older_file_is_proposed_the_releases_up_to_it(definitions):
    feed = feed_of()
    after = vintage(NEW, definitions, feed=feed, release="2025")
    with pytest.raises(Unreadable) as refused:
        judged(renamed(OLD, children="n_children"), definitions, feed, "2024", after)
    assert proposed(str(refused.value))["children"] == [{"name": "n_children", "last_release": "2024"}]


RATE = {"unit": "per_10000", "decimal_places": 1}


def test_a_rate_is_never_proposed_for_a_count_nor_a_count_for_a_rate(definitions):
    feed = feed_of(children=COUNT, children_rate=RATE, of_them_seen=COUNT, percentage=PERCENT)
    old = with_column(OLD, "children_rate", lambda count: f"{count / 100 + 0.5:.1f}")
    before = vintage(old, definitions, feed=feed)
    rows = renamed(NEW, children="children_count")
    text = told(rows, definitions, feed, earlier=before)
    assert set(proposed(text)) == {"children"}
    assert "column 'children_rate' is missing: add last_release: '2024' at 'children_rate' in " in text
    # By the name alone the same holds: a column called a count is no rate.
    assert not proposed(told(with_column(NEW, "children_rates_count", str), definitions, feed_of(**feed["columns"])))


def test_without_figures_to_compare_a_proposal_says_that_the_name_is_all(definitions):
    text = told(renamed(NEW, percentage="percentages"), definitions, feed_of())
    assert proposed(text) == {"percentage": [{"name": "percentages", **FROM_2025}]}
    assert "there is no other accepted vintage, so that the names are 95% alike is all the evidence" in text


def test_figures_that_are_another_thing_are_not_proposed_whatever_the_name(definitions):
    before = vintage(OLD, definitions, feed=feed_of())
    rows = renamed(with_column(NEW, "children", lambda count: str(count * 37)), children="children_n")
    text = told(rows, definitions, feed_of(), earlier=before)
    assert not proposed(text)
    assert "column 'children' is missing: add last_release: '2024'" in text


def test_a_new_column_is_proposed_for_one_missing_column_only(definitions):
    feed = feed_of(children=COUNT, twins=COUNT, of_them_seen=COUNT, percentage=PERCENT)
    old = with_column(OLD, "twins", lambda count: str(count + count % 2))
    before = vintage(old, definitions, feed=feed)
    text = told(renamed(NEW, children="children_count"), definitions, feed, earlier=before)
    assert proposed(text) == {"children": [{"name": "children_count", **FROM_2025}]}
    assert "column 'twins' is missing: add last_release" in text


def test_a_text_column_is_never_proposed_for_figures(definitions):
    rows = renamed(NEW, age="children_age", children="number")
    feed = feed_of(children_number=COUNT | {"published_as": ["children"]}, of_them_seen=COUNT, percentage=PERCENT)
    before = vintage(OLD, definitions, feed=feed)
    assert proposed(told(rows, definitions, feed, earlier=before)) == {
        "age": [{"name": "children_age", **FROM_2025}],
        "children_number": ["children", {"name": "number", **FROM_2025}],
    }


GROUPS = {"0 to 4": ["Under 5s"], "5 to 17": ["Of school age"], "Total": ["All children"]}
TWO_FILTERS = feed_with(
    adds_up=None,
    filters={
        "group": {"members": {group: {} for groups in GROUPS.values() for group in groups}},
        "characteristic": {"members": {age: {"only_with": {"group": groups}} for age, groups in GROUPS.items()}},
    },
)


def grouped(rows: list[dict], group: str = "group", characteristic: str = "characteristic") -> list[dict]:
    return [
        {
            **{name: text for name, text in row.items() if name != "age"},
            group: GROUPS[row["age"]][0],
            characteristic: row["age"],
        }
        for row in rows
    ]


def test_a_filter_whose_content_moved_is_proposed_as_moved_and_loads_beside_the_years_before(definitions):
    before = vintage(grouped(OLD), definitions, feed=TWO_FILTERS)
    rows = renamed(grouped(NEW, "characteristic", "breakdown"), children="children_count")
    text = told(rows, definitions, TWO_FILTERS, earlier=before)
    assert "column 'characteristic' holds what 'group' held: 3 of the 3 texts" in text
    assert "column 'breakdown' holds what 'characteristic' held: 3 of the 3 texts" in text
    lines = re.findall(r"holds what '(\w+)' held: .*? write published_as: (\[.*?\])(?:;|\.)", text)
    assert proposed(text) == {"children": [{"name": "children_count", **FROM_2025}]}, (
        "the figures are found all the same"
    )
    feed = feed_with(**{name: TWO_FILTERS[name] for name in ("adds_up", "filters")})
    for name, names in lines:
        feed["filters"][name] = feed["filters"][name] | {"published_as": yaml.safe_load(names)}
    feed["columns"]["children"]["published_as"] = proposed(text)["children"]
    judged(rows, definitions, feed, "2025", before)
    judged(grouped(OLD), definitions, feed)


def test_two_filters_that_changed_places_are_proposed_as_moved(definitions):
    before = vintage(grouped(OLD), definitions, feed=TWO_FILTERS)
    text = told(grouped(NEW, "characteristic", "group"), definitions, TWO_FILTERS, earlier=before)
    assert "column 'characteristic' holds what 'group' held" in text
    assert "column 'group' holds what 'characteristic' held" in text


def test_a_member_that_was_split_is_recognised_and_not_read_as_renamed(definitions):
    feed = feed_of() | {"periods": {"time_identifier": "Reporting year", "window": 3}}
    old = file_of("2022", "2023", "2024")
    before = vintage(old, definitions, feed=feed)
    rows = []
    for row in file_of("2023", "2024", "2025"):
        if row["age"] != "0 to 4":
            rows.append(row)
            continue
        first = int(row["children"]) // 3
        rows += [
            row | {"age": "0 to 1", "children": str(first), "of_them_seen": "0"},
            row | {"age": "2 to 4", "children": str(int(row["children"]) - first)},
        ]
    text = told(rows, definitions, feed, earlier=before)
    assert not proposed(text)
    assert "age member '0 to 4' is missing and '0 to 1' and '2 to 4' are new: together they equal it in 100% of" in text
    assert "add last_release: '2024' to '0 to 4' in " in text
    assert "and beneath it 0 to 1: {first_release: '2025'}, 2 to 4: {first_release: '2025'}" in text
    members = feed["filters"]["age"]["members"]
    members |= {"0 to 4": {"last_release": "2024"}, "0 to 1": FROM_2025, "2 to 4": FROM_2025}
    judged(rows, definitions, feed, "2025", before)
    judged(old, definitions, feed)


def test_a_renamed_member_is_proposed_by_its_figures_and_one_that_is_gone_by_the_release_it_ends_with(definitions):
    before = vintage(OLD, definitions, feed=feed_of())
    text = told(
        [row | {"age": row["age"].replace("0 to 4", "Under five")} for row in NEW],
        definitions,
        feed_of(),
        earlier=before,
    )
    assert proposed(text) == {"0 to 4": [{"name": "Under five", **FROM_2025}]}
    text = told([row for row in NEW if row["age"] != "0 to 4"], definitions, feed_of(), earlier=before)
    assert "age member '0 to 4' is missing: add last_release: '2024' to '0 to 4' in " in text


def test_an_authority_under_a_new_code_is_proposed_as_recoded(definitions):
    rows = [row | {"new_la_code": row["new_la_code"].replace("E06000001", "E06000099")} for row in NEW]
    text = told(rows, definitions, feed_of())
    assert "Hartlepool has the code E06000099, and under E06000001 the same name and old_la_code 805" in text
    assert "- {code: E06000099, old_code: '805', names: [Hartlepool]} to data/definitions/places.yml" in text
    assert "- {kind: recode, effective: ..., from: [E06000001], to: [E06000099], source: ...}" in text


@pytest.mark.parametrize("name", ["female_genital_mutilation", "Female_Genital_Mutilation"])
def test_a_word_in_a_name_that_is_no_characteristic_of_children_can_be_declared(definitions, name):
    rows = renamed(OLD, of_them_seen=name)
    columns = {**feed_of()["columns"], "of_them_seen": COUNT | {"published_as": [name]}}
    with pytest.raises(Unreadable, match=r"\(rule 6\).*say so in names_no_characteristic of the column"):
        judged(rows, definitions, feed_of(**columns))
    columns["of_them_seen"]["names_no_characteristic"] = "A factor found at the assessment, of any child."
    judged(rows, definitions, feed_of(**columns))


@pytest.mark.parametrize("name", ["malevolence", "girlish_n", "mixedness"])
def test_only_whole_words_are_read_as_characteristics(definitions, name):
    columns = {**feed_of()["columns"], "of_them_seen": COUNT | {"published_as": [name]}}
    judged(renamed(OLD, of_them_seen=name), definitions, feed_of(**columns))


def test_a_measure_that_would_end_with_a_column_is_named(definitions):
    feed = feed_of() | {"feed": "children_in_need"}
    feed["columns"]["at31_episodes_rate"] = RATE
    at(OLD, "Camden")  # the file has no such column
    assert "'at31_episodes_rate' in " in (text := told(NEW, definitions, feed))
    assert "; children_in_need_rate would end there" in text
