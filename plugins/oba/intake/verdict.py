"""What the gate in decided of one file, and where that is kept."""

import json
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path

from oba.config import Settings
from oba.digest import gate_version
from oba.files import write_atomically
from oba.kinds import Note
from oba.landing import LandedFile

REASONS = "why-refused.txt"


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

    def to_look_at(self) -> dict[str, Note]:
        """Return the notes that a person should look into, by name."""
        return {name: note for name, note in self.notes.items() if note.look and note.count}


def refusal(landed: LandedFile, reasons: tuple[str, ...]) -> Verdict:
    """Return the verdict that a file is not to be used."""
    return Verdict(landed.file_id, landed.title, False, 0, 0, reasons)


def verdicts(settings: Settings) -> dict[str, Verdict]:
    """Return the verdicts of the present code, by file id."""
    found = map(_read, gated_folder(settings).glob("*.json"))
    return {verdict.file_id: verdict for verdict in found}


def known_verdict(landed: LandedFile, settings: Settings) -> Verdict | None:
    """Return the verdict of the present code on a file, if it has given one."""
    path = _file(landed.file_id, settings)
    return _read(path) if path.exists() else None


def keep(verdict: Verdict, settings: Settings) -> Verdict:
    """Keep a verdict and the tables of its notes, and return it as it will be read."""
    for name, note in verdict.notes.items():
        if note.table is not None:
            write_atomically(notes_file(verdict.file_id, name, settings), partial(_csv, note))
    kept = replace(verdict, notes={name: replace(note, table=None) for name, note in verdict.notes.items()})
    text = json.dumps(asdict(kept), indent=2, ensure_ascii=False) + "\n"
    write_atomically(_file(verdict.file_id, settings), lambda path: path.write_text(text))
    return kept


def gated_folder(settings: Settings) -> Path:
    """Return the folder of the present code's verdicts and accepted files."""
    return settings.gated / gate_version(settings.definitions)


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


def _read(path: Path) -> Verdict:
    content = json.loads(path.read_text())
    notes = {name: Note(**{**note, "examples": tuple(note["examples"])}) for name, note in content.pop("notes").items()}
    return Verdict(**{**content, "reasons": tuple(content["reasons"])}, notes=notes)
