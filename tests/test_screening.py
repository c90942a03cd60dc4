"""The rules about the figures, codes and names of a file: each with a file that breaks it and is refused for it."""

import csv
import json
import re
from dataclasses import replace

import pytest

from dfe import DFE, needs_dfe
from oba.definitions import Feed
from oba.definitions.base import TIME_AND_PLACE
from oba.definitions.feeds import Publication
from oba.definitions.measures import DoubtedFigure
from oba.definitions.reading import read_yaml
from oba.intake import FileRefused, Verdict, gate_in, gated_folder, notes_file
from oba.landing import land, look

SLUG, FILE = "children-counted", "counted.csv"
HEADER = [*TIME_AND_PLACE, "age", "children", "of_them_seen", "percentage"]
# Each place's children aged 0 to 4 and 5 to 17, the same every year; regions and England are rounded to tens.
REGIONS = {
    ("E12000001", "North East"): (1020, 2040),
    ("E12000007", "London"): (700, 900),
    ("E13000001", "Inner London"): (300, 400),
    ("E13000002", "Outer London"): (400, 500),
}
AUTHORITIES = {
    ("805", "E06000001", "Hartlepool", "E12000001", "North East"): (505, 1004),
    ("806", "E06000002", "Middlesbrough", "E12000001", "North East"): (514, 1034),
    ("202", "E09000007", "Camden", "E13000001", "Inner London"): (301, 399),
    ("302", "E09000003", "Barnet", "E13000002", "Outer London"): (398, 502),
}
FEED = {
    "feed": "children_counted",
    "title": "Children counted",
    "files": [FILE],
    "period_ends": "31 March",
    "periods": {"time_identifier": "Reporting year", "window": 2},
    "regions": 4,
    "minimum_authorities": 3,
    "filters": {"age": {"members": {"0 to 4": {}, "5 to 17": {}, "Total": {"aggregate": True}}}},
    "columns": {
        "children": {"unit": "children", "decimal_places": 0},
        "of_them_seen": {"unit": "children", "decimal_places": 0},
        "percentage": {"unit": "percent", "decimal_places": 1},
    },
    "adds_up": {
        "columns": ["children"],
        "rounded_to": 10,
        "relations": [
            {"kind": "sum", "filter": "age", "whole": "Total", "parts": ["0 to 4", "5 to 17"]},
            {"kind": "within", "whole": "children", "parts": ["of_them_seen"]},
        ],
        "known_gaps": [
            {"places": ["E09000003"], "periods": ["2023"], "found": "2024-11-01", "evidence": "No return in 2023."}
        ],
    },
}
OF_CHILDREN = {"kind": "share", "percentage": "percentage", "whole": "children", "parts": ["of_them_seen"]}
OF_ALL_AGES = {
    "kind": "share",
    "filter": "age",
    "count": "children",
    "percentage": "percentage",
    "whole": "Total",
    "parts": ["0 to 4", "5 to 17"],
}
PUBLICATION = {"publication": "children_counted", "slug": SLUG, "title": "C", "publisher": "DfE", "licence": "OGL"}


def file_of(*years: str) -> list[dict[str, str]]:
    """Return the rows of a good file."""
    england = {"country_code": "E92000001", "country_name": "England"}
    places = [({"geographic_level": "National"}, (1720, 2940))]
    for (code, name), counts in REGIONS.items():
        places.append(({"geographic_level": "Regional", "region_code": code, "region_name": name}, counts))
    for (old_code, code, name, region_code, region_name), counts in AUTHORITIES.items():
        around = {"region_code": region_code, "region_name": region_name}
        own = {"old_la_code": old_code, "new_la_code": code, "la_name": name}
        places.append(({"geographic_level": "Local authority", **around, **own}, counts))
    return [
        dict.fromkeys(HEADER, "")
        | england
        | place
        | {"time_period": year, "time_identifier": "Reporting year", "age": age, "children": str(children)}
        | {"of_them_seen": str(children // 3), "percentage": "33.3"}
        for year in years
        for place, counts in places
        for age, children in zip(("0 to 4", "5 to 17", "Total"), (*counts, sum(counts)), strict=True)
    ]


@pytest.fixture
def gate(settings, releases, definitions):
    """Return a function that releases some rows, gates them and returns the verdict."""

    def gate_rows(rows: list[dict], release: str = "2024", feed: dict = FEED, header: list = HEADER) -> Verdict:
        publication = Publication.model_validate(PUBLICATION | {"feeds": [feed]})
        known = replace(definitions, publications=(publication,))
        path = releases / SLUG / release / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        (offer,) = look(settings, known).fresh
        return gate_in(land(offer, settings), settings, known)

    return gate_rows


def at(rows: list[dict], place: str, age: str = "0 to 4", year: str = "2024") -> dict:
    """Return the row of a place, by the name of its authority, region or country."""
    return next(
        row
        for row in rows
        if (row["la_name"] or row["region_name"] or "England") == place
        and (row["age"], row["time_period"]) == (age, year)
    )


def test_a_good_file_is_accepted(gate):
    verdict = gate(file_of("2023", "2024"))
    assert (verdict.accepted, verdict.rows, verdict.notes["jumps"].count) == (True, 162, 0)


def set_cell(place: str, column: str, text: str, **which: str):
    def change(rows: list[dict]) -> None:
        at(rows, place, **which)[column] = text

    return change


def everywhere(column: str, old: str, new: str):
    def change(rows: list[dict]) -> None:
        for row in rows:
            row[column] = row[column].replace(old, new)

    return change


def swap_old_codes(rows: list[dict]) -> None:
    other = {"805": "806", "806": "805"}
    for row in rows:
        row["old_la_code"] = other.get(row["old_la_code"], row["old_la_code"])


BAD_FILES = {
    "a negative count": (
        set_cell("Camden", "of_them_seen", "-100"),
        r"not below the least that can be: line \d+, column of_them_seen: found -100\.0, 0\.0.*declare the column's",
    ),
    "a percentage over 100": (
        set_cell("Camden", "percentage", "333"),
        r"not above the greatest that can be: line \d+, column percentage: found 100\.0, 333\.0.*column's maximum",
    ),
    "more decimals than declared": (
        set_cell("Camden", "percentage", "33.333"),
        r"declared decimal places \(rule 22\): column percentage: found 1\.0, 3\.0.*change decimal_places",
    ),
    "an authority counted twice": (
        set_cell("Camden", "children", "602"),
        r"London counted once: line \d+, column children, the places in Inner London in 2024, "
        r"together 602 beside 300: found 297\.0\. .*declare it under known_gaps",
    ),
    "a region that its authorities do not reach": (
        set_cell("Middlesbrough", "children", "414"),
        r"the places in North East in 2024, together 919 beside 1,020: found 96\.0",
    ),
    "an authority without a return that nobody declared": (
        set_cell("Hartlepool", "children", "x"),
        r"the places in North East in 2024, together 514 beside 1,020: found 501\.0",
    ),
    "an authority without a return in another year than declared": (
        set_cell("Barnet", "children", "u"),
        r"the places in Outer London in 2024, together 0 beside 400: found 395\.0",
    ),
    "London that is not its two halves": (
        set_cell("London", "children", "800"),
        r"the places in London in 2024, together 700 beside 800: found 85\.0",
    ),
    "England with London twice": (
        set_cell("England", "children", "2420"),
        r"the places in England in 2024, together 1,720 beside 2,420: found 685\.0",
    ),
    "a total that is not its parts": (
        set_cell("Camden", "children", "701", age="Total"),
        r"parts sum to their whole within rounding: line \d+, column children, 0 to 4 \+ 5 to 17 of Camden in 2024, "
        r"together 700 beside 701: found 1\.0.*change relations",
    ),
    "a hidden part, and the others above the total": (
        lambda rows: (
            set_cell("Camden", "children", "c")(rows),
            set_cell("Camden", "children", "399", age="5 to 17")(rows),
            set_cell("Camden", "children", "398", age="Total")(rows),
        ),
        r"0 to 4 \+ 5 to 17 of Camden in 2024, together 399 beside 398: found 1\.0",
    ),
    "a numerator over its denominator": (
        set_cell("Camden", "of_them_seen", "302"),
        r"a part is at most its whole: line \d+, of_them_seen and children of Camden in 2024, "
        r"together 302 beside 301: found 1\.0",
    ),
    "the old codes of two authorities swapped": (
        swap_old_codes,
        r"old_la_code is the one of its new_la_code \(rule 11\): line \d+: found 'E06000001 806'; "
        r"line \d+: found 'E06000002 805'.*data/definitions/places\.yml",
    ),
    "an old code that is blank": (
        everywhere("old_la_code", "202", ""),
        r"old_la_code is the one .*: line \d+: found 'E09000007 blank'",
    ),
    "the code x with a name": (
        everywhere("new_la_code", "E09000007", "x"),
        r"a GSS code \(rule 11\): line \d+, .*|a place's code is a GSS code \(rule 11\): line \d+: found 'x'",
    ),
    "the name Not available with a code": (
        everywhere("region_name", "Inner London", "Not available"),
        r"code x goes with the name Not available.*\(rule 12\): line \d+: found 'Regional E13000001 Not available'",
    ),
    "a total as a place": (
        everywhere("la_name", "Camden", "Total"),
        r"no Total or All in a column of time or place \(rule 16\): line \d+, column la_name: found 'Total'",
    ),
    "an authority without its region": (
        set_cell("Camden", "region_name", ""),
        r"the code and name of its region \(rule 15\): line \d+: found blank",
    ),
    "a member in another spelling": (
        set_cell("Camden", "age", "0-to-4"),
        r"differ in more than case and punctuation \(rule 18\): line \d+, column age: found 'age=0to4'",
    ),
    "a name too long to be one": (
        everywhere("la_name", "Camden", "Camden " * 20),
        r"a place name has at most 120 characters \(rule 23\): line \d+, column la_name: found 'Camden Camden",
    ),
    "the newest period is missing": (
        lambda rows: rows.__delitem__(slice(27, None)),
        r"each period is there, and the newest is 2024: period 2024: found 0",
    ),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_breaks_a_rule_is_refused_with_the_place_and_the_mend(gate, kind):
    change, message = BAD_FILES[kind]
    rows = file_of("2023", "2024")
    change(rows)
    with pytest.raises(FileRefused, match=re.compile(message, re.DOTALL)) as refused:
        gate(rows)
    told = str(refused.value)
    assert f"{SLUG}/2024/{FILE} is refused" in told
    assert all(". To mend: " in reason or " To mend: " in reason for reason in refused.value.verdict.reasons)


def test_a_known_slip_that_excuses_nothing_stands_in_the_verdict_to_be_looked_at(gate):
    slip = {"rule": "above_greatest", "releases": ["2024"], "places": ["E09000007"], "periods": ["2024"]}
    slip |= {"columns": ["percentage"], "found": "2026-11-21", "evidence": "Somebody looked."}
    verdict = gate(file_of("2023", "2024"), feed=FEED | {"known_slips": [slip]})
    assert verdict.accepted and verdict.to_look_at()["idle_slips"].count == 1


def renamed(old: str, new: str) -> tuple[list[dict], list[str], dict]:
    """Return the good file with a column under another name, which its feed declares as an alias."""
    rows = [{new if name == old else name: text for name, text in row.items()} for row in file_of("2023", "2024")]
    columns = FEED["columns"] | {old: FEED["columns"][old] | {"published_as": [new]}}
    return rows, [new if name == old else name for name in HEADER], FEED | {"columns": columns}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("white_children", r"named by a characteristic of children \(rule 6\): line 1, .*found 'white_children'"),
        ("children_" * 6, r"a column name has at most 50 characters \(rule 23\): line 1, .*found 'children_children_"),
    ],
)
def test_a_declared_column_with_a_name_that_the_standard_excludes_is_refused(gate, name, message):
    rows, header, feed = renamed("children", name)
    with pytest.raises(FileRefused, match=message):
        gate(rows, feed=feed, header=header)


def test_a_filter_with_nearly_a_harmonised_name_is_refused(gate):
    rows = [{"ethnic_group" if name == "age" else name: text for name, text in r.items()} for r in file_of("2024")]
    header = ["ethnic_group" if name == "age" else name for name in HEADER]
    feed = FEED | {"filters": {"ethnic_group": FEED["filters"]["age"]}, "adds_up": None}
    feed["periods"] = FEED["periods"] | {"window": 1}
    with pytest.raises(FileRefused, match=r"goes by it \(rule 24\): line 1, .*found 'ethnic_group'.*published_as"):
        gate(rows, feed=feed, header=header)


@pytest.mark.parametrize("symbol", ["x", "u", "c"])
def test_a_known_gap_or_a_hidden_figure_lets_the_larger_place_hold_more(gate, symbol):
    rows = file_of("2023", "2024")
    year = "2024" if symbol == "c" else "2023"
    for age in ("0 to 4", "Total"):
        at(rows, "Barnet", age, year)["children"] = symbol
    assert gate(rows).accepted


@pytest.mark.parametrize("symbol", ["z", "low"])
def test_a_symbol_that_stands_for_nothing_counts_as_nothing(gate, symbol):
    rows = file_of("2023", "2024")
    at(rows, "Barnet")["children"] = symbol
    with pytest.raises(FileRefused, match=r"the places in Outer London in 2024, together 0 beside 400"):
        gate(rows)


def test_a_newest_period_with_fewer_authorities_than_the_one_before_is_refused(gate):
    assert gate(file_of("2022", "2023"), "2023").accepted
    rows = [row for row in file_of("2023", "2024") if (row["la_name"], row["time_period"]) != ("Hartlepool", "2024")]
    with pytest.raises(FileRefused, match=r"newest period of the earlier vintage has: period 2024, .* 'E06000001'"):
        gate(rows, feed={name: kept for name, kept in FEED.items() if name != "adds_up"})


def test_an_authority_that_a_boundary_change_ended_may_be_gone_from_the_newest_period(gate):
    county, successor = ("909", "E10000006", "Cumbria"), ("942", "E06000063", "Cumberland")
    after = [dict(row) for row in file_of("2023", "2024")]
    before = [dict(row) for row in file_of("2022", "2023")]
    for row in (*before, *after):
        if row["la_name"] == "Camden":
            place = successor if row["time_period"] == "2024" else county
            row.update(zip(("old_la_code", "new_la_code", "la_name"), place, strict=True))
    assert gate(before, "2023").accepted
    assert gate(after).accepted


def yaml_row(text: str) -> dict:
    return read_yaml(text)[0]


def test_figures_that_doubled_are_told_and_not_refused(gate, settings):
    rows = file_of("2023", "2024")
    at(rows, "Hartlepool", year="2023")["of_them_seen"] = "60"
    at(rows, "Camden")["percentage"] = "90"
    verdict = gate(rows)
    assert (verdict.accepted, verdict.notes["jumps"].count) == (True, 2)
    percentage, seen = verdict.notes["jumps"].examples
    assert re.fullmatch(r"line \d+, Camden, percentage \(age=0 to 4\): 33\.3 in 2023, 90 in 2024", percentage)
    assert re.fullmatch(r"line \d+, Hartlepool, of_them_seen \(age=0 to 4\): 60 in 2023, 168 in 2024", seen)
    with notes_file(verdict.file_id, "jumps", settings).open(newline="") as listed:
        lines = list(csv.DictReader(listed))
    camden, hartlepool = lines
    start = '- {feed: children_counted, column: of_them_seen, where: {age: "0 to 4"}, place: "E06000001", period: '
    rest = "reason: , doubted_on: , source: }"
    assert hartlepool["to_doubt"] == f'{start}"2024", figure: 168, {rest}'
    assert hartlepool["to_doubt_earlier"] == f'{start}"2023", figure: 60, {rest}'
    # Copied as it is, the row is refused: it says neither why nor who.
    fields = yaml_row(camden["to_doubt"])
    assert [name for name, value in fields.items() if value is None] == ["reason", "doubted_on", "source"]
    said = {"reason": "A slip.", "doubted_on": "2026-11-21", "source": "A letter."}
    assert DoubtedFigure.model_validate(fields | said).where == {"age": "0 to 4"}
    kept = json.loads((gated_folder(settings) / f"{verdict.file_id}.json").read_text())
    assert kept["notes"]["jumps"]["count"] == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": ["boys"]}, "adds_up: columns: boys is not declared"),
        ({"relations": [{"kind": "within", "whole": "children", "parts": ["boys"]}]}, "relations: boys is not"),
        ({"not_summed": {"age": ["18"]}}, "not_summed, age: 18 is not declared"),
        ({"columns": [], "relations": [], "known_gaps": [], "rounded_to": None}, "declares neither"),
        ({"columns": []}, "known_gaps and rounded_to are about columns"),
        ({"relations": [OF_CHILDREN | {"percentage": "share"}]}, "relations: share is not declared"),
        ({"relations": [OF_CHILDREN | {"percentage": None}]}, "'kind: share' and 'percentage'"),
        ({"relations": [OF_CHILDREN | {"kind": "within"}]}, "'kind: share' and 'percentage'"),
        ({"relations": [OF_CHILDREN | {"count": "children"}]}, "'count' is for a share between members"),
        ({"relations": [OF_CHILDREN | {"parts": ["of_them_seen", "percentage"]}]}, "has one numerator"),
    ],
)
def test_a_declaration_of_sums_that_names_nothing_known_is_an_error(change, message):
    with pytest.raises(ValueError, match=message):
        Feed.model_validate(FEED | {"adds_up": FEED["adds_up"] | change})


def file_of_shares(relation: dict) -> tuple[list[dict], dict]:
    """Return a good file whose percentages are what a relation says, and the feed that declares it."""
    rows = file_of("2023", "2024")
    for row in rows:
        place = row["la_name"] or row["region_name"] or "England"
        whole = int(at(rows, place, "Total", row["time_period"])["children"])
        children, seen = int(row["children"]), int(row["of_them_seen"])
        row["percentage"] = f"{100 * (children / whole if relation is OF_ALL_AGES else seen / children):.1f}"
    relations = [*FEED["adds_up"]["relations"], relation]
    return rows, FEED | {"adds_up": FEED["adds_up"] | {"relations": relations}}


@pytest.mark.parametrize(
    ("relation", "place", "text", "message"),
    [
        (
            OF_CHILDREN,
            "Camden",
            "33.3",
            r"its denominator within rounding: line \d+, column percentage of Camden in 2024, "
            r"of_them_seen 100 of 301 beside 33\.3%: found 0\.027\. .*change its share under relations",
        ),
        (
            OF_ALL_AGES,
            "Camden",
            "12",
            r"column percentage of Camden in 2024, 0 to 4 301 of 700 beside 12%: found 30\.95",
        ),
        # Each count of a region may be 5 away, so 1020 of 3060 may be 33.6% and no more.
        (
            OF_ALL_AGES,
            "North East",
            "33.7",
            r"of North East in 2024, 0 to 4 1,020 of 3,060 beside 33\.7%: found 0\.098",
        ),
    ],
)
def test_a_percentage_that_its_two_counts_contradict_is_refused(gate, relation, place, text, message):
    rows, feed = file_of_shares(relation)
    at(rows, place)["percentage"] = text
    with pytest.raises(FileRefused, match=re.compile(message, re.DOTALL)):
        gate(rows, feed=feed)


@pytest.mark.parametrize(("relation", "text"), [(OF_CHILDREN, "33.5"), (OF_ALL_AGES, "33.6")])
def test_a_percentage_that_rounding_of_its_counts_explains_is_accepted(gate, relation, text):
    rows, feed = file_of_shares(relation)
    at(rows, "North East")["percentage"] = text
    assert gate(rows, feed=feed).accepted


@pytest.mark.parametrize(("age", "column"), [("0 to 4", "percentage"), ("0 to 4", "children"), ("Total", "children")])
def test_a_percentage_is_not_judged_where_it_or_one_of_its_counts_is_suppressed(gate, age, column):
    rows, feed = file_of_shares(OF_ALL_AGES)
    at(rows, "Camden")["percentage"] = "12"
    at(rows, "Camden", age)[column] = "c"
    assert gate(rows, feed=feed).accepted


@needs_dfe
def test_care_leavers_with_a_percentage_that_is_not_of_them_are_refused(settings, definitions):
    slug, name = "children-looked-after-in-england-including-adoptions", "la_care_leavers_accommodation_suitability.csv"
    with (DFE / slug / "2024" / name).open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
    leeds = {"la_name": "Leeds", "time_period": "2024", "age": "19 to 21 years"}
    line, row = next(
        (line, row)
        for line, row in enumerate(rows, start=2)
        if row.items() >= leeds.items() and row["accommodation_suitability"] == "Accommodation considered suitable"
    )
    assert (row["number"], row["percentage"]) == ("475", "86")
    row["percentage"] = "12"
    path = settings.releases[0] / slug / "2024" / name
    path.parent.mkdir(parents=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (offer,) = (offer for offer in look(settings, definitions).fresh if offer.file_name == name)
    with pytest.raises(FileRefused) as refused:
        gate_in(land(offer, settings), settings, definitions)
    told = str(refused.value)
    assert f"{slug}/2024/{name} is refused" in told
    assert "a percentage is its numerator out of its denominator within rounding" in told
    assert (
        f"line {line}, column percentage of Leeds in 2024, Accommodation considered suitable 475 of 552 beside" in told
    )
    assert "12%: found 73.551" in told
    assert "change its share under relations of feed care_leavers_accommodation" in told


@needs_dfe
def test_every_dfe_feed_of_counts_says_how_they_add_up(definitions):
    kept = [feed for _, feed in definitions.feeds.values() if feed.regions == 11]
    assert len(kept) == 12
    assert [feed.feed for feed in kept if feed.adds_up is None] == []
