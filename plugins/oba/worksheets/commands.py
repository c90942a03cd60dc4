"""The commands ``oba worksheet``: for champions, who write the words of a scorecard into a spreadsheet."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from oba.config import settings_from_environment

if TYPE_CHECKING:
    from oba.kinds.worksheets.reading import Worksheet

app = typer.Typer(no_args_is_help=True, help=__doc__)
out = Console(highlight=False)
File = Annotated[Path, typer.Argument(help="The workbook that was filled in.", exists=True, dir_okay=False)]


@app.command()
def template(
    place: Annotated[str, typer.Argument(help="Name or GSS code of an authority, region or England.")],
    file: Annotated[Path | None, typer.Argument(help="Where to write it; else here, under the place's name.")] = None,
) -> None:
    """Write the workbook of a place, to be filled in, with what its champions have handed in before."""
    from oba.definitions import read_definitions
    from oba.kinds.worksheets.layout import cards_of, code_of
    from oba.worksheets.entered import entered, no_pages
    from oba.worksheets.template import write_template

    settings = settings_from_environment()
    definitions = read_definitions(settings.definitions)
    code = code_of(place, definitions)
    written = write_template(place, file, definitions, entered(code, settings) if code else ())
    out.print(f"Wrote {written}. Its first sheet says how it is filled in.", soft_wrap=True, markup=False)
    titles = {card.scorecard: card.title for card in cards_of(code, definitions)} if code else {}
    for line in no_pages(code, titles, settings) if code else ():
        out.print(line, soft_wrap=True, markup=False)


@app.command()
def check(file: File) -> None:
    """Tell everything that is wrong with a filled-in workbook, by sheet and cell; ends with 1 where something is."""
    found = _looked_at(file)
    out.print(f"Nothing to mend: {len(found.entries)} lines of {_cards(found)}.", soft_wrap=True, markup=False)


@app.command()
def preview(
    file: File,
    folder: Annotated[Path | None, typer.Option(help="Where to draw; else 'preview' beside the workbook.")] = None,
) -> None:
    """Draw the pages of the place as the workbook would make them, each marked as a preview; nothing is published."""
    from oba.worksheets.preview import preview as draw

    found = _looked_at(file)
    out.print("Drawing the pages of this place alone. It takes a minute or two.", soft_wrap=True, markup=False)
    pages = draw(found, folder or file.resolve().parent / "preview", settings_from_environment(), date.today())
    out.print(f"{len(pages)} pages drawn. Begin with {pages[0]}", soft_wrap=True, markup=False)


def _looked_at(file: Path) -> "Worksheet":
    """Return a workbook without fault; tell the faults of any other and end."""
    from oba.definitions import read_definitions
    from oba.gates import Unreadable
    from oba.kinds.worksheets.rules import told
    from oba.worksheets.looking import compare_with_served, look_at

    settings = settings_from_environment()
    definitions = read_definitions(settings.definitions)
    asides: list[str]
    try:
        found = look_at(file, definitions, date.today())
        no_pages = compare_with_served(found, definitions, settings)
    except Unreadable as refused:
        failures, asides = refused.failures, []
    else:
        failures, asides = told(found.faults), found.left_aside
        for aside in asides:
            out.print(f"The sheet '{aside}' is of no scorecard and is left aside.", soft_wrap=True, markup=False)
        for line in no_pages:
            out.print(line, soft_wrap=True, markup=False)
        if not failures:
            return found
    out.print(f"{sum(failure.count for failure in failures)} to mend in {file.name}:", soft_wrap=True, markup=False)
    for failure in failures:
        out.print(f"- Rule: {failure.rule}. {failure.why}", soft_wrap=True, markup=False)
        for place in failure.places:
            out.print(f"    {place}", soft_wrap=True, markup=False)
        out.print(f"  What to do: {failure.mend}", soft_wrap=True, markup=False)
    raise typer.Exit(1)


def _cards(found: "Worksheet") -> str:
    number = len({row["scorecard_id"] for row in found.entries})
    return f"{number} scorecard{'' if number == 1 else 's'}"
