"""The commands ``oba local-mi``: what is held of a council's extracts, what is wrong in them, and who is erased."""

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from oba.config import Settings, settings_from_environment
from oba.errors import ObaError
from oba.local_mi.guarding import nothing_told

if TYPE_CHECKING:
    from oba.local_mi.vault import Erasure, Vault

app = typer.Typer(no_args_is_help=True, help=__doc__)
out = Console(highlight=False)
Council = Annotated[str, typer.Argument(help="GSS code of the council, e.g. E06000012.")]
Of = Annotated[str, typer.Option(help="What the number is of: child, worker, adopter, respondent.")]
MOST_ERRORS = 20
NOBODY_FOUND = 3  # how a command ends that found nobody of a number, which may be a slip of the finger


@app.command("new-secret")
def make_secret() -> None:
    """Print a new secret, for the place where the council keeps its secrets; nothing keeps it here."""
    from oba.local_mi.vault import new_secret

    typer.echo(new_secret())


@app.command()
def take() -> None:
    """Take what is new in the folder of extracts, build the restricted warehouse, let figures out; publish nothing."""
    from oba.local_run import take as run

    run(settings_from_environment(), out)


@app.command()
def status() -> None:
    """Tell what is held, since when and until when, and what waits for a person; ends with 1 where something does."""
    if _tell_status():
        raise typer.Exit(1)


@nothing_told
def _tell_status() -> bool:
    from oba.definitions import read_definitions
    from oba.local_mi.looking import needs_a_person, notes
    from oba.local_mi.steps import interrupted, is_released

    settings, vault = _vault()
    statements = vault.statements()
    for one in statements:
        is_kept = vault.has_original(one.statement_id)
        original = f"kept until {vault.kept_until(one.received_at)}" if is_kept else "not kept"
        rows = f"{sum(one.records.values()):,} rows, {one.errors:,} in error"
        dated = f"received {one.received_at[:10]}, original {original}"
        _say(f"{one.statement_id}  {one.title}, {one.layout}: {rows}; {dated}")
    erased, _ = vault.erased()
    _say(f"{len(statements)} statements, {len(vault.refusals())} refused files, in {vault.home}.")
    _say(f"{erased} people were erased; their rows are left out of what comes." if erased else "Nobody was erased.")
    if statements and not is_released(settings, vault):
        _say("Figures were not let out of all of this yet: 'oba local-mi take' or 'oba refresh' does that.")
    for line in notes(settings):
        _say(line)
    to_do = needs_a_person(settings, read_definitions(settings.definitions))
    to_do += interrupted(vault)
    for line in to_do:
        _say(f"- {line}")
    return bool(to_do)


@app.command()
@nothing_told
def reconciliation() -> None:
    """Print each count of children that files or the DfE state beside the one from status spells."""
    from oba.local_mi.reconciling import reconciled

    _, vault = _vault()
    for one in reconciled(vault):
        share = "" if one.share is None else f" ({one.share:+.1%})"
        _say(
            f"{one.council} {one.as_of_date} {one.measure}: {one.stated:,.0f} as {one.source} has it, "
            f"{one.derived:,.0f} from spells, {one.difference:+,.0f}{share}"
        )


@app.command()
@nothing_told
def errors(
    statement: Annotated[str | None, typer.Argument(help="Id of a statement; all of them without it.")] = None,
    every: Annotated[
        bool, typer.Option("--every", help="Print every cell in error, not a count of each rule.")
    ] = False,
) -> None:
    """List the cells in error of each statement: table, row, column, rule and the form of the cell, never the cell."""
    _, vault = _vault()
    if statement is not None:
        vault.statement(statement)
    found = vault.errors().to_pylist()
    for one in vault.statements():
        if statement not in (None, one.statement_id) or not one.errors:
            continue
        rows = [row for row in found if row["statement_id"] == one.statement_id]
        dropped = sum(bool(row["is_row_dropped"]) for row in rows)
        _say(
            f"{one.statement_id} of {one.title}, {one.layout}: {len(rows):,} cells in error, {dropped:,} dropped a row."
        )
        if every:
            for row in rows:
                _say(f"  {row['source_table']}, row {row['source_row']}, {_cell(row)}; {row['mend']}")
        else:
            counted = Counter((row["source_table"], row["column_name"], row["rule"], row["mend"]) for row in rows)
            for (table, column, rule, mend), count in counted.most_common(MOST_ERRORS):
                _say(f"  {count:,} of {table}, {column or 'as a whole'}: {rule}; {mend}")
            if len(counted) > MOST_ERRORS:
                _say(f"  and {len(counted) - MOST_ERRORS} rules more; --every lists each cell.")


@app.command()
def erase(council: Council, of: Of = "child") -> None:
    """Erase a person from every statement, original and refused file, and from the restricted warehouse.

    The number is asked for, or read from standard input: it is never an argument, which others on the machine can see.
    What was published stays. Later extracts are taken without the person, until 'oba local-mi lift'. Ends with 3 where
    nothing held speaks of anybody of that number.
    """
    if not _erase(council, _number(), of):
        raise typer.Exit(NOBODY_FOUND)


@nothing_told
def _erase(council: str, number: str, of: str) -> bool:
    """Erase a person; tell whether anything was held of them."""
    from oba.local_mi.erasing import erase_and_rebuild

    settings, vault = _vault()
    done, drop = erase_and_rebuild(settings, vault, council, number, of)
    for line in _told(done, of):
        _say(line)
    for line in drop:
        _say(f"- {line}")
    if done.traces:
        raise ObaError(f"{done.traces} cells still hold the pseudonym. Give the same command again, or report this.")
    _say("Searched: no statement and no table of the restricted warehouse holds the pseudonym.")
    return bool(done.rows or done.cells or done.originals or done.quarantined)


@app.command()
def lift(council: Council, of: Of = "child") -> None:
    """Let later extracts speak again of a person who was erased; what was erased does not come back.

    Ends with 3 where nobody of that number was erased.
    """
    if not _lift(council, _number(), of):
        raise typer.Exit(NOBODY_FOUND)


@nothing_told
def _lift(council: str, number: str, of: str) -> bool:
    from oba.files import alone
    from oba.local_mi.erasing import normal_form

    settings, vault = _vault()
    with alone(settings.restricted_home, 0):
        was_erased = vault.lift(council, normal_form(number), of)
    _say("Lifted: later extracts are taken with that number." if was_erased else "Nobody of that number was erased.")
    return was_erased


@app.command()
@nothing_told
def remove(
    statement: Annotated[str, typer.Argument(help="Id of a statement, such as one put under a wrong date.")],
) -> None:
    """Remove a statement and its original; if its file still lies in the folder of extracts, it is taken again."""
    from oba.files import alone

    settings, vault = _vault()
    with alone(settings.restricted_home, 0):
        removed = vault.remove(statement)
    _say(f"Removed {removed.statement_id} of {removed.title}. 'oba local-mi take' builds without it.")


@app.command()
@nothing_told
def purge(
    before: Annotated[
        str | None, typer.Option(help="Remove statements of snapshots before this day too, e.g. 2019-04-01.")
    ] = None,
) -> None:
    """Remove originals and refused files whose days are over; with --before, also whole statements."""
    from oba.files import alone
    from oba.local_mi.steps import purge as remove_old

    settings, vault = _vault()
    day = _day(before) if before else date.min
    with alone(settings.restricted_home, 0):
        files = remove_old(settings, vault)
        old = [one for one in vault.statements() if date.fromisoformat(one.snapshot_date) < day]
        for one in old:
            vault.remove(one.statement_id)
    _say(f"Removed {files} originals and refused files, and {len(old)} statements.")


@app.command()
@nothing_told
def original(
    statement: Annotated[str, typer.Argument(help="Id of a statement.")],
    to: Annotated[Path, typer.Option(help="A file that is not there yet; it is written for its owner alone.")],
) -> None:
    """Write the file of a statement as it came, decrypted, while it is kept."""
    from oba.local_mi.vault.statements import write_closed

    _, vault = _vault()
    content = vault.original(vault.statement(statement).statement_id)
    if content is None:
        raise ObaError(f"The original of {statement} is not kept any more.")
    if to.exists():
        raise ObaError("There is a file of that name. Name another.")
    write_closed(to, content)
    _say("Written. It holds records of children in plain text: remove it as soon as it has served.")


def _vault() -> "tuple[Settings, Vault]":
    from oba.local_mi.vault import open_vault

    settings = settings_from_environment()
    return settings, open_vault(settings)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    raise ObaError("--before takes a day such as 2019-04-01: year, month, day. Nothing was removed.")


def _number() -> str:
    """Return a person's number from a prompt that does not show it, or from standard input."""
    if sys.stdin.isatty():
        number = typer.prompt("Number in the council's files (not shown)", hide_input=True, confirmation_prompt=True)
    else:
        number = sys.stdin.readline()
    if not number.strip():
        raise ObaError("No number was given. Type it when asked, or give it on standard input.")
    return str(number).strip()


def _told(done: "Erasure", of: str) -> Iterable[str]:
    yield (
        f"Erased: {done.rows} rows and {done.cells} cells of {done.statements} statements; {done.originals} originals "
        f"and {done.quarantined} refused files that hold, or may hold, the number were removed."
    )
    if not done.rows and not done.cells:
        yield (
            f"No statement spoke of a {of} of that number; it is left out of what comes all the same. Was it a slip "
            "of the finger, 'oba local-mi lift' takes that back."
        )
    if done.elsewhere:
        yield (
            f"{done.elsewhere} rows under other numbers share an identifier with it, such as a pupil number: if it is "
            "the same person, erase those numbers too."
        )
    yield "What was published stays as it is: figures after disclosure control, which name nobody."


def _cell(row: dict) -> str:
    dropped = ", row dropped" if row["is_row_dropped"] else ""
    return f"{row['column_name'] or 'as a whole'}: {row['rule']}, found {row['found']}{dropped}"


def _say(line: str) -> None:
    out.print(line, soft_wrap=True, markup=False)
