"""What the gate in decided of one file, and where that is kept."""

import json
import logging
import shutil
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path

from oba.config import Settings
from oba.digest import gate_versions
from oba.files import Damaged, make_folder, read_record, sha256_of, write_atomically
from oba.gates import Failure
from oba.kinds import Note
from oba.landing import LandedFile, is_as_landed, landed_files

log = logging.getLogger(__name__)

REASONS = "why-refused.txt"
CHANGED_AFTER_LANDING = Failure(
    "the bytes are those that landed",
    "A disk or a hand has changed them since, and with them perhaps a figure.",
    "remove the file's folder under landed and run the refresh again.",
    1,
    ("found another SHA-256 than the landing record has",),
)


@dataclass(frozen=True)
class Verdict:
    """What the gate in decided of one file."""

    file_id: str
    title: str
    accepted: bool
    lines: int  # data lines or records
    rows: int  # of the long form: cells of data columns, pairs of neighbours
    reasons: tuple[str, ...]  # why it was refused; empty if accepted
    compared_with: str | None = None  # title of the accepted file before it that it continues
    notes: dict[str, Note] = field(default_factory=dict)  # what its kind counted in it, without the tables
    asked_before: bool = False  # whether its kind asked for the accepted file before it: the verdict hangs on it then
    before: str | None = None  # the id of that file, if there was one
    feed: str = ""
    version: str | None = None  # of the gate for that feed
    sha256: str | None = None  # of the long form; None if refused

    def to_look_at(self) -> dict[str, Note]:
        """Return the notes that a person should look into, by name."""
        return {name: note for name, note in self.notes.items() if note.look and note.count}


def refusal(landed: LandedFile, reasons: tuple[str, ...]) -> Verdict:
    """Return the verdict that a file is not to be used."""
    return Verdict(landed.file_id, landed.title, False, 0, 0, reasons)


def verdicts(settings: Settings) -> dict[str, Verdict]:
    """Return the verdicts of the present code and definitions on landed files, by file id."""
    found = ((file.file_id, known_verdict(file, settings)) for file in landed_files(settings))
    return {file_id: verdict for file_id, verdict in found if verdict is not None}


def known_verdict(landed: LandedFile, settings: Settings) -> Verdict | None:
    """Return the verdict of the present code and definitions on a file, if they have given one.

    A file whose bytes are not those that landed is refused. A verdict that was damaged, or whose long form is not the
    one that was kept with it, is none, so that the file is judged again.
    """
    if not is_as_landed(landed, settings):
        # Not kept as a verdict: it is about these bytes, and the file id names those that landed.
        return refusal(landed, (str(CHANGED_AFTER_LANDING),))
    verdict = _kept(landed.file_id, settings)
    if verdict is None or _is_out_of_date(verdict, settings) or not _has_its_long_form(verdict, settings):
        return None
    return verdict


def out_of_date(settings: Settings) -> list[Verdict]:
    """Return the verdicts on landed files of declared feeds that the present code and definitions have not given."""
    versions = gate_versions(settings.definitions)
    kept = (_kept(file.file_id, settings) for file in landed_files(settings))
    return [found for found in kept if found and found.feed in versions and _is_out_of_date(found, settings)]


def keep(verdict: Verdict, settings: Settings) -> Verdict:
    """Keep a verdict and the tables of its notes, and return it as it will be read."""
    make_folder(gated_folder(settings))
    for name, note in verdict.notes.items():
        if note.table is not None:
            write_atomically(notes_file(verdict.file_id, name, settings), partial(_csv, note))
    kept = replace(verdict, notes={name: replace(note, table=None) for name, note in verdict.notes.items()})
    text = json.dumps(asdict(kept), indent=2, ensure_ascii=False) + "\n"
    write_atomically(_file(verdict.file_id, settings), lambda path: path.write_text(text))
    return kept


def forget(file_id: str, settings: Settings) -> None:
    """Remove the verdict on a file, so that none stands while the file is judged again."""
    _file(file_id, settings).unlink(missing_ok=True)


def clear_unneeded(settings: Settings) -> None:
    """Remove what is kept of files that have not landed, or are landed no more."""
    landed = {file.file_id for file in landed_files(settings)}
    for path in gated_folder(settings).glob("[!.]*"):
        if path.is_dir():
            shutil.rmtree(path)  # of a version that kept verdicts elsewhere
        elif path.name.partition(".")[0] not in landed:
            path.unlink(missing_ok=True)


def gated_folder(settings: Settings) -> Path:
    """Return the folder of verdicts and accepted files; one file has one of each."""
    return settings.gated


def long_file(file_id: str, settings: Settings) -> Path:
    """Return where the long form of an accepted file is."""
    return gated_folder(settings) / f"{file_id}.parquet"


def notes_file(file_id: str, name: str, settings: Settings) -> Path:
    """Return where the table of a note on an accepted file is."""
    return gated_folder(settings) / f"{file_id}.{name}.csv"


def quarantine_file(landed: LandedFile, settings: Settings) -> Path:
    """Return where the copy of a landed file is while it is refused."""
    return settings.quarantine / landed.publication / landed.release / landed.file_id / landed.file_name


def _file(file_id: str, settings: Settings) -> Path:
    return gated_folder(settings) / f"{file_id}.json"


def _csv(note: Note, path: Path) -> None:
    if note.table is not None:
        note.table.to_csv(path, index=False)


def _kept(file_id: str, settings: Settings) -> Verdict | None:
    path = _file(file_id, settings)
    try:
        content = read_record(path)
        notes = {name: Note(**{**note, "examples": tuple(note["examples"])}) for name, note in content["notes"].items()}
        return Verdict(**{**content, "reasons": tuple(content["reasons"]), "notes": notes})
    except FileNotFoundError:
        return None
    except (Damaged, TypeError, KeyError, AttributeError) as error:  # the last three: it is not of this form
        log.warning("The verdict %s cannot be read, so its file is judged again: %s", path, error)
        return None


def _is_out_of_date(verdict: Verdict, settings: Settings) -> bool:
    return verdict.version != gate_versions(settings.definitions).get(verdict.feed, "")


def _has_its_long_form(verdict: Verdict, settings: Settings) -> bool:
    if not verdict.accepted:
        return True
    path = long_file(verdict.file_id, settings)
    if path.exists() and sha256_of(path) == verdict.sha256:
        return True
    log.warning("%s is not as it was kept, so %s is judged again.", path, verdict.title)
    return False
