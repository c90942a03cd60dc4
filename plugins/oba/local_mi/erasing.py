"""Erasing a person and building the restricted warehouse anew, with the proof that nothing is left."""

from dataclasses import replace

from oba.config import Settings
from oba.definitions import read_definitions
from oba.errors import ObaError
from oba.files import alone
from oba.local_mi.steps import WAIT, build, is_released, released_already
from oba.local_mi.vault import Erasure, Vault


def erase_and_rebuild(
    settings: Settings, vault: Vault, council: str, number: str, of: str = "child"
) -> tuple[Erasure, list[str]]:
    """Erase a person from everything that is restricted, and build the warehouse anew of what is left.

    Figures that were let out before are not let out again because of it: what was published stays. The next release is
    counted without the person, and tells no figure anew for a difference of a few (docs/local-figures.md).

    Args:
        settings: where everything is.
        vault: the open vault.
        council: GSS code.
        number: the person's, as anybody would type it.
        of: what it is of.

    Returns:
        What was done, in counts; its ``traces`` are those of statements and warehouse together. And in words what is
        left for a person to do.
    """
    identifier = normal_form(number)
    with alone(settings.restricted_home, WAIT):
        had_warehouse, was_released = vault.warehouse.exists(), is_released(settings, vault)
        done = vault.erase(council, identifier, of)
        if was_released:
            released_already(settings, vault)
        if had_warehouse and vault.statements():
            build(settings, vault)
        traces = vault.traces_in_warehouse(vault.pseudonyms(council)(of, identifier))
    return replace(done, traces=done.traces + traces), _in_the_folder(settings, vault, council, identifier)


def normal_form(number: str) -> str:
    """Return a person's number as it is in the files, however it is typed.

    Raises:
        ObaError: it can be no number; says the rule.
    """
    from oba.local_mi.taking.forms import NotThat, clean, identifier

    try:
        return identifier(clean(number))
    except NotThat as error:
        rule = str(error)
    raise ObaError(f"That is no number of the council's files: {rule}.")


def _in_the_folder(settings: Settings, vault: Vault, council: str, identifier: str) -> list[str]:
    """Say which files of the folder of extracts hold, or may hold, a number; nothing in that folder is encrypted."""
    from oba.local_mi.looking import holding

    if settings.local_mi is None or not settings.local_mi.is_dir():
        return []
    found = holding(settings, read_definitions(settings.definitions), council, identifier)
    return [
        f"{count} files of the folder of extracts, under {place}, hold the number, or may: take them out of it."
        for place, count in found.items()
    ]
