"""The command ``oba made-up``."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oba.made_up.council import MADE_UP_COUNCIL

out = Console(highlight=False)


def made_up(
    folder: Annotated[Path, typer.Argument(help="Drop folder that the files are put into, as for OBA_LOCAL_MI.")],
    council: Annotated[str, typer.Option(help="GSS code of the council; no real one.")] = MADE_UP_COUNCIL,
    children: Annotated[int, typer.Option(min=20, help="Children in need at the last 31 March.")] = 400,
    snapshots: Annotated[str, typer.Option(help="Days of the extracts, comma separated.")] = "2026-03-31,2026-06-30",
    years: Annotated[int, typer.Option(min=1, help="Years of history before the last extract.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    formats: Annotated[str, typer.Option(help="Which files, comma separated; see docs/made-up-councils.md.")] = "",
) -> None:
    """Write the files of a whole made-up council; no child, family or worker in them exists."""
    from oba.config import settings_from_environment
    from oba.made_up.council import Council, all_facts
    from oba.made_up.files import FORMATS, last_year_end, write_files
    from oba.made_up.parameters import read_parameters
    from oba.made_up.tuning import targets, tune

    days = sorted(date.fromisoformat(day.strip()) for day in snapshots.split(","))
    parameters = read_parameters(settings_from_environment().definitions)
    drawn = Council(council, seed, parameters, years, days[-1])
    drawn, reached = tune(drawn, targets(parameters, children), last_year_end(days[-1]))
    for one in reached:
        out.print(f"{one.figure}: {one.reached:,.2f} for {one.asked:,.2f} ({one.off:+.1%})")
    wanted = tuple(formats.split(",")) if formats else FORMATS
    for place in write_files(council, list(all_facts(drawn)), days, folder, wanted):
        out.print(str(place), soft_wrap=True)
