"""The steps of ``take_local_mi``: from a council's files to figures after disclosure control.

What a step returns is kept by Airflow, so it holds ids and counts alone; so does what it logs, and nothing that it
raises quotes a record (``guarding``). Whatever writes into the restricted home holds its lock.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from oba.config import Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from oba.digest import code_version, text_sha256
from oba.errors import ConfigurationError, ObaError
from oba.files import Damaged, alone, read_record, write_atomically
from oba.local_mi.guarding import nothing_told
from oba.local_mi.looking import find, folder_of, is_decided, look, needs_a_person
from oba.local_mi.parameters import read_parameters
from oba.local_mi.records import STATEMENT
from oba.local_mi.vault import Refusal, Statement, Vault, open_vault
from oba.local_mi.vault.statements import write_closed

log = logging.getLogger(__name__)

WAIT = 900  # seconds that a step waits for another process in the restricted home
BUILT, RELEASED = (
    "built-of.json",
    "released-of.json",
)  # what the warehouse was built of, and what figures were let out of


class ExtractsNeedAttention(ObaError):
    """An extract is refused and nobody has dealt with it, or the folder of extracts has to be put right."""


class InQuarantine(ObaError):
    """An extract cannot be used; its text holds no cell and no name."""

    def __init__(self, refusal: Refusal, reasons: str) -> None:
        super().__init__(f"{reasons}\nIt is in quarantine, encrypted, as {refusal.title}.")
        self.refusal = refusal


class ExtractGone(ObaError):
    """A file was changed or taken away while it was being read."""


@nothing_told
def find_extracts() -> list[dict[str, str]]:
    """Look into the folder of extracts and return what is new there: ``extract_id``, ``council``, ``snapshot_date``."""
    folder_of(settings_from_environment())  # before a secret is asked for, which is not needed without a folder
    settings, definitions, vault = _context()
    with alone(settings.restricted_home, WAIT):
        purge(settings, vault)
        found = look(settings, definitions, vault)
    for line in (*found.notes, *found.alerts):
        log.warning("%s", line)
    log.info("%d new extracts.", len(found.fresh))
    return [one.given for one in found.fresh]


@nothing_told
def take_extract(extract: dict[str, str]) -> str:
    """Take one of the files that ``find_extracts`` found and return the id of its statement.

    Raises:
        InQuarantine: it cannot be used, and nobody has said that it may stay so.
        ExtractGone: it is not there any more, or is being written to.
    """
    settings, definitions, vault = _context()
    try:
        statement = take_one(extract["extract_id"], settings, definitions, vault)
    except InQuarantine as error:
        if not is_decided(error.refusal, definitions):
            raise
        log.warning("%s It stays refused, as decisions.yml says.", error)
        return error.refusal.refusal_id
    counts = ", ".join(f"{rows:,} {record}" for record, rows in statement.records.items()) or "no record"
    log.info(
        "Statement %s of %s, layout %s: %s; %d cells in error.",
        *(statement.statement_id, statement.title, statement.layout, counts, statement.errors),
    )
    if statement.erased_before:
        log.info("%d rows or cells of people whose data was erased were left out.", statement.erased_before)
    return statement.statement_id


def take_one(extract_id: str, settings: Settings, definitions: Definitions, vault: Vault) -> Statement:
    """Take a file of the folder; see ``take_extract``."""
    from oba.local_mi.reading import Limits
    from oba.local_mi.taking import ExtractRefused, take
    from oba.local_mi.whose import held_against_folder

    one = find(extract_id, settings, definitions, vault)
    if one is None:
        raise ExtractGone("The file is not in the folder of extracts any more, or is being written to. Take it again.")
    file = one.file
    content = file.path.read_bytes()
    refused = None
    try:
        extract = take(
            file.path,
            file.council,
            file.snapshot_date,
            settings.definitions,
            vault.pseudonyms(file.council),
            _postcodes(settings.postcode_lookup),
            Limits(settings.largest_file),
        )
        extract = held_against_folder(extract, file.council, definitions)
    except ExtractRefused as error:
        refused = error
    if file.path.read_bytes() != content:
        raise ExtractGone("The file changed while it was being read. Take it again when it is whole.")
    with alone(settings.restricted_home, WAIT):
        digest = vault.digest(content)
        known = [one for one in vault.refusals() if one.content == digest]
        if refused is not None:
            reasons = str(refused)
            refusal = vault.refuse(file.council, file.snapshot_date, content, refused.shown_name, reasons)
            raise InQuarantine(refusal, reasons)
        statement, _ = vault.keep(extract, file.council, file.snapshot_date, content)
        for refusal in known:
            vault.no_longer_refused(refusal)
        if settings.local_mi_remove_taken and vault.original(statement.statement_id) == content:
            file.path.unlink()
    return statement


@nothing_told
def build_restricted() -> str | None:
    """Build the restricted warehouse of every statement, unless figures were let out of all of them already.

    Returns:
        What was done, in counts; None where nothing is new.
    """
    settings, _, vault = _context()
    with alone(settings.restricted_home, WAIT):
        made_of = digest_of(settings, vault)
        if not vault.statements() or _noted(settings, RELEASED) == made_of:
            return None
        if _noted(settings, BUILT) != made_of or not vault.warehouse.exists():
            build(settings, vault)
    return f"{len(vault.statements())} statements"


def build(settings: Settings, vault: Vault) -> None:
    """Build the restricted warehouse, whose lock is held, and note what it was built of."""
    from oba.local_mi.building import build_restricted as build_it

    _note(settings, BUILT, "")
    build_it(settings, Landed(settings, vault), vault.database_key)
    _note(settings, BUILT, digest_of(settings, vault))


@nothing_told
def check_restricted() -> str:
    """Check the marts of the restricted warehouse and return how many expectations they passed."""
    from oba.local_mi.checking import check
    from oba.local_mi.reconciling import beyond

    settings, _, vault = _context()
    with alone(settings.restricted_home, WAIT):
        passed = check(vault)
        for told in beyond(vault, read_parameters(settings.definitions).reconciled_within):
            log.warning("%s", told)
    return passed


@nothing_told
def release_figures() -> list[str]:
    """Write the figures that may be told into the folder of local figures and return the new releases."""
    from oba.local_mi.counting import release_figures as release

    settings, _, vault = _context()
    with alone(settings.restricted_home, WAIT):
        made_of = _noted(settings, BUILT)
        released = [str(path.relative_to(settings.local_figures)) for path in release(settings, vault.database_key)]
        _note(settings, RELEASED, made_of or "")
    log.info("%d releases of figures.", len(released))
    return released


@nothing_told
def report_extracts(extracts: list[dict[str, str]] | None) -> None:
    """Tell what needs a person after a run of taking.

    Args:
        extracts: those of ``find_extracts``; None where it failed itself.

    Raises:
        ExtractsNeedAttention: there is something.
    """
    settings = settings_from_environment()
    definitions = _definitions(settings.definitions)
    if extracts is None:
        raise ExtractsNeedAttention("The folder of extracts could not be looked into; find_extracts says why.")
    vault = open_vault(settings)
    with alone(settings.restricted_home, WAIT):
        left = look(settings, definitions, vault).fresh if extracts else ()
    failed = {one.extract_id for one in left} & {one["extract_id"] for one in extracts}
    told = [
        *(f"An extract was not taken; the task take_extract {one} says why." for one in sorted(failed)),
        *needs_a_person(settings, definitions),
        *interrupted(vault),
    ]
    if told:
        raise ExtractsNeedAttention("\n".join(told))


def is_anything_new(settings: Settings, definitions: Definitions) -> bool:
    """Tell whether a run would take or build anything; what stands in the way of knowing is for the run to tell."""
    try:
        vault = open_vault(settings)
        with alone(settings.restricted_home, WAIT):
            fresh = look(settings, definitions, vault).fresh
        return bool(fresh) or (bool(vault.statements()) and not is_released(settings, vault))
    except ObaError:
        return True


def purge(settings: Settings, vault: Vault) -> int:
    """Remove originals and refused files whose days are over, and what interruptions left; return how many files."""
    from oba.local_mi.building import clear_interrupted_build

    clear_interrupted_build(settings.restricted_home)
    removed = vault.purge(datetime.now(UTC) - timedelta(days=settings.local_mi_keep_originals_days))
    if removed:
        log.info("%d originals were removed, as OBA_LOCAL_MI_KEEP_ORIGINALS_DAYS says.", removed)
    return removed


def digest_of(settings: Settings, vault: Vault) -> str:
    """Return what changes when another warehouse would be built: the statements, what is left of them, the code."""
    kept = [f"{one.statement_id} {one.records} {one.errors}" for one in vault.statements()]
    return text_sha256(code_version(settings.definitions), *kept)


def interrupted(vault: Vault) -> list[str]:
    """Return what is to be done of erasures that did not come to their end; nothing where there are none."""
    unfinished = vault.erased()[1]
    return [f"{unfinished} erasures were interrupted. Give each again: oba local-mi erase."] if unfinished else []


def released_already(settings: Settings, vault: Vault) -> None:
    """Note that figures need not be let out because of what was done to the statements, as when a person was erased."""
    _note(settings, RELEASED, digest_of(settings, vault))


def is_released(settings: Settings, vault: Vault) -> bool:
    """Tell whether figures were let out of everything that is held."""
    return _noted(settings, RELEASED) == digest_of(settings, vault)


class Landed(Mapping[str, pa.Table]):
    """What the restricted warehouse is built of, each table read when asked for.

    Beside the records: the statements, cells in error, and what the DfE published of their councils.
    """

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self._settings, self._vault = settings, vault

    def __getitem__(self, name: str) -> pa.Table:
        """Return a table by its name."""
        if name == "statement":
            return _statements(self._vault)
        if name == "cell_error":
            return self._vault.errors()
        if name == "published_figure":
            from oba.local_mi.published import published_figures

            return published_figures(self._settings, {one.council for one in self._vault.statements()})
        return self._vault.tables(name)

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        yield from (record.record for record in self._vault.records.records)
        yield from ("statement", "cell_error", "published_figure")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(list(iter(self)))


def _statements(vault: Vault) -> pa.Table:
    rows = [{**one.evidence, "records": ",".join(one.records)} for one in vault.statements()]
    return pa.Table.from_pylist(rows, STATEMENT)


@cache
def _postcodes(lookup: Path | None) -> Mapping[str, str] | None:
    """Return the LSOA of each postcode, which stands there without spaces; None without a lookup."""
    if lookup is None:
        return None
    try:
        found = csv.read_csv(lookup, convert_options=csv.ConvertOptions(include_columns=["pcds", "lsoa21cd"]))
    except (OSError, pa.ArrowException, KeyError):
        found = None
    if found is None:
        raise ConfigurationError(
            f"OBA_POSTCODE_LOOKUP: {lookup} cannot be read as a CSV with the columns pcds and lsoa21cd."
        )
    postcodes = pc.replace_substring(found["pcds"].cast(pa.string()), " ", "").to_pylist()
    return dict(zip(postcodes, found["lsoa21cd"].cast(pa.string()).to_pylist(), strict=True))


@cache
def _definitions(folder: Path) -> Definitions:
    return read_definitions(folder)  # once a process, as in ``oba.steps``: a run keeps to one state of them


def _context() -> tuple[Settings, Definitions, Vault]:
    settings = settings_from_environment()
    return settings, _definitions(settings.definitions), open_vault(settings)


def _noted(settings: Settings, name: str) -> str | None:
    try:
        return str(read_record(settings.restricted_home / name)["made_of"])
    except (OSError, Damaged, KeyError):
        return None


def _note(settings: Settings, name: str, made_of: str) -> None:
    text = json.dumps({"made_of": made_of}) + "\n"
    file: Path = settings.restricted_home / name
    write_atomically(file, lambda path: write_closed(path, text.encode()))
