"""A small warehouse of made-up measures of made-up places: the marts that pages of measures read, and no others.

Its tables have the columns and types that the models declare, so that a column that goes is missed here too.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from oba.config import PROJECT

Row = dict[str, Any]

MARTS = (
    *("dim_geography", "dim_measure", "dim_release_file", "dim_scorecard"),
    *("bridge_combined_return", "bridge_scorecard_geography", "bridge_scorecard_measure"),
    *("bridge_statistical_neighbour", "fct_contradicted_figure", "fct_measure_comparison", "fct_measure_revision"),
    *("fct_measure_value", "fct_measure_verdict", "fct_measure_vintage", "fct_source_pair"),
)
TYPES = {"string": "varchar", "int": "integer", "bigint": "bigint"}
ENDS = [date(year, 3, 31) for year in range(2021, 2026)]
NEWEST = ENDS[-1]
FILE = "f1"
ENGLAND = "E92000001"
HOSTILE = '=cmd|"/C calc"!A0 <script>alert(1)</script> & Sons'
DEFINITION = {
    "measure_id": "late_share",
    "measure_kind": "indicator",
    "measure_name": "Late visits",
    "plain_definition": "Of every 100 visits, how many came late.",
    "technical_definition": "Late visits as a percentage of all visits.",
    "unit": "percent",
    "decimal_places": 1,
    "polarity": "lower_is_better",
    "timing": "during_year",
    "interval_method": "wilson",
    "measured_population": "All children who are visited",
    "cadence": "annual",
    "period_kind": "year",
    "lag_months": 7,
}


def write_warehouse(path: Path, rows: dict[str, list[Row]]) -> Path:
    """Write a warehouse file with the marts that pages of measures read.

    Args:
        path: of the file.
        rows: by mart; a column that is not named is null.
    """
    with duckdb.connect(str(path)) as warehouse:
        warehouse.sql("create schema marts")
        for mart in MARTS:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in _columns(mart))
            warehouse.sql(f"create table marts.{mart} ({columns})")
            for row in rows.get(mart, []):
                named = ", ".join(f'"{name}"' for name in row)
                warehouse.execute(
                    f"insert into marts.{mart} ({named}) values ({', '.join('?' * len(row))})", [*row.values()]
                )
    return path


def authority(number: int, name: str, **said: Any) -> Row:
    """Return an authority's row of ``dim_geography``."""
    return place(f"E0900{number:04}", name, **said)


def place(code: str, name: str, level: str = "Local authority", **said: Any) -> Row:
    """Return a row of ``dim_geography``."""
    known = {"is_made_up": False, "is_combined_return": False, "is_part_of_another_region": False, "newest_code": code}
    return {"geography_code": code, "geography_name": name, "geographic_level": level, **known, **said}


def value(measure: str, code: str, figure: float | None, end: date = NEWEST, line: int = 1, **said: Any) -> Row:
    """Return a row of ``fct_measure_value``, with an interval of one either side."""
    row = {
        "measure_id": measure,
        "geography_code": code,
        "period_id": f"year_{end}",
        "period_end_date": end,
        "value": figure,
        "value_reason": None if figure is not None else "suppressed",
        "value_origin": "published",
        "interval_low": None if figure is None else figure - 1,
        "interval_high": None if figure is None else figure + 1,
        "numerator": None if figure is None else figure * 2,
        "denominator": None if figure is None else 200,
        "is_after_break": False,
        "is_doubted": False,
        "is_shock": False,
        "first_published_value": figure,
        "release_file_id": FILE,
        "source_row": line,
    }
    return row | said


def small_country() -> dict[str, list[Row]]:
    """Return six authorities, one with a hidden figure and one with a name to beware of, an old one, and England."""
    names = ["Aford", "Beton", 'Cē "Quoted" O\'Town', HOSTILE, "Eham", "Fby"]
    authorities = [authority(number, name) for number, name in enumerate(names, start=1)]
    ended = authority(7, "Gone Council", valid_to=date(2023, 3, 31))
    england = place(ENGLAND, "England", "National")
    codes = [row["geography_code"] for row in authorities]
    values, vintages = [], []
    for number, code in enumerate([*codes, ENGLAND]):
        for end in ENDS:
            hides = number == 4 and end == NEWEST
            values.append(
                value("late_share", code, None if hides else 10 + number + end.year % 5, end, len(values) + 2)
            )
    values.append(value("late_share", ended["geography_code"], 9, ENDS[1], len(values) + 2))
    for row in values:
        keys = ("measure_id", "geography_code", "period_id", "period_end_date", "release_file_id", "source_row")
        vintages.append({key: row[key] for key in keys} | {"published_column": "late_pct", "is_current": True})
    values.append(value("only_share", codes[0], 40, NEWEST))
    newest = {row["geography_code"]: row for row in values if row["period_end_date"] == NEWEST}
    return {
        "dim_geography": [*authorities, ended, england],
        "dim_measure": [
            DEFINITION,
            DEFINITION | {"measure_id": "only_share", "measure_name": "Of one", "cadence": "once", "lag_months": None},
            DEFINITION | {"measure_id": "silent_share", "measure_name": "Of none"},
        ],
        "dim_release_file": [_file()],
        "dim_scorecard": [
            {
                "scorecard_id": "safe",
                "scorecard_kind": "population",
                "scorecard_title": "Safe",
                "outcome": "Children are safe.",
            }
        ],
        "bridge_scorecard_geography": [{"scorecard_id": "safe", "geography_code": code} for code in codes[:5]],
        "bridge_scorecard_measure": [
            {"scorecard_id": "safe", "measure_id": "late_share", "is_headline": True, "proxy_power": "high"}
        ],
        "bridge_statistical_neighbour": [
            {"geography_code": codes[0], "neighbour_set_year": 2024, "neighbour_rank": rank, "neighbour_code": near}
            for rank, near in enumerate([codes[2], codes[1]], start=1)
        ],
        "fct_measure_value": values,
        "fct_measure_vintage": vintages,
        "fct_measure_comparison": [
            {
                "measure_id": "late_share",
                "geography_code": code,
                "period_end_date": NEWEST,
                "value": newest[code]["value"],
                "england_value": newest[ENGLAND]["value"],
                "against_england": "lower",
                "judged_against_england": "better",
                "authority_rank": rank,
                "rank_low": max(rank - 1, 1),
                "rank_high": min(rank + 1, 5),
                "ranked_of": 5,
            }
            for rank, code in enumerate([*codes[:4], codes[5]], start=1)
        ],
        "fct_measure_verdict": _verdicts(codes, newest),
    }


def _file() -> Row:
    return {
        "release_file_id": FILE,
        "publication_title": "Visits",
        "publisher": "Department of Visits",
        "release_name": "2025",
        "published_date": date(2025, 10, 30),
        "file_name": "visits.csv",
        "sha256": "0" * 64,
    }


def _verdicts(codes: Iterable[str], newest: dict[str, Row]) -> list[Row]:
    return [
        {
            "measure_id": "late_share",
            "geography_code": code,
            "period_end_date": NEWEST,
            "value": newest[code]["value"],
            "verdict": "real_worsening" if is_listed else "no_clear_change",
            "authorities_judged": 5,
            "list_length": 2,
            "listed_by_chance": 0.2,
            "is_listed": is_listed,
        }
        for number, code in enumerate(codes)
        for is_listed in [number in (1, 3)]
    ]


def _columns(mart: str) -> list[tuple[str, str]]:
    described = next(PROJECT.glob(f"dbt_project/models/marts/**/{mart}.yml"))
    columns = yaml.safe_load(described.read_text())["models"][0]["columns"]
    return [(column["name"], TYPES.get(column["data_type"], column["data_type"])) for column in columns]
