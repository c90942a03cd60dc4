"""What a build would take away or change of what is served, told before it is published.

A release adds a year; a mended definition should mend. Either may also cost a measure its years, a place its figures or
hundreds of series their verdicts, and nothing in the new publication would say so. So the two are held against each
other, and where a measure would lose or change more than ``publishing.yml`` allows, a person has to have said so.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from oba.build import warehouse_file
from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.decisions import Change
from oba.definitions.places import later_codes
from oba.errors import ObaError
from oba.files import file_sha256
from oba.publication import COMPARED, WAREHOUSE, Manifest, is_whole, publications
from oba.vocabulary import PublicationChange
from oba.whats_new import NEWS_FOR_READERS, keep_news, news_file

CHANGES = "changes.csv"
REFUSED = "changes_refused.txt"
EXAMPLES = 3
SAID: dict[PublicationChange, str] = {
    "file_gone": "release files are no longer used",
    "measure_gone": "measures have no figure any more",
    "period_gone": "periods have no figure any more",
    "place_gone": "places have no figure any more",
    "figure_gone": "figures are gone",
    "figure_changed": "figures differ though no new file brings them",
    "figure_revised": "figures differ in a new file",
    "verdict_gone": "verdicts are gone",
    "verdict_changed": "verdicts on the same period differ",
    "forecast_gone": "frozen forecasts are gone",
}

# Each finds one kind of change: the measure, which of its things, and that in words. ``served`` and ``built`` are the
# two warehouses; the codes of both places are those of today, so that a recode moves nothing.
FOUND: dict[PublicationChange, str] = {
    "file_gone": """
        select '' as measure_id, publication || '/' || release_name || '/' || file_name as what
        from served.marts.dim_release_file
        where release_file_id not in (select release_file_id from built.marts.dim_release_file)
    """,
    "measure_gone": """
        select distinct measure_id, measure_id as what from figure
        where measure_id not in (select measure_id from built_figure where value is not null)
    """,
    "period_gone": """
        select measure_id, cast(period_end_date as text) as what from figure
        group by measure_id, period_end_date
        having bool_and(measure_is_left) and not bool_or(period_is_left)
    """,
    "place_gone": """
        select measure_id, geography_code as what from figure
        group by measure_id, geography_code
        having bool_and(measure_is_left) and not bool_or(place_is_left)
    """,
    "figure_gone": """
        select measure_id, cell as what from figure
        where period_is_left and place_is_left and built_value is null
            and not is_of_new_file
    """,
    "figure_changed": """
        select measure_id, cell || ': ' || shown || ' was served, ' || built_shown || ' is built' as what from figure
        where built_value <> value and not is_of_new_file
    """,
    "figure_revised": """
        select measure_id,
            cell || ': ' || shown || ' was served, ' || coalesce(built_shown, built_reason) || ' is built' as what
        from figure
        where built_value is distinct from value and is_of_new_file
    """,
    "verdict_gone": """
        select measure_id, geography_code || ': ' || verdict || ' was served, '
            || coalesce(built_verdict, 'nothing') || ' is built' as what
        from verdict
        where is_judged and not coalesce(built_is_judged, false) and measure_is_left
            -- Of a newer period it may be: a newest figure that is hidden or small says so by itself.
            and coalesce(built_verdict = 'definition_changed' or built_period_end_date = period_end_date, true)
    """,
    "verdict_changed": """
        select measure_id, geography_code || ': ' || verdict || ' was served, ' || built_verdict || ' is built' as what
        from verdict
        where is_judged and built_is_judged and verdict <> built_verdict and period_end_date = built_period_end_date
    """,
    "forecast_gone": """
        select measure_id, geography_code || ', made from figures up to ' || history_to as what from forecast
        where not is_left
    """,
}
# Out of how many things of the measure each kind is counted.
OUT_OF: dict[PublicationChange, str] = {
    "file_gone": "select '' as measure_id, count(*) as number from served.marts.dim_release_file",
    "measure_gone": "select distinct measure_id, 1 as number from figure",
    "period_gone": "select measure_id, count(distinct period_end_date) as number from figure group by 1",
    "place_gone": "select measure_id, count(distinct geography_code) as number from figure group by 1",
    **dict.fromkeys(
        ("figure_gone", "figure_changed", "figure_revised"),
        "select measure_id, count(*) as number from figure group by 1",
    ),
    **dict.fromkeys(
        ("verdict_gone", "verdict_changed"),
        "select measure_id, count(*) as number from verdict where is_judged group by 1",
    ),
    "forecast_gone": "select measure_id, count(*) as number from forecast group by 1",
}
TO_SAY = "decided_on: , decided_by: , reason: "
NOT_JUDGED = ("definition_changed", "too_few_to_tell")


class ChangeNeedsDecision(ObaError):
    """A build would take away or change more of what is served than may pass unsaid; names all of it."""


@dataclass(frozen=True)
class Changed:
    """What a build would change of one measure, in one way."""

    change: PublicationChange
    measure: str  # empty where it is about release files
    things: tuple[str, ...]  # each in words
    out_of: int
    decision: Change | None  # what a person has said of it
    is_allowed: bool  # without a word

    @property
    def count(self) -> int:
        """How many would vanish or change."""
        return len(self.things)

    @property
    def examples(self) -> tuple[str, ...]:
        """The first of them."""
        return self.things[:EXAMPLES]

    @property
    def is_undecided(self) -> bool:
        """Tell whether a person has to say something before this is published."""
        return not self.is_allowed and self.decision is None

    def told(self) -> dict[str, Any]:
        """Return it as the manifest has it: how many, and who meant them, without the figures themselves."""
        word = (
            {"decided_on": self.decision.decided_on.isoformat(), "reason": self.decision.reason}
            if self.decision
            else {}
        )
        measure = {"measure_id": self.measure} if self.measure else {}
        return {"change": self.change, **measure, "count": self.count, "out_of": self.out_of, **word}

    def __str__(self) -> str:
        """Say what would change, of how many, with the first of them."""
        more = f" and {self.count - len(self.examples)} more" if self.count > len(self.examples) else ""
        about = f"{self.measure}: " if self.measure else ""
        return f"{about}{self.count} of {self.out_of} {SAID[self.change]} ({'; '.join(self.examples)}{more})"


def changes(settings: Settings, definitions: Definitions) -> list[Changed]:
    """Hold the build against the publication made last, and keep every change in ``changes.csv`` beside the build.

    What is new for a reader of the pages is kept beside it too; see ``oba.whats_new``.

    One that is damaged is passed over for the one before it: it is to be made again.

    Returns:
        What would change, by kind and measure; nothing where no whole publication is kept.
    """
    manifest = _compared_with(settings)
    if manifest is None:
        news_file(settings).unlink(missing_ok=True)
        return []
    lines, out_of, news = _found(
        settings.published / manifest.publication_id / WAREHOUSE,
        warehouse_file(settings),
        {code: later[-1] for code, later in later_codes(definitions.boundary_changes).items()},
    )
    keep_news(news, manifest, settings)
    lines.to_csv(changes_file(settings), index=False)
    came = _came(manifest, settings)
    found = []
    for (change, measure), part in lines.groupby(["change", "measure_id"], sort=False):
        number, things = out_of[change, measure], tuple(part["what"])
        is_allowed = len(things) <= definitions.publishing.allowed_shares[change] * number
        decision = next(
            (
                one
                for one in definitions.decisions.changes
                if one.is_about(change, measure, manifest.publication_id, came, set(things))
            ),
            None,
        )
        found.append(Changed(change, measure, things, number, decision, is_allowed))
    return found


def _compared_with(settings: Settings) -> Manifest | None:
    return next((one for one in publications(settings) if is_whole(one.publication_id, settings)), None)


def changes_file(settings: Settings) -> Path:
    """Return where every change of a build is listed, one a line."""
    return settings.build / CHANGES


def refuse_undecided(settings: Settings, definitions: Definitions) -> list[Changed]:
    """Return what a build would change, if that may be published, and note for ``publish`` that it may.

    Raises:
        ChangeNeedsDecision: a measure would lose or change more than may pass unsaid, and nobody has said so.
    """
    found = changes(settings, definitions)
    undecided = [one for one in found if one.is_undecided]
    if undecided:
        manifest = _compared_with(settings)
        told = "\n".join(
            [
                f"The build would take away or change more of what is served than may pass unsaid; all of it is in "
                f"{changes_file(settings)}:",
                *(f"  - {one}" for one in undecided),
                "If this is not meant, mend what caused it, the definition or file that changed last, and run this "
                f"again. If it is, say so under changes in {definitions.folder / 'decisions.yml'}; fill in the day, "
                "who decided and why:",
                *_lines_to_paste(undecided, manifest.publication_id if manifest else ""),
            ]
        )
        (settings.build / REFUSED).write_text(told)
        raise ChangeNeedsDecision(told)
    noted = {"sha256": file_sha256(warehouse_file(settings)), "changes": [one.told() for one in found]}
    (settings.build / COMPARED).write_text(json.dumps(noted))
    return found


def refused_changes(settings: Settings) -> list[str]:
    """Return why the last build may not be published, if it waits for a person's word."""
    path = settings.build / REFUSED
    return [path.read_text()] if path.exists() else []


def _lines_to_paste(undecided: list[Changed], publication: str) -> Iterator[str]:
    by_change: dict[PublicationChange, list[str]] = {}
    for one in undecided:
        by_change.setdefault(one.change, []).extend([one.measure] if one.measure else one.things)
    for change, names in by_change.items():
        named = "files" if change == "file_gone" else "measures"
        yield f"    - {{change: {change}, {named}: [{', '.join(names)}], after_publication: {publication}, {TO_SAY}}}"


def _came(manifest: Manifest, settings: Settings) -> set[str]:
    """Return the releases of which the build has a file and the served publication none."""
    shown = {_release(entry["file"]) for entry in manifest.release_files}
    with _only_reading(built=warehouse_file(settings)) as connection:
        built = connection.sql("select distinct publication || '/' || release_name from built.marts.dim_release_file")
        return {name for (name,) in built.fetchall()} - shown


def _release(title: str) -> str:
    return title.rpartition("/")[0]


def _found(
    served_file: Path, built_file: Path, newest: dict[str, str]
) -> tuple[pd.DataFrame, dict[tuple[PublicationChange, str], int], pa.Table]:
    """Return ``change``, ``measure_id`` and ``what`` of each change, how many things each is out of, and the news."""
    with _only_reading(served=served_file, built=built_file) as connection:
        for view in _views(newest):
            connection.execute(view)
        parts: list[pd.DataFrame] = []
        out_of: dict[tuple[PublicationChange, str], int] = {}
        for change in FOUND:
            part = connection.sql(f"select * from ({FOUND[change]}) order by measure_id, what").df()
            parts.append(part.assign(change=change))
            if len(part):
                numbers = connection.sql(OUT_OF[change]).fetchall()
                out_of |= {(change, measure): number for measure, number in numbers}
        news = connection.sql(f"select * from ({NEWS_FOR_READERS}) order by all").to_arrow_table()
    return pd.concat(parts, ignore_index=True)[["change", "measure_id", "what"]], out_of, news


@contextmanager
def _only_reading(**files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, path in files.items():
            connection.execute(f"attach '{path}' as {name} (read_only)")
        yield connection


def _views(newest: dict[str, str]) -> Iterator[str]:
    """Make the tables that the queries are about: figures, verdicts and frozen forecasts, served beside built."""
    yield "create temp table newest_code (code text primary key, newest text)"
    for code, last in newest.items():
        yield f"insert into newest_code values ('{code}', '{last}')"
    for side in ("served", "built"):
        yield f"""
            create temp table {side}_figure as
            select value.*, coalesce(newest_code.newest, value.geography_code) as place
            from {side}.marts.fct_measure_value as value
            left join newest_code on value.geography_code = newest_code.code
        """
        yield f"""
            create temp table {side}_verdict as
            select verdict.*, coalesce(newest_code.newest, verdict.geography_code) as place,
                verdict.verdict not in {NOT_JUDGED} as is_judged
            from {side}.marts.fct_measure_verdict as verdict
            left join newest_code on verdict.geography_code = newest_code.code
        """
        yield f"""
            create temp table {side}_forecast as
            select distinct forecast.measure_id, forecast.history_to,
                coalesce(newest_code.newest, forecast.geography_code) as place
            from {side}.marts.fct_measure_forecast as forecast
            left join newest_code on forecast.geography_code = newest_code.code
            where forecast.forecast_kind = 'frozen'
        """
    yield """
        create temp table figure as
        with left_over as (
            select measure_id, place, period_end_date from built_figure where value is not null
        ),
        new_file as (
            select release_file_id from built.marts.dim_release_file
            where release_file_id not in (select release_file_id from served.marts.dim_release_file)
        )
        select
            served_figure.measure_id,
            served_figure.place as geography_code,
            served_figure.period_end_date,
            served_figure.place || ', ' || served_figure.period_end_date as cell,
            served_figure.value,
            cast(cast(served_figure.value as double) as text) as shown,
            built_figure.value as built_value,
            cast(cast(built_figure.value as double) as text) as built_shown,
            built_figure.value_reason as built_reason,
            -- Or is made with one, such as a rate by a new estimate of the population.
            coalesce(built_figure.release_file_id in (select release_file_id from new_file), false)
                or coalesce(built_figure.denominator_release_file_id in (select release_file_id from new_file), false)
                as is_of_new_file,
            served_figure.measure_id in (select measure_id from left_over) as measure_is_left,
            (served_figure.measure_id, served_figure.period_end_date) in
                (select (measure_id, period_end_date) from left_over) as period_is_left,
            (served_figure.measure_id, served_figure.place) in
                (select (measure_id, place) from left_over) as place_is_left
        from served_figure
        left join built_figure
            on served_figure.measure_id = built_figure.measure_id
            and served_figure.place = built_figure.place
            and served_figure.period_end_date = built_figure.period_end_date
        where served_figure.value is not null
    """
    yield """
        create temp table verdict as
        select
            served_verdict.measure_id,
            served_verdict.place as geography_code,
            served_verdict.verdict,
            served_verdict.is_judged,
            served_verdict.period_end_date,
            built_verdict.verdict as built_verdict,
            built_verdict.is_judged as built_is_judged,
            built_verdict.period_end_date as built_period_end_date,
            served_verdict.measure_id in (select measure_id from built_figure where value is not null)
                as measure_is_left
        from served_verdict
        left join built_verdict
            on served_verdict.measure_id = built_verdict.measure_id and served_verdict.place = built_verdict.place
    """
    yield """
        create temp table forecast as
        select served_forecast.measure_id, served_forecast.place as geography_code, served_forecast.history_to,
            built_forecast.measure_id is not null as is_left
        from served_forecast
        left join built_forecast
            on served_forecast.measure_id = built_forecast.measure_id
            and served_forecast.place = built_forecast.place
            and served_forecast.history_to = built_forecast.history_to
    """
