"""The command ``oba``: what an engineer types. Settings come from ``OBA_*`` variables, see README.md."""

import atexit
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from oba.config import Settings, settings_from_environment
from oba.errors import ObaError
from oba.files import trouble
from oba.local_mi.commands import app as local_mi
from oba.made_up.commands import made_up
from oba.worksheets.commands import app as worksheet

if TYPE_CHECKING:
    from oba.definitions import Definitions
    from oba.landing import Look

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.command()(made_up)
app.add_typer(local_mi, name="local-mi")
app.add_typer(worksheet, name="worksheet")
out = Console(highlight=False)


@app.command()
def refresh(
    everything: Annotated[
        bool, typer.Option("--everything", help="Ask the source for every version, whatever is remembered of it.")
    ] = False,
) -> None:
    """Land what is new and, if anything is, publish it: the steps of both DAGs, without services.

    Ends with 0 where everything on offer is shown or decided, with 1 where something failed or waits for a person,
    with 2 where the command was not understood.
    """
    from dataclasses import replace

    from oba.definitions import read_definitions
    from oba.landing import look, not_landed
    from oba.local_run import refresh as run
    from oba.mending import mend
    from oba.pending import nothing_is_new

    settings = settings_from_environment()
    for told in mend(settings):
        out.print(told, soft_wrap=True, markup=False)
    # Asked once for the decision and the report; tasks of a run ask by themselves.
    definitions = read_definitions(settings.definitions)
    found = look(settings, definitions, everything)
    if nothing_is_new(settings, found, definitions) and not _extracts_wait(settings, definitions):
        out.print("Nothing is new: the served publication shows every usable file on offer.")
    else:
        run(settings, out)
        found = replace(found, fresh=not_landed(found.fresh, settings))
    _tell(settings, definitions, found)


@app.command()
def preview() -> None:
    """Land and build what is new and tell what it would change of what is served; publish nothing."""
    from oba.changes import changes, changes_file
    from oba.definitions import read_definitions
    from oba.local_run import refresh as run

    settings = settings_from_environment()
    listed = changes_file(settings)
    try:
        run(settings, out, without={"draw_scorecards", "publish", "report_refusals"})
    finally:
        # A build begins by emptying its folder, so the list is there only if this one came so far.
        if listed.exists():
            found = changes(settings, read_definitions(settings.definitions))
            for one in found:
                word = "needs a line in decisions.yml: " if one.is_undecided else ""
                out.print(f"{word}{one}", soft_wrap=True, markup=False)
            told = f"Each is in {listed}." if found else "Nothing of what is served would vanish or change."
            out.print(f"{told} Nothing is published; 'oba refresh' does that.", soft_wrap=True)


@app.command()
def scorecard(
    place: Annotated[str, typer.Argument(help="GSS code, or a part of the name, of an authority, region or England.")],
) -> None:
    """Name the served page of a place, which leads to its scorecards; of each place that a part of a name fits."""
    from oba.publication import PAGES, needed
    from oba.status import places_named

    settings = settings_from_environment()
    needed(settings)
    for code, name in places_named(place, settings):
        out.print(f"{name}: {settings.served / PAGES / code / 'index.html'}", soft_wrap=True, markup=False)


@app.command()
def check() -> None:
    """Read the definitions alone and tell at once everything that is wrong with them."""
    from oba.definitions import read_definitions
    from oba.errors import DefinitionError
    from oba.local_mi import refused_definitions

    folder = settings_from_environment().definitions
    try:
        definitions = read_definitions(folder)
    except DefinitionError as error:
        refusals, found = error.refusals, None
    else:
        refusals, found = definitions.refused, definitions
    refusals = (*refusals, *refused_definitions(folder))
    if found is not None and not refusals:
        from oba.local_mi.cohorts_out import undeclared_cohorts

        refusals = tuple(undeclared_cohorts(found))
    if refusals:
        # First, since a refusal may end in text to paste.
        out.print(f"{len(refusals)} to mend in {folder}.", soft_wrap=True, markup=False)
        for refusal in refusals:
            out.print(str(refusal), soft_wrap=True, markup=False)
        raise typer.Exit(1)
    out.print(
        f"Nothing to mend: {len(definitions.publications)} publications, {len(definitions.measures)} measures, "
        f"{len(definitions.scorecards)} scorecards and {len(definitions.programmes)} programmes.",
        soft_wrap=True,
    )


@app.command()
def status(
    verify: Annotated[
        bool, typer.Option("--verify", help="Read every byte that is kept and hold it against its checksum.")
    ] = False,
) -> None:
    """Tell what is served, from what, and where, and what the sources have beside it.

    Ends with 0 where everything on offer is shown or decided, with 1 where something is not, or nothing is published,
    with 2 where the command was not understood.
    """
    from oba.definitions import read_definitions
    from oba.errors import SourceError
    from oba.landing import Look, look
    from oba.verifying import verify as verified

    settings = settings_from_environment()
    if verify:
        damaged = verified(settings)
        for told in damaged or ["Every byte is as it was kept."]:
            out.print(told, soft_wrap=True, markup=False)
        if damaged:
            raise typer.Exit(1)
    definitions = read_definitions(settings.definitions)
    try:
        found = look(settings, definitions)
    except SourceError as error:
        found = Look([], [], [f"The release source could not be asked, so what is new is not known. {error}"], ())
    _tell(settings, definitions, found)


def _extracts_wait(settings: Settings, definitions: "Definitions") -> bool:
    """Tell whether extracts are to be taken, or figures of them to be let out; without a folder, no."""
    if settings.local_mi is None:
        return False
    from oba.local_mi.steps import is_anything_new

    return is_anything_new(settings, definitions)


def _tell(settings: Settings, definitions: "Definitions", found: "Look") -> None:
    from oba import attention
    from oba.local_mi import looking
    from oba.publication import served, why_nothing_is_served
    from oba.status import status_lines

    manifest = served(settings)
    lines = [why_nothing_is_served(settings)] if manifest is None else status_lines(manifest, settings)
    for line in (*lines, *attention.notes(settings, definitions, found), *looking.notes(settings)):
        out.print(line, soft_wrap=True, markup=False)
    to_do = [
        *attention.waits(settings, definitions, found),
        *attention.needs_a_person(settings, definitions, found),
        *looking.needs_a_person(settings, definitions),
    ]
    if to_do:
        out.print(f"{len(to_do)} to deal with; told at every refresh until it is mended, removed or decided:")
        for line in to_do:
            out.print(f"- {line}", soft_wrap=True, markup=False)
    if to_do or manifest is None:
        raise typer.Exit(1)


@app.command()
def publications() -> None:
    """List the publications that are kept, the one made last first, and tell which is served."""
    from oba.publication import publications as kept
    from oba.publication import told_of_serving, wrong_with

    settings = settings_from_environment()
    for one in kept(settings):
        is_served = settings.served.exists() and settings.served.resolve().name == one.publication_id
        damaged = "; damaged" if wrong_with(one.publication_id, settings) else ""
        made = f"{one.publication_id} of {one.published_at}, from {len(one.release_files)} release files"
        out.print(f"{made}{'; served' if is_served else ''}{damaged}", soft_wrap=True, markup=False)
    for told in told_of_serving(settings):
        out.print(told, soft_wrap=True, markup=False)


@app.command()
def serve(
    publication: Annotated[str | None, typer.Argument(help="Id of a kept publication; it stays served.")] = None,
    newest: Annotated[
        bool, typer.Option("--newest", help="Serve the one made last, and every one made later.")
    ] = False,
) -> None:
    """Serve a kept publication again until told otherwise; refreshes go on and publish beside it."""
    from oba.files import alone
    from oba.publication import serve as hold
    from oba.publication import serve_newest, told_of_serving, why_nothing_is_served

    if newest == (publication is not None):
        raise ObaError("Name a publication or --newest, and not both; 'oba publications' lists those that are kept.")
    settings = settings_from_environment()
    if not settings.published.exists():
        raise ObaError(why_nothing_is_served(settings))
    with alone(settings.home, 0):
        found = hold(publication, settings) if publication else serve_newest(settings)
    out.print(f"Publication {found.publication_id} of {found.published_at} is served.", soft_wrap=True)
    for told in told_of_serving(settings):
        out.print(told, soft_wrap=True, markup=False)


@app.command()
def forecasts(
    accept_loss: Annotated[
        str, typer.Option("--accept-loss", help="Name of a file of frozen forecasts that is lost for good.")
    ],
) -> None:
    """Go on without frozen forecasts that no backup has; every manifest from then on says so."""
    from oba.build import listed_forecasts
    from oba.files import alone
    from oba.forecast import store
    from oba.publication import why_nothing_is_served

    settings = settings_from_environment()
    if not settings.published.exists():
        raise ObaError(why_nothing_is_served(settings))
    with alone(settings.home, 0):
        line = store.accept_loss(
            Path(accept_loss).name,
            listed_forecasts(settings),
            settings.forecasts,
            settings.quarantine / settings.forecasts.name,
        )
    out.print(f"{line['file']} is accepted as lost on {line['accepted_on']}. Now run 'oba refresh'.", soft_wrap=True)


@app.command()
def digest(
    publication: Annotated[
        Path | None, typer.Argument(help="Folder of a publication; the served one without it.", exists=True)
    ] = None,
) -> None:
    """Work out the digests of a publication's marts anew, and fail where they are not those of its manifest."""
    from oba.content import differing
    from oba.publication import needed

    settings = settings_from_environment()
    if publication is None:
        needed(settings)
        publication = settings.served
    wrong = differing(publication)
    if wrong:
        out.print(f"Not what the manifest of {publication} says: {', '.join(wrong)}.", soft_wrap=True)
        raise typer.Exit(1)
    out.print(f"The marts of {publication} are those of its manifest.", soft_wrap=True)


@app.command()
def backtest(
    document: Annotated[Path, typer.Argument(help="The page to write into.", exists=True, dir_okay=False)],
) -> None:
    """Write the back-test table of the served warehouse between the marks of a page."""
    from oba.documents import write_part
    from oba.forecast.table import BACK_TEST, back_test_table
    from oba.publication import WAREHOUSE, needed

    settings = settings_from_environment()
    needed(settings)
    write_part(document, BACK_TEST, back_test_table(settings.served / WAREHOUSE))
    out.print(f"Wrote the back-test table into {document}.", soft_wrap=True)


@app.command()
def verdict_backtest(
    document: Annotated[Path, typer.Argument(help="The page to write into.", exists=True, dir_okay=False)],
) -> None:
    """Write how far the served verdicts can be trusted between the marks of a page."""
    from oba import verdict_trial
    from oba.documents import write_part
    from oba.publication import WAREHOUSE, needed

    settings = settings_from_environment()
    needed(settings)
    figures = verdict_trial.figures_of(settings.served / WAREHOUSE)
    tried, own = (
        verdict_trial.try_on_the_year_after(rows) for rows in (figures, verdict_trial.without_common(figures))
    )
    write_part(document, verdict_trial.BACK_TEST, verdict_trial.back_test_table(tried, own))
    write_part(document, verdict_trial.NOISE, verdict_trial.noise_table(settings.served / WAREHOUSE))
    write_part(document, verdict_trial.SIMULATION, verdict_trial.simulation_table(figures))
    out.print(f"Wrote the tables of verdicts into {document}.", soft_wrap=True)


@app.command()
def evaluation(
    document: Annotated[
        Path | None, typer.Argument(help="A page to write the differences into.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Print Tables 13 to 16 of the evaluation of 2020 beside what they come to, with every difference.

    Reads the served warehouse, and ends with 0 whatever the report's figures are.
    """
    from oba.documents import write_part
    from oba.evaluation import DIFFERENCES, WIDE, conclusions, differences_table, read_evaluation, tables
    from oba.publication import WAREHOUSE, needed

    settings = settings_from_environment()
    needed(settings)
    found = read_evaluation(settings.served / WAREHOUSE)
    if document is not None:
        write_part(document, DIFFERENCES, differences_table(found))
        out.print(f"Wrote the differences into {document}.", soft_wrap=True)
        return
    # A figure that is cut says another number: what a screen has no room for it folds.
    wide = Console(highlight=False, width=max(out.width, WIDE))
    for table in tables(found):
        wide.print(table)
    for line in conclusions(found):
        out.print(line, soft_wrap=True, markup=False)


@app.command()
def names() -> None:
    """Write what documents say of the models: the columns of the marts, and each subject's models and their grain."""
    from oba.build.names import write_parts

    for document in write_parts(settings_from_environment()):
        out.print(f"Wrote {document}.", soft_wrap=True)


@app.command()
def draft_feed(
    file: Annotated[Path, typer.Argument(help="A CSV file of the DfE's standard.", exists=True, dir_okay=False)],
) -> None:
    """Print a YAML entry for a file that no feed declares; lines marked review hold a guess."""
    from oba.definitions import read_definitions
    from oba.definitions.feeds.drafting import draft_feed as draft
    from oba.definitions.feeds.drafting import draft_head
    from oba.kinds import Unreadable, read_text_frame
    from oba.quoting import VERBATIM

    definitions = read_definitions(settings_from_environment().definitions)
    try:
        text = read_text_frame(file, VERBATIM)
    except Unreadable as error:
        raise ObaError(f"{file} cannot be drafted from. {error}") from error
    entry = draft(text, file.name, definitions.symbols)
    slug = file.resolve().parent.parent.name
    is_known = any(publication.slug == slug for publication in definitions.publications)
    # Not through the console, which would wrap and colour what is meant for a file.
    typer.echo(entry if is_known else draft_head(slug) + entry, nl=False)


@app.command()
def gate(
    file: Annotated[Path, typer.Argument(help="A file: <publication>/<release>/<file>.", exists=True, dir_okay=False)],
    publication: Annotated[str | None, typer.Option(help="Slug of its publication, if its path does not say.")] = None,
    release: Annotated[str | None, typer.Option(help="Its release, if its path does not say.")] = None,
    before: Annotated[
        Path | None, typer.Option(help="The file that it continues; else the newest landed.", exists=True)
    ] = None,
) -> None:
    """Judge one file with the definitions of now, without a refresh: all that is wrong with it, or what it holds."""
    from oba.definitions import read_definitions
    from oba.intake import judge_alone

    settings = settings_from_environment()
    judged = judge_alone(file, settings, read_definitions(settings.definitions), publication, release, before)
    beside = f"compared with {judged.beside}" if judged.beside else "compared with no other file"

    def tell(line: object) -> None:
        out.print(str(line), soft_wrap=True, markup=False)

    if judged.taken is None:
        tell(f"{judged.title} would be refused ({beside}):")
        for failure in judged.failures:
            tell(f"  - {failure}")
        raise typer.Exit(1)
    rows = len(judged.taken.rows)
    tell(f"{judged.title} would be accepted ({beside}): {judged.taken.lines:,} lines, {rows:,} cells.")
    for note in judged.taken.notes.values():
        if note.count:
            tell(f"  - {note.count:,} {note.says}")
            for example in note.examples:
                tell(f"      {example}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def airflow(context: typer.Context) -> None:
    """Run any Airflow command on this project, e.g. ``oba airflow standalone``."""
    from oba.verifying import refuse_damaged_airflow

    settings = settings_from_environment()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    refuse_damaged_airflow(settings)
    _become("airflow", context.args, settings.airflow_environment)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def dbt(context: typer.Context) -> None:
    """Run a dbt command over the last build's inputs, e.g. ``oba dbt build``."""
    from oba.build import dbt_arguments

    settings = settings_from_environment()
    _become("dbt", [*context.args, *dbt_arguments(settings)], {})


def main() -> None:
    """Run the command and end this process; an error of this package is told without a traceback."""
    status: int | str | None
    try:
        status = app()
    except SystemExit as ended:  # in which every command of Typer's ends
        status = ended.code
    except ObaError as error:
        _say_failed(str(error))
        status = 1
    except OSError as error:
        told = trouble(error, settings_from_environment().home)
        if told is None:
            raise
        _say_failed(told)
        status = 1
    # At once: the interpreter would take a second to take apart what dbt and Great Expectations leave, and nothing is
    # open any more. Processes of the gate in were joined, databases closed and locks let go where they were used.
    atexit._run_exitfuncs()  # what a library has to give back, such as the semaphores of dbt's locks
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(status or 0))


def _say_failed(told: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"Failed: {told}", markup=False)


def _become(program: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Replace this process by a program of this environment, which may itself look for its siblings on the path."""
    here = Path(sys.executable).parent
    path = os.pathsep.join([str(here), os.environ["PATH"]])
    os.execve(here / program, [program, *arguments], {**os.environ, **environment, "PATH": path})
