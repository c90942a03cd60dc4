"""The gate out: every rule of the published marts, and what is noted of a build that passed."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from oba.build import warehouse_file
from oba.config import Settings
from oba.content import content_of, left_out
from oba.errors import ObaError
from oba.files import Damaged, file_sha256, read_record
from oba.gates import failures, suites_needed
from oba.publication.manifest import publication_id

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

GATE_RESULT = "gate_out.json"
COMPARED = "compared.json"  # what the build changes against what is served, and that it may


# Counts of people, each with what it is out of; what is left between the two is a count as well.
PARTS = {"numerator": "denominator", "people": "base", "people_with": "people_observed"}
PEOPLE = ("at_risk", "families", "families_with", "families_without", "children_with", "children_without")
FEW = range(1, 6)  # a figure made of records that is one of these could be known to be a child's
COUNTS = (
    "value",
    "previous_value",
    "first_published_value",
    "baseline_value",
)  # counts where the interval is of a count


class PublicationRefused(ObaError):
    """The gate out refused the built marts; names the mart, the rule and the rows."""


def gate_out(settings: Settings) -> dict[str, int]:
    """Check every mart of the built warehouse.

    Returns:
        The number of expectations that each mart passed; also kept for the manifest.

    Raises:
        PublicationRefused: an expectation failed, or a mart has no suite or a suite no mart.
    """
    with suites_needed():
        from expectations import published_marts
    suites = published_marts.suites()
    frames, made_of_records = _marts(settings)
    without = sorted(set(frames) ^ set(suites))
    if without:
        raise PublicationRefused(
            f"These have a mart but no suite, or a suite but no mart: {', '.join(without)}. "
            "Write or remove the suite in expectations/published_marts.py. What is served has not changed."
        )
    failed = [
        f"  - {told}" for mart, frame in frames.items() for told in wrong_in(mart, frame, suites[mart], made_of_records)
    ]
    if failed:
        raise PublicationRefused(
            "\n".join(["The gate out refuses the build:", *failed, "What is served has not changed."])
        )
    passed = {mart: len(suite) for mart, suite in suites.items()}
    content = content_of(warehouse_file(settings), left_out())
    result = {"sha256": file_sha256(warehouse_file(settings)), "passed": passed, "content": asdict(content)}
    (settings.build / GATE_RESULT).write_text(json.dumps(result))
    return passed


def wrong_in(
    mart: str, frame: pd.DataFrame, suite: Iterable["Expectation"], made_of_records: Collection[str] = ()
) -> list[str]:
    """Return each expectation that a mart fails, in words: the mart, the rule, the rows and the mend.

    Args:
        mart: its name.
        frame: its rows.
        suite: what it is asked.
        made_of_records: ids of the release files that are made of records of single children.
    """
    frame = _with_tells_few(frame, made_of_records)
    for figure, reason in (("value", "value_reason"), ("share_pct", "missing_reason")):
        if {figure, reason} <= set(frame.columns):
            frame = frame.assign(has_value_or_reason=frame[figure].isna() ^ frame[reason].isna())
    key = _key(frame)
    return [f"{mart}: {failure}" for failure in failures(suite, frame, key, partial(_words, key=key))]


def id_of_build(settings: Settings) -> str:
    """Return the id under which the build would be published.

    Raises:
        PublicationRefused: the build has not passed the gate out.
    """
    return publication_id(gate_result(settings)["content"]["digest"], settings)


def gate_result(settings: Settings) -> dict[str, Any]:
    """Return what ``gate_out`` noted of the build: ``passed``, expectations by mart, and ``content``, its digests.

    Raises:
        PublicationRefused: the build has not passed the gate out.
    """
    return noted(GATE_RESULT, "This build has not passed the gate out.", settings)


def noted(name: str, otherwise: str, settings: Settings) -> dict[str, Any]:
    """Return what a step before noted in a file beside the build.

    Raises:
        PublicationRefused: it noted nothing of the build as it is now; begins with ``otherwise``.
    """
    path = settings.build / name
    try:
        result = read_record(path)
    except (FileNotFoundError, Damaged):
        result = {}
    # The checksum ties the result to the bytes it was about: a build changed since then has not passed.
    if result.get("sha256") != file_sha256(warehouse_file(settings)):
        raise PublicationRefused(f"{otherwise} Run publish_scorecards from its beginning.")
    return result


def _marts(settings: Settings) -> tuple[dict[str, pd.DataFrame], set[str]]:
    """Return every mart, and the ids of the release files that are made of records."""
    with duckdb.connect(str(warehouse_file(settings)), read_only=True) as connection:
        names = connection.sql(
            "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
        ).fetchall()
        records = connection.sql(
            "select release_file_id from marts.dim_release_file where is_made_of_records"
        ).fetchall()
        made_of_records = {file_id for (file_id,) in records}
        frames = {name: connection.table(f"marts.{name}").df() for (name,) in names}
    return frames, made_of_records


def _with_tells_few(frame: pd.DataFrame, made_of_records: Collection[str]) -> pd.DataFrame:
    """Return a mart with the column ``tells_few``, where it holds figures of release files.

    It is true in a row made of records where a count, a numerator, a denominator or what is left between them is from 1
    to 5. The figure itself is in no message: the gate names the row.
    """
    files = [name for name in frame.columns if name.endswith("release_file_id") and "denominator" not in name]
    if not files:
        return frame
    is_count = frame.get("interval_method", pd.Series("none", frame.index)) == "count"
    few = pd.Series(False, frame.index)
    for name in frame.columns:
        if name in (*PARTS, *PARTS.values(), *PEOPLE):
            few |= frame[name].isin(FEW)
        elif name in COUNTS:
            few |= is_count & frame[name].isin(FEW)
        elif name.endswith("raw_value"):
            few |= frame[name].isin([str(number) for number in FEW])
    for part, whole in PARTS.items():
        if {part, whole} <= set(frame.columns):
            few |= (frame[whole] - frame[part]).isin(FEW)
    return frame.assign(tells_few=few & frame[files].isin(made_of_records).any(axis="columns"))


def _key(frame: pd.DataFrame) -> list[str]:
    """Return the columns that name a row to a person: the key of a fact, or the first column of a dimension."""
    named = [name for name in ("measure_id", "geography_code", "period_end_date") if name in frame]
    return named or [frame.columns[0]]


def _words(row: dict[str, Any], key: list[str]) -> str:
    return "row " + ", ".join(str(row.pop(name)) for name in key)
