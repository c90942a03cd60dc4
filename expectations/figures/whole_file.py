"""What the columns, rows, lists, periods and cells of a file of figures must satisfy, and its likeness to the last one.

Rule numbers are those of the screening rules in the DfE's data-file standard, listed in docs/gates.md.
"""

import re
from collections.abc import Iterable

from great_expectations import expectations as gxe

from oba.definitions.base import MANDATORY
from oba.definitions.feeds import Feed, breakdown
from oba.definitions.measures import Symbol
from oba.definitions.places import Places

NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"  # not \d, which admits the digits of every script
LEVELS = ["National", "Regional", "Local authority"]
ASK = "ask the publisher, or fetch the file again if others see it whole."
HALF = 0.5  # of the figures on shared keys; DfE vintages without a declared break agree in 60% to 100%


def columns(feed: Feed, release: str) -> list:
    """The file has the columns that its feed declares, and no others; those that it may lack are left out here."""
    required = set(MANDATORY) | {"new_la_code", "la_name", "region_code", "region_name", "old_la_code"}
    expected = required | set(feed.declared) - feed.optional_columns(release)
    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value=1,
            meta={
                "rule": "the file has rows",
                "why": "A header alone holds no figure.",
                "mend": "fetch the file again.",
            },
        ),
        gxe.ExpectTableColumnsToMatchSet(
            column_set=sorted(expected),
            exact_match=True,
            meta={
                "rule": "the columns are those the feed declares (rule 1)",
                "why": f"Feed {feed.feed} finds figures by column name; an unknown column may split every row, "
                "a missing one may be renamed.",
                "mend": "if a column was renamed, add its new name under published_as in "
                f"data/definitions/publications; if it is new, declare it in feed {feed.feed}; otherwise {ASK}",
            },
        ),
    ]


def rows(feed: Feed) -> list:
    """Each row says which time and place it is about, once."""
    return [
        gxe.ExpectColumnValuesToBeNull(
            column="unknown_period",
            meta={
                "rule": "time_period fits time_identifier (rules 7 and 8)",
                "why": "A period that cannot be read cannot be placed on a curve. This feed's are such as "
                f"{feed.periods.family.published_example}.",
                "mend": f"correct the slip in a copy that you land yourself; of a publisher's file {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="years_follow",
            value_set=[True],
            meta={
                "rule": "a six-digit time_period names two years that follow each other (rule 7)",
                "why": "201415 is the year from 2014 to 2015; any other pair is a slip.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnUniqueValueCountToBeBetween(
            column="family",
            max_value=1,
            meta={
                "rule": "the file has one kind of period (rule 8)",
                "why": "Years of different kinds end on different days and are not one series.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnDistinctValuesToBeInSet(
            column="family",
            value_set=[feed.periods.time_identifier],
            meta={
                "rule": "the kind of period is the one the feed declares (rule 8)",
                "why": "Years of another kind end on another day and do not continue the series.",
                "mend": f"if the publisher changed it, change time_identifier of feed {feed.feed}; otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="geographic_level",
            value_set=LEVELS,
            meta={
                "rule": "geographic_level is one that the warehouse holds (rule 9)",
                "why": f"Rows are placed by level: {', '.join(LEVELS)}.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="location_code",
            meta={
                "rule": "each row has the code of its place (rule 10)",
                "why": "Places are joined by code; a row without one belongs nowhere.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="location_name",
            meta={
                "rule": "each row has the name of its place (rule 10)",
                "why": "People read names.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="location_code",
            regex=r"^[A-Z]\d{8}(?: / [A-Z]\d{8})*$",
            meta={
                "rule": "a place's code is a GSS code (rule 11)",
                "why": "A code of another form matches no place in any other file.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="misplaced_code",
            meta={
                "rule": "a row has no code of a smaller place than its level (rule 13)",
                "why": "An authority's code on a regional row means that the level or the code is wrong.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="region_around",
            meta={
                "rule": "an authority's row has the code and name of its region (rule 15)",
                "why": "Without them the authority is compared with no region, and the region's sum lacks it.",
                "mend": ASK,
            },
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=["time_period", "family", "geographic_level", "location_code", *feed.key_filters],
            ignore_row_if="never",
            meta={
                "rule": "each time, place and filter member has one row (rule 19)",
                "why": "Of two rows for one figure, nobody can say which is right.",
                "mend": ASK,
            },
        ),
        *[rule for name in feed.filters for rule in _filter(name)],
        *[
            gxe.ExpectColumnUniqueValueCountToBeBetween(
                column=name,
                max_value=1,
                meta={
                    "rule": "an attribute has one value in the whole file",
                    "why": "A column that starts to vary has become a filter and splits every row.",
                    "mend": f"if it is now a filter, move {name} to the filters of feed {feed.feed}.",
                },
            )
            for name in feed.attributes
        ],
    ]


def lists(feed: Feed, release: str, places: Places) -> list:
    """Members, their combinations, attribute values and places are the declared ones; all are there."""
    declare = f"feed {feed.feed} in data/definitions/publications"
    members = [f"{name}={text}" for name, kept in feed.filters.items() for text in kept.canonical_members(release)]
    combinations = [] if feed.lists else [breakdown(row) for row in feed.combinations(release)]
    values = [f"{name}={text}" for name, kept in feed.attributes.items() for text in kept.values]
    known = [f"{level} {code} {name}" for level in LEVELS for code, name in sorted(places.pairs(level))]
    return [
        _in_list(
            "member",
            members,
            "a filter has only the members that are declared",
            "A new member may split another, replace it or be counted within it.",
            f"declare it in {declare}: as a new member, or under published_as of the member that it renames.",
        ),
        _in_list(
            "combination",
            combinations,
            "members of several filters meet as declared",
            "A member beside another group than before is about other children.",
            f"declare it under only_with in {declare}.",
        ),
        _in_list(
            "attribute_value",
            values,
            "an attribute has a value that is declared",
            "The value says what all figures of the file are about.",
            f"if it says the same in other words, add it to the values of the attribute in {declare}.",
        ),
        _in_list(
            "place",
            known,
            "a place's code and name are a known pair (rule 11)",
            "A slip in a code or name gives a place's figures to another place, or to none.",
            "if the place or its name is new, add it to data/definitions/places.yml.",
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="lines",
            min_value=1,
            meta={
                "rule": "each declared member and combination is there",
                "why": "A member that vanished may be renamed, merged into another or cut off.",
                "mend": f"declare in {declare} its new name under published_as, or its last_release; otherwise {ASK}",
            },
        ),
    ]


def periods(feed: Feed, release: str) -> list:
    """The periods are those declared, and each is whole: every place, every member."""
    expected = feed.periods.expected(release)
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="time_period",
            value_set=expected,
            meta={
                "rule": f"the periods are {expected[0]} to {expected[-1]}",
                "why": "A period outside those declared is a slip, or the file is of another release.",
                "mend": f"if the publisher changed it, change periods of feed {feed.feed}; otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="lines",
            min_value=1,
            meta={
                "rule": f"each period is there, and the newest is {expected[-1]}",
                "why": "A release without its newest period is an older file under a newer name, or was cut off.",
                "mend": f"if the publisher ends or begins elsewhere now, change periods of feed {feed.feed}; "
                f"otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="nations",
            min_value=int(feed.england),
            max_value=None if feed.england else 0,
            meta={
                "rule": "each period has a row for England" if feed.england else "the file has no row for England",
                "why": "A file that lacks it was cut off, or the comparison with England would be missing."
                if feed.england
                else "The file is declared to be about authorities only.",
                "mend": f"set england of feed {feed.feed} to what the publisher gives; otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="regions",
            value_set=[feed.regions],
            meta={
                "rule": f"each period has {feed.regions} regions",
                "why": "A region that is missing or new changes what authorities are compared with.",
                "mend": f"if the publisher changed it, change regions of feed {feed.feed}; otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="authorities",
            min_value=feed.minimum_authorities,
            max_value=None if feed.minimum_authorities else 0,
            meta={
                "rule": f"each period has at least {feed.minimum_authorities} authorities"
                if feed.minimum_authorities
                else "the file has no authorities",
                "why": "A file cut off between two lines looks whole otherwise.",
                "mend": f"fetch the file again; if fewer now report, change minimum_authorities of feed {feed.feed}.",
            },
        ),
        *([] if feed.lists else [_full_grid()]),
    ]


def _full_grid() -> gxe.ExpectColumnPairValuesToBeEqual:
    return gxe.ExpectColumnPairValuesToBeEqual(
        column_A="lines",
        column_B="grid_lines",
        ignore_row_if="neither",
        meta={
            "rule": "each place of a period has a row for every combination of members",
            "why": "The file is a full grid; a gap is a lost row, an extra row a slip in a key.",
            "mend": f"{ASK} Lines found, then lines of the full grid, are given.",
        },
    )


def earlier(feed: Feed) -> list:
    """The file continues the accepted vintage before it, or its definition says where it does not."""
    place_change = "declare it under place_changes of the publication, with the reason;"
    return [
        gxe.ExpectColumnValuesToBeNull(
            column="gone",
            meta={
                "rule": "no place is gone from a period that an earlier vintage holds",
                "why": "Its figures would leave the warehouse unnoticed.",
                "mend": f"{place_change} otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="came",
            meta={
                "rule": "no place is new in a period that an earlier vintage holds",
                "why": "A place that appears in the past has another code, or was split from another place.",
                "mend": f"{place_change} otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="lost",
            meta={
                "rule": "the newest period has every authority that the newest period of the earlier vintage has",
                "why": "An authority that drops out of the newest period leaves every comparison unnoticed.",
                "mend": "if it ended, add the change to data/definitions/geography/boundary_changes.yml; if it is "
                f"published otherwise now, {place_change} otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="same_share",
            min_value=HALF,
            meta={
                "rule": "at least half of a column's figures are those of the earlier vintage",
                "why": "Figures that mostly differ are shifted, swapped or counted in another way.",
                "mend": "if the publisher made figures of some periods anew, name these and the columns in restated of "
                f"feed {feed.feed}; if it counts in another way from now on, declare a series break, with its source, "
                f"of these columns and no other; otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="data_column",
            column_B="nearest_column",
            ignore_row_if="both_values_are_missing",
            meta={
                "rule": "a column's figures are nearest to its own earlier ones",
                "why": "Figures nearer to another column's were probably published under the wrong name.",
                "mend": f"{ASK} The column, then the one that it resembles, are given.",
            },
        ),
    ]


def cells(symbols: Iterable[Symbol]) -> list:
    """Each figure is a number or a symbol with a known meaning."""
    allowed = [symbol.symbol for symbol in symbols]
    return [
        gxe.ExpectColumnValuesToNotBeNull(
            column="raw_value",
            meta={
                "rule": "a figure is never blank (rule 21)",
                "why": "A blank does not say whether the figure is nothing, hidden or missing.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="raw_value",
            regex=rf"^(?:{NUMBER}|{'|'.join(map(re.escape, allowed))})$",
            meta={
                "rule": "a figure is a number or a known symbol (rules 20 and 21)",
                "why": f"Numbers have no thousands separator; the symbols are {' '.join(allowed)}.",
                "mend": f"if the symbol is new and documented, add it to data/definitions/symbols.yml; otherwise {ASK}",
            },
        ),
    ]


def _in_list(column: str, texts: list[str], rule: str, why: str, mend: str) -> gxe.ExpectColumnValuesToBeInSet:
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=texts, meta={"rule": rule, "why": why, "mend": mend}
    )


def _filter(name: str) -> list:
    return [
        gxe.ExpectColumnValuesToNotBeNull(
            column=name,
            meta={
                "rule": "a filter is never blank (rule 17)",
                "why": "A row with no member could be a total or a slip.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column=name,
            regex=r"^\S(?:.*\S)?$",
            meta={
                "rule": "a filter member has no space at either end (rule 17)",
                "why": "'Total' and 'Total ' would be two members.",
                "mend": ASK,
            },
        ),
    ]
