"""The gate in: what a landed release file must satisfy before the warehouse reads a figure of it.

Rule numbers are those of the screening rules in the DfE's data-file standard, listed in docs/gates.md. The suites
run in the order of ``suites``; a later one presumes that the earlier ones passed.
"""

import re
from collections.abc import Iterable

from great_expectations import expectations as gxe

from oba.definitions.models import MANDATORY, Feed, Symbol

NUMBER = r"-?\d+(?:\.\d+)?"
LEVELS = ["National", "Regional", "Local authority"]
PERIOD = r"(?:Reporting|Calendar) year \d{4}|(?:Academic|Financial|Tax) year \d{6}"
ASK = "ask the publisher, or fetch the file again if others see it whole."


def suites(feed: Feed, release: str, published: Iterable[str], symbols: Iterable[Symbol]) -> dict[str, list]:
    """Return the expectations for one file of a feed, by the frame they are about.

    Args:
        feed: the feed the file belongs to.
        release: its release; columns that came later may be absent.
        published: the canonical names of the columns the file has.
        symbols: the symbols allowed in place of a figure.
    """
    return {
        "columns": columns(feed, release, set(published)),
        "rows": rows(feed),
        "periods": periods(feed),
        "cells": cells(symbols),
    }


def columns(feed: Feed, release: str, published: set[str]) -> list:
    """The file has the columns that its feed declares, and no others."""
    required = set(MANDATORY) | {"new_la_code", "la_name", "region_code", "region_name", "old_la_code"}
    expected = required | set(feed.declared) - feed.optional_columns(release)
    later = feed.optional_columns(release) & published
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
            column_set=sorted(expected | later),
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
        gxe.ExpectColumnValuesToMatchRegex(
            column="period",
            regex=rf"^(?:{PERIOD})$",
            meta={
                "rule": "time_period fits time_identifier (rules 7 and 8)",
                "why": "A period that cannot be read cannot be placed on a curve.",
                "mend": ASK,
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
            column="time_identifier",
            max_value=1,
            meta={
                "rule": "the file has one kind of period (rule 8)",
                "why": "Years of different kinds end on different days and are not one series.",
                "mend": ASK,
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
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=["time_period", "time_identifier", "geographic_level", "location_code", *feed.filters],
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


def periods(feed: Feed) -> list:
    """Each period is whole: England once, and about as many authorities as there are."""
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="nations",
            min_value=1,
            meta={
                "rule": "each period has a row for England",
                "why": "A file that lacks it was cut off, or the comparison with England would be missing.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="authorities",
            min_value=feed.minimum_authorities,
            meta={
                "rule": f"each period has at least {feed.minimum_authorities} authorities",
                "why": "A file cut off between two lines looks whole otherwise.",
                "mend": f"fetch the file again; if fewer now report, change minimum_authorities of feed {feed.feed}.",
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
