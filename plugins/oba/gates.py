"""Running a suite of expectations over a frame, and saying in plain words what failed.

Suites are the modules of the package ``expectations``; each expectation carries in its ``meta`` the rule it checks, why
the rule matters and what to do when it fails. Great Expectations is imported late: it takes seconds, and most of the
package works without it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from oba.config import PROJECT
from oba.errors import ConfigurationError
from oba.quoting import VERBATIM, Quoting

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.expectations import Expectation

# Before its import, which otherwise writes hundreds of lines into the log of every task.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

SUITES = "expectations"  # package, and folder of the project
EXAMPLES = 5  # failing places quoted for one expectation
LINE = "source_row"  # column with the line or record of a file, as a person counts them; the header of a table is 1

Place = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Failure:
    """One failed expectation."""

    rule: str
    why: str
    mend: str
    count: int  # places that failed; 1 for an expectation about a whole table
    places: tuple[str, ...]  # the first places, e.g. "line 7, column referrals: found '12,3'"

    def __str__(self) -> str:
        """Return the rule, where it failed and what to do."""
        more = f" (and {self.count - len(self.places)} more)" if self.count > len(self.places) else ""
        return f"{self.rule}: {'; '.join(self.places)}{more}. {self.why} To mend: {self.mend}"


class Unreadable(Exception):
    """A file cannot be read whole, or breaks a rule; carries the failures."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__("; ".join(map(str, failures)))
        self.failures = list(failures)


@contextmanager
def suites_needed() -> Iterator[None]:
    """Import suites in this context.

    Raises:
        ConfigurationError: a suite does not exist; a gate without its suite must not open.
    """
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] != SUITES:
            raise
        raise ConfigurationError(
            f"A suite is missing from {PROJECT / SUITES}; its gate stays shut until it is back: {error}."
        ) from error


def of_line(row: dict[str, Any]) -> str:
    """Name a row by its line; a ``Place``."""
    return f"line {row.pop(LINE)}"


def refuse_failures(
    expectations: Iterable[Expectation],
    frame: pd.DataFrame,
    quoting: Quoting,
    row_columns: Sequence[str] = (LINE,),
    place: Place = of_line,
    propose: Callable[[], list[Failure]] = list,
) -> None:
    """Validate a frame of a file; see ``failures``.

    Args:
        expectations: likewise.
        frame: likewise.
        quoting: likewise.
        row_columns: likewise.
        place: likewise.
        propose: says what may have happened; asked only when an expectation failed.

    Raises:
        Unreadable: an expectation failed; carries every failure of the suite, and what is proposed.
    """
    failed = failures(expectations, frame, row_columns, place, quoting)
    if failed:
        raise Unreadable(*failed, *propose())


def failures(
    expectations: Iterable[Expectation],
    frame: pd.DataFrame,
    row_columns: Sequence[str],
    place: Place,
    quoting: Quoting = VERBATIM,
) -> list[Failure]:
    """Validate a frame.

    Args:
        expectations: expectations whose ``meta`` holds ``rule``, ``why`` and ``mend``.
        frame: any frame.
        row_columns: columns that name a row to a person; they are handed to ``place``.
        place: turns those columns into words such as ``line 7``.
        quoting: how cells may be told. Where they may not, a row is named by its number and by nothing else.

    Returns:
        The failures, in the order of the expectations.
    """
    import great_expectations as gx

    if not quoting.tells_cells:
        row_columns, place = [LINE], _of_row
    suite = gx.ExpectationSuite(name="suite", expectations=list(expectations))
    batch = _frames().get_batch({"dataframe": frame})
    # Whether all is well is soon told; the places are looked for only of what failed.
    soon = batch.validate(suite, result_format="BOOLEAN_ONLY")
    if soon.success:
        return []
    failed = [check.expectation_config.to_domain_obj() for check in soon.results if not check.success]
    result = batch.validate(
        gx.ExpectationSuite(name="suite", expectations=failed),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": list(row_columns)},
    )
    return [_failure(check, place, quoting) for check in result.results if not check.success]


@cache
def _frames() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    # As it is imported, this one sets a level of its own.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def _failure(check: Any, place: Place, quoting: Quoting) -> Failure:
    meta, kwargs = check.expectation_config.meta, check.expectation_config.kwargs
    broken = _exception(check.exception_info)
    if broken:
        said = quoting.error(broken)
        return Failure(meta["rule"], f"The check itself could not run: {said}.", "report this.", 1, ("whole table",))
    column = kwargs.get("column")
    rows = check.result.get("unexpected_index_list") or []
    places = tuple(_quote(row, column, place, quoting) for row in rows[:EXAMPLES])
    places = places or (_whole_table(column, check.result, quoting),)
    return Failure(meta["rule"], meta["why"], meta["mend"], max(len(rows), 1), places)


def _exception(info: dict[str, Any]) -> str | None:
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((str(entry["exception_message"]) for entry in entries if entry["raised_exception"]), None)


def _of_row(row: dict[str, Any]) -> str:
    return f"row {row.pop(LINE)}"


def _quote(row: dict[str, Any], column: str | None, place: Place, quoting: Quoting) -> str:
    # An expectation on several columns reports them all beside the row's own names.
    found = [row.get(column)] if column else None
    named = place(row)  # which takes the row's own names out of it
    values = found or list(row.values())
    # Where a place says no more than the row, the column is told beside it.
    in_column = f", column {column}" if column and not quoting.tells_cells else ""
    return f"{named}{in_column}: found {', '.join(map(quoting.cell, values))}"


def _whole_table(column: str | None, result: dict[str, Any], quoting: Quoting) -> str:
    details = (result.get("details") or {}).get("mismatched") or {}
    # What is missing is named by the suite, what is unexpected by the file.
    words = [
        f"{kind} {', '.join(str(name) if kind == 'missing' else quoting.text(str(name)) for name in names)}"
        for kind, names in details.items()
    ]
    if not words and "observed_value" in result:
        words = [f"found {quoting.text(str(result['observed_value']))}"]
    return ", ".join(filter(None, [f"column {column}" if column else "", *words])) or "whole table"
