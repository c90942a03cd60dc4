"""The figures of a measure to take away: every place and period, as CSV and as a workbook.

Both hold the same cells, named as the columns of the marts are. A figure that is hidden is empty, with its reason
beside it. A text that a spreadsheet would run as a formula has an apostrophe before it (CWE-1236).
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from oba import language as words
from oba.site.reading import Row, Site
from oba.site.reading.measures import MeasureOfPlaces, read_measure

COLUMNS = (
    "measure_id",
    "geography_code",
    "geography_name",
    "geographic_level",
    "region_name",
    "period_id",
    "period_label",
    "period_end_date",
    "value",
    "value_reason",
    "value_reason_words",
    "interval_low",
    "interval_high",
    "numerator",
    "denominator",
    "value_origin",
    "is_after_break",
    "doubt_reason",
    "first_published_value",
    "first_published_value_reason",
    "publication_title",
    "release_name",
    "published_date",
    "file_name",
    "published_column",
    "source_row",
    "last_source_row",
)
WHAT_COLUMNS_MEAN = (
    ("geography_code", "The place's code of the Office for National Statistics"),
    ("value", "The newest published figure; empty where there is none to show, never 0 in its place"),
    ("value_reason", "Why there is none, as a code; value_reason_words says it in words"),
    ("interval_low, interval_high", "The likely range: 95 times in 100 the true figure lies in it"),
    ("numerator, denominator", "The counts behind a percentage or rate, where they are published"),
    ("value_origin", "published: as printed; worked_out: from printed counts; summed: of printed rows"),
    ("is_after_break", "What is counted, or how, changed since the period before"),
    ("first_published_value", "The figure that was published first, before any revision"),
    ("file_name, published_column, source_row", "The file, column and line of the release that the figure stands in"),
)
LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0: "
    "www.nationalarchives.gov.uk/doc/open-government-licence/version/3"
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NO_DAY = datetime(2000, 1, 1)  # a workbook has to name a day on which it was made; the figures are of their releases'


def csv_file(name: str, site: Site) -> bytes:
    """Return the figures of a measure as CSV, UTF-8 with the mark by which spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_written(cell) for cell in row] for row in figures(site, site.once(read_measure, name)))
    return file.getvalue().encode("utf-8-sig")


def workbook(name: str, site: Site) -> bytes:
    """Return the figures as a workbook (XLSX) with a sheet of what they mean; the same bytes for the same rows."""
    measure = site.once(read_measure, name)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": _safe(measure.definition["measure_name"]), "created": NO_DAY})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Figures")
    sheet.freeze_panes(1, 3)
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    sheet.set_column(2, 2, 28)
    for at, column in enumerate(COLUMNS):
        sheet.write_string(0, at, column, bold)
    count = 0
    for count, row in enumerate(figures(site, measure), start=1):
        for at, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(count, at, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(count, at, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(count, at, cell, day)
            else:
                sheet.write_number(count, at, cell)
    sheet.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)
    told = book.add_worksheet("About")
    told.set_column(0, 0, 34, bold)
    told.set_column(1, 1, 110, book.add_format({"text_wrap": True}))
    for at, pair in enumerate(_about(site, measure)):
        for place, text in enumerate(pair):
            told.write_string(at, place, _safe(text))
    book.close()
    return file.getvalue()


def figures(site: Site, measure: MeasureOfPlaces) -> Iterator[list[Any]]:
    """Return the cells of every place and period, by name of the place and then by period; texts are safe to open."""
    definition = measure.definition
    labels = {end: words.label(definition["period_kind"], end, definition["timing"]) for end in measure.periods}
    columns = {
        (row["geography_code"], row["period_end_date"]): row["published_column"]
        for row in site.rows("fct_measure_vintage", measure_id=definition["measure_id"], is_current=True)
    }
    files: dict[str, Row] = {}
    for place in measure.places:
        named = {
            "measure_id": definition["measure_id"],
            **{key: _safe(value) for key, value in place.geography.items() if isinstance(value, str)},
        }
        for row in place.history:
            release = row["release_file_id"]
            if release not in files:
                file = site.row("dim_release_file", release_file_id=release)
                files[release] = {key: _safe(value) if isinstance(value, str) else value for key, value in file.items()}
            end = row["period_end_date"]
            column = columns.get((place.code, end))
            told = {
                **named,
                **files[release],
                **row,
                "geography_name": named["geography_name"],
                "period_label": labels[end],
                "published_column": column and _safe(column),
                "value_reason_words": words.no_value(row) if row["value"] is None else None,
                "doubt_reason": row["doubt_reason"] and _safe(row["doubt_reason"]),
            }
            yield [_number(told.get(column)) for column in COLUMNS]


def _about(site: Site, measure: MeasureOfPlaces) -> Iterator[tuple[str, str]]:
    definition = measure.definition
    yield "Measure", definition["measure_name"]
    yield "What it tells", definition["plain_definition"]
    yield "How it is counted", definition["technical_definition"]
    yield "Who is counted", definition["measured_population"] or "Not stated"
    yield "Unit", words.unit_name(definition["unit"])
    yield "Better", words.POLARITIES[definition["polarity"]]
    yield "Likely range", words.interval_named(definition["interval_method"])
    yield "Decimal places shown on pages", str(definition["decimal_places"])
    yield from WHAT_COLUMNS_MEAN
    releases = {row["release_file_id"] for place in measure.places for row in place.history}
    rows = [site.row("dim_release_file", release_file_id=release) for release in releases]
    for row in sorted(rows, key=lambda row: (row["publication_title"], row["release_name"], row["file_name"])):
        yield (
            "From",
            f"{row['publisher']}: {row['publication_title']}, release {row['release_name']}, {row['file_name']} "
            f"(SHA-256 {row['sha256']})",
        )
    yield "Licence", LICENCE


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _number(cell: Any) -> Any:
    """Return a decimal as the number that a spreadsheet holds, whole where it is whole."""
    if not isinstance(cell, Decimal):
        return cell
    return int(cell) if cell == cell.to_integral_value() else float(cell)


def _written(cell: Any) -> Any:
    return str(cell).lower() if isinstance(cell, bool) else cell
