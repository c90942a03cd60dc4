"""Running a suite of expectations over a frame, and saying in plain words what failed.

Suites are the modules of ``expectations/``; each expectation carries in its ``meta`` the rule it checks, why the
rule matters and what to do when it fails. Great Expectations is imported late: it takes seconds, and most of the
package works without it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import TYPE_CHECKING, Any

from oba.config import PROJECT
from oba.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.expectations import Expectation

# Before its import, which otherwise writes hundreds of lines into the log of every task.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

SUITES = PROJECT / "expectations"
EXAMPLES = 5  # failing places quoted for one expectation


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


def suite_module(name: str) -> ModuleType:
    """Load a module of suites by name.

    Raises:
        ConfigurationError: the suite does not exist; a gate without its suite must not open.
    """
    path = SUITES / f"{name}.py"
    if not path.is_file():
        raise ConfigurationError(
            f"The suite {path.name} is missing from {SUITES}; its gate stays shut until it is back."
        )
    spec = spec_from_file_location(f"expectations_{name}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def failures(
    expectations: Iterable[Expectation],
    frame: pd.DataFrame,
    row_columns: list[str],
    place: Callable[[dict[str, Any]], str],
) -> list[Failure]:
    """Validate a frame.

    Args:
        expectations: expectations whose ``meta`` holds ``rule``, ``why`` and ``mend``.
        frame: any frame.
        row_columns: columns that name a row to a person; they are handed to ``place``.
        place: turns those columns into words such as ``line 7``.

    Returns:
        The failures, in the order of the expectations.
    """
    import great_expectations as gx

    suite = gx.ExpectationSuite(name="suite", expectations=list(expectations))
    batch = _frames().get_batch({"dataframe": frame})
    # Whether all is well is soon told; the places are looked for only when something failed.
    if batch.validate(suite, result_format="BOOLEAN_ONLY").success:
        return []
    result = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": row_columns}
    )
    return [_failure(check, place) for check in result.results if not check.success]


@cache
def _frames() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def _failure(check: Any, place: Callable[[dict[str, Any]], str]) -> Failure:
    meta, kwargs = check.expectation_config.meta, check.expectation_config.kwargs
    broken = _exception(check.exception_info)
    if broken:
        return Failure(meta["rule"], f"The check itself could not run: {broken}.", "report this.", 1, ("whole table",))
    column = kwargs.get("column")
    rows = check.result.get("unexpected_index_list") or []
    places = tuple(_quote(row, column, place) for row in rows[:EXAMPLES]) or (_whole_table(column, check.result),)
    return Failure(meta["rule"], meta["why"], meta["mend"], max(len(rows), 1), places)


def _exception(info: dict[str, Any]) -> str | None:
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((str(entry["exception_message"]) for entry in entries if entry["raised_exception"]), None)


def _quote(row: dict[str, Any], column: str | None, place: Callable[[dict[str, Any]], str]) -> str:
    # An expectation on several columns reports them all beside the row's own names.
    found = row.get(column)
    named = place(row)
    values = [found] if column else list(row.values())
    return f"{named}: found {', '.join(map(_quoted, values))}"


def _quoted(value: Any) -> str:
    if value is None or value != value:  # a missing cell is None or NaN
        return "blank"
    return repr(value) if isinstance(value, str) else str(value)


def _whole_table(column: str | None, result: dict[str, Any]) -> str:
    details = (result.get("details") or {}).get("mismatched") or {}
    words = [f"{kind} {', '.join(map(str, names))}" for kind, names in details.items()]
    if not words and "observed_value" in result:
        words = [f"found {result['observed_value']}"]
    return ", ".join(filter(None, [f"column {column}" if column else "", *words])) or "whole table"
