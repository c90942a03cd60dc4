"""The command ``oba``: what an engineer types. Settings come from ``OBA_*`` variables, see README.md."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from oba.config import Settings, settings_from_environment
from oba.errors import ObaError

if TYPE_CHECKING:
    from oba.landing import Look

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
out = Console(highlight=False)


@app.command()
def refresh(
    everything: Annotated[
        bool, typer.Option("--everything", help="Ask the source for every version, whatever is remembered of it.")
    ] = False,
) -> None:
    """Land what is new and, if anything is, publish it: both DAGs in one process, without services."""
    from oba.definitions import read_definitions
    from oba.landing import look
    from oba.local_run import refresh as run
    from oba.pending import nothing_is_new

    settings = settings_from_environment()
    # Asked once for the decision and the report; tasks of a run ask by themselves.
    found = look(settings, read_definitions(settings.definitions), everything)
    if nothing_is_new(settings, found):
        out.print("Nothing is new: the served publication shows every usable file on offer.")
    else:
        run(settings, out)
    _draw_missing_pages(settings)
    _status(settings, found)


@app.command()
def scorecard(
    authority: Annotated[str, typer.Argument(help="GSS code of a local authority, region or England, e.g. E06000012.")],
) -> None:
    """Draw the pages of one place from the served warehouse."""
    settings = settings_from_environment()
    for page in _draw(settings, (authority,)):
        out.print(str(page), soft_wrap=True)


@app.command()
def status() -> None:
    """Tell what is served, from what, and where, and what the source has beside it."""
    from oba.definitions import read_definitions
    from oba.errors import SourceError
    from oba.landing import Look, look

    settings = settings_from_environment()
    try:
        found = look(settings, read_definitions(settings.definitions))
    except SourceError as error:
        found = Look([], [], [f"The release source could not be asked, so what is new is not known. {error}"], ())
    _status(settings, found)


def _status(settings: Settings, found: "Look") -> None:
    from oba.publication import PAGES, WAREHOUSE, served

    publication = served(settings)
    if publication is None:
        out.print(f"Nothing has been published in {settings.home} yet.")
        raise typer.Exit(1)
    out.print(
        f"Publication {publication.publication_id} of {publication.published_at}, "
        f"from {len(publication.release_files)} release files.",
        soft_wrap=True,
    )
    out.print(f"Scorecards: {settings.served / PAGES / 'index.html'}", soft_wrap=True)
    for authority in settings.authorities:
        for page in sorted((settings.served / PAGES / authority).glob("*.html")):
            out.print(f"            {page}", soft_wrap=True)
    out.print(f"Warehouse:  {settings.served / WAREHOUSE} (DuckDB, schema marts)", soft_wrap=True)
    _tell_what_is_not_shown(settings, found)


@app.command()
def backtest(
    document: Annotated[Path, typer.Argument(help="The page to write into.", exists=True, dir_okay=False)],
) -> None:
    """Write the back-test table of the served warehouse between the marks of a page."""
    from oba.forecast.table import back_test_table, write_table
    from oba.publication import WAREHOUSE, served

    settings = settings_from_environment()
    if served(settings) is None:
        raise ObaError("Nothing has been published yet; run 'make demo' or 'oba refresh' first.")
    write_table(document, back_test_table(settings.served / WAREHOUSE))
    out.print(f"Wrote the back-test table into {document}.", soft_wrap=True)


@app.command()
def draft_feed(
    file: Annotated[Path, typer.Argument(help="A CSV file of the DfE's standard.", exists=True, dir_okay=False)],
) -> None:
    """Print a YAML entry for a file that no feed declares; lines marked review hold a guess."""
    from oba.definitions import read_definitions
    from oba.definitions.feeds.drafting import draft_feed as draft
    from oba.definitions.feeds.drafting import draft_head
    from oba.kinds import Unreadable, read_text_frame

    definitions = read_definitions(settings_from_environment().definitions)
    try:
        text = read_text_frame(file)
    except Unreadable as error:
        raise ObaError(f"{file} cannot be drafted from. {error}") from error
    entry = draft(text, file.name, definitions.symbols)
    slug = file.resolve().parent.parent.name
    is_known = any(publication.slug == slug for publication in definitions.publications)
    # Not through the console, which would wrap and colour what is meant for a file.
    typer.echo(entry if is_known else draft_head(slug) + entry, nl=False)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def airflow(context: typer.Context) -> None:
    """Run any Airflow command on this project, e.g. ``oba airflow standalone``."""
    settings = settings_from_environment()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _become("airflow", context.args, settings.airflow_environment)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def dbt(context: typer.Context) -> None:
    """Run a dbt command over the last build's inputs, e.g. ``oba dbt build``."""
    from oba.build import dbt_arguments

    settings = settings_from_environment()
    _become("dbt", [*context.args, *dbt_arguments(settings)], {})


def main() -> None:
    """Run the command; an error of this package is told without a traceback."""
    try:
        app()
    except ObaError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"Failed: {error}", markup=False)
        raise SystemExit(1) from error


def _become(program: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Replace this process by a program of this environment, which may itself look for its siblings on the path."""
    here = Path(sys.executable).parent
    path = os.pathsep.join([str(here), os.environ["PATH"]])
    os.execve(here / program, [program, *arguments], {**os.environ, **environment, "PATH": path})


def _draw(settings: Settings, authorities: tuple[str, ...]) -> list:
    from oba.publication import PAGES, WAREHOUSE, served
    from oba.scorecard import draw_scorecards

    publication = served(settings)
    if publication is None:
        raise ObaError("Nothing has been published yet; run 'make demo' or 'oba refresh' first.")
    home = settings.served.resolve()  # one publication throughout, even if another is served meanwhile
    return draw_scorecards(home / WAREHOUSE, home / PAGES, authorities, publication.publication_id)


def _draw_missing_pages(settings: Settings) -> None:
    from oba.publication import PAGES

    missing = tuple(code for code in settings.authorities if not (settings.served / PAGES / code).is_dir())
    if missing:
        _draw(settings, missing)


def _tell_what_is_not_shown(settings: Settings, found: "Look") -> None:
    """Name what is refused or left aside, so that silence means that everything on offer is shown."""
    from oba.definitions import read_definitions
    from oba.intake import verdicts
    from oba.intake.verdict import REASONS, gated_folder

    judged = verdicts(settings).values()
    mended = {verdict.title for verdict in judged if verdict.accepted}
    for verdict in sorted(judged, key=lambda verdict: verdict.title):
        if not verdict.accepted and verdict.title not in mended:
            folder = settings.quarantine.joinpath(*verdict.title.split("/")[:2], verdict.file_id)
            out.print(f"In quarantine: {verdict.title}; the reasons are in {folder / REASONS}", soft_wrap=True)
    jumped = [verdict for verdict in judged if verdict.jumped]
    if jumped:
        out.print(
            f"Worth a look: {sum(verdict.jumped for verdict in jumped)} figures in {len(jumped)} files are far from "
            f"those of the period before; each file's list is in {gated_folder(settings)}/<file id>.jumps.csv",
            soft_wrap=True,
            markup=False,
        )
    for told in (*(f"Left aside: {left}" for left in found.aside), *found.notes, *found.alerts):
        out.print(told, soft_wrap=True, markup=False)
    for refusal in read_definitions(settings.definitions).refused:
        out.print(f"Not shown: {refusal}", soft_wrap=True, markup=False)
