"""The command ``oba made-up``."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from oba.errors import ObaError

if TYPE_CHECKING:
    from oba.made_up.council import Council
    from oba.made_up.messes import Messes
    from oba.made_up.tuning import Reached

MADE_UP_COUNCIL = "E06999999"
NO_REAL_CODE = re.compile(r"E0699\d{4}")

out = Console(highlight=False)


def made_up(
    folder: Annotated[Path, typer.Argument(help="Drop folder that the files are put into, as for OBA_LOCAL_MI.")],
    council: Annotated[str, typer.Option(help="GSS code of the council; no real one.")] = MADE_UP_COUNCIL,
    children: Annotated[int, typer.Option(min=20, help="Children in need at the last 31 March.")] = 400,
    snapshots: Annotated[str, typer.Option(help="Days of the extracts, comma separated.")] = "2026-03-31,2026-06-30",
    years: Annotated[int, typer.Option(min=1, help="Years of history before the last extract.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    formats: Annotated[str, typer.Option(help="Which files, comma separated; see docs/made-up-councils.md.")] = "",
    parameters: Annotated[
        Path | None,
        typer.Option(help="YAML: `figures` published by a council, and `parameters` by their path.", exists=True),
    ] = None,
    planted: Annotated[
        Path | None, typer.Option(help="JSON of what is planted; beside the drop folder without it.")
    ] = None,
    clean: Annotated[bool, typer.Option("--clean", help="No mess in any cell.")] = False,
    records: Annotated[
        bool, typer.Option("--records", help="Landed records as parquet in place of files: for large sizes.")
    ] = False,
    councils: Annotated[int, typer.Option(min=1, help="With --records: so many councils of this size.")] = 1,
) -> None:
    """Write the files of a whole made-up council; no child, family or worker in them exists."""
    from oba.config import settings_from_environment
    from oba.made_up.council import Council
    from oba.made_up.messes import read_messes
    from oba.made_up.parameters import read_parameters
    from oba.made_up.tuning import last_year_end, targets, tune

    if not NO_REAL_CODE.fullmatch(council):
        raise ObaError(f"{council} may be a real council's; the code of a made-up one is E0699 and four digits.")
    definitions = settings_from_environment().definitions
    days = sorted(_day(day) for day in snapshots.split(","))
    figures, changes = _said(parameters)
    try:
        said = read_parameters(definitions).changed(changes)
    except (KeyError, TypeError, ValidationError) as error:
        raise ObaError(
            f"{parameters} sets what cannot be set; see data/definitions/local_mi/made_up.yml. {error}"
        ) from None
    drawn = Council(council, seed, said, years, days[-1])
    drawn, reached = tune(drawn, targets(said, children, figures), last_year_end(days[-1]))
    for one in reached:
        out.print(f"{one.figure}: {one.reached:,.2f} for {one.asked:,.2f} ({one.off:+.1%})")
    if records:
        _write_records(drawn, days, folder, definitions, councils)
        return
    _write_files(drawn, days, folder, formats, planted, reached, None if clean else read_messes(definitions))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ObaError(f"A snapshot is a day such as 2026-06-30, and not {text.strip()!r}.") from None


def _said(path: Path | None) -> tuple[dict[str, float], dict[str, Any]]:
    """Return the figures and parameters of a person's own file."""
    from oba.made_up.tuning import LEVERS

    if path is None:
        return {}, {}
    said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    unknown = sorted(said.keys() - {"figures", "parameters"})
    if unknown:
        raise ObaError(f"{path} says {', '.join(unknown)}; it may say figures and parameters.")
    figures = said.get("figures") or {}
    unknown = sorted(figures.keys() - LEVERS.keys())
    if unknown:
        raise ObaError(f"{path} asks for {', '.join(unknown)}; a council is tuned to {', '.join(LEVERS)}.")
    return figures, said.get("parameters") or {}


def _write_files(
    drawn: "Council",
    days: list[date],
    folder: Path,
    formats: str,
    planted: Path | None,
    reached: "list[Reached]",
    messes: "Messes | None",
) -> None:
    from oba.made_up.files import FORMATS, FORMS, NESTED, write_council

    wanted = tuple(name.strip() for name in formats.split(",")) if formats else FORMATS
    unknown = sorted({*wanted} - {*FORMS, *NESTED})
    if unknown:
        known = ", ".join(sorted({*FORMS, *NESTED}))
        raise ObaError(f"There is no format {', '.join(unknown)}; there are {known}.")
    beside = planted or folder.parent / f"{folder.name}-planted.json"
    if folder.resolve() in beside.resolve().parents:
        raise ObaError(f"{beside} lies in the drop folder, where it would be taken for a council's file.")
    with out.status("Drawing families and writing their files"):
        written = write_council(drawn, days, folder, wanted, beside, reached, messes)
    for place in (*written.folders, beside):
        out.print(str(place), soft_wrap=True)


def _write_records(drawn: "Council", days: list[date], folder: Path, definitions: Path, councils: int) -> None:
    from oba.local_mi import read_records
    from oba.made_up.emit.records import write_records

    contract, rows = read_records(definitions), 0
    with Progress(console=out) as progress:
        task = progress.add_task("Records", total=councils * drawn.chunks)
        for number in range(councils):
            # The last digits of the code count down, so that the first council is the one named.
            code = f"{drawn.code[:3]}{int(drawn.code[3:]) - number:06d}"
            one = replace(drawn, code=code)
            rows += sum(write_records(one, days, folder, contract, lambda done, of: progress.advance(task)).values())
    out.print(f"{rows:,} rows of {councils:,} councils in {folder}", soft_wrap=True)
