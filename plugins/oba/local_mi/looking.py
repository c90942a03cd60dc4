"""What the folder of extracts has that is not taken yet, and what the last look found, kept for whoever has no key."""

import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.decisions import DECISIONS
from oba.digest import code_version
from oba.errors import ConfigurationError
from oba.files import Damaged, read_record, write_atomically
from oba.local_mi.dropped import Drop, Dropped, look_into
from oba.local_mi.vault import QUARANTINE, Refusal, Vault, refusals
from oba.local_mi.vault.erasing import may_hold
from oba.local_mi.vault.statements import write_closed

log = logging.getLogger(__name__)

LOOKED = "looked.json"
MEND = (
    "Mend or replace the file, describe what it is in a layout (docs/local-mi.md), take it out of the folder, or say "
    f"in {DECISIONS}, under refused_files, that it stays refused."
)


@dataclass(frozen=True)
class OnOffer:
    """A file of the folder with what it is known by; ``extract_id`` is keyed, and says nothing of the file's name."""

    extract_id: str
    content: str
    file: Dropped

    @property
    def given(self) -> dict[str, str]:
        """What a task is told of it, and Airflow keeps: no name."""
        return {
            "extract_id": self.extract_id,
            "council": self.file.council,
            "snapshot_date": self.file.snapshot_date.isoformat(),
        }

    @property
    def key(self) -> tuple[str, str, str]:
        """What no two statements of one layout have in common."""
        return self.file.council, self.file.snapshot_date.isoformat(), self.content


@dataclass(frozen=True)
class Found:
    """What a look at the folder found."""

    fresh: tuple[OnOffer, ...]  # neither taken nor refused by the code and definitions of now
    alerts: tuple[str, ...]  # to be put right by a person
    notes: tuple[str, ...]


def look(settings: Settings, definitions: Definitions, vault: Vault) -> Found:
    """Look into the folder of extracts, keep what was found for those who have no key, and return it.

    Refused files that are there no more are forgotten, bytes and all.

    Raises:
        NoFolder: there is none, or it may not be read.
    """
    drop = _drop(settings, definitions)
    offered = _known_by(drop, vault)
    taken = {(one.council, one.snapshot_date, one.content): one for one in vault.statements()}
    refused = {(one.council, one.snapshot_date, one.content): one for one in vault.refusals()}
    keys = {one.key for one in offered}
    for key, refusal in refused.items():
        if key not in keys:
            vault.no_longer_refused(refusal)
    version = code_version(settings.definitions)
    alerts, notes, fresh = list(drop.told), list(drop.notes), {}
    whose: dict[str, set[tuple[str, str]]] = {}
    for council, snapshot_date, content in (*taken, *keys):
        whose.setdefault(content, set()).add((council, snapshot_date))
    for one in offered:
        council, snapshot_date, content = one.key
        others = whose[content] - {(council, snapshot_date)}
        if strange := sorted(f"{other}/{day}" for other, day in others if other != council):
            alerts.append(
                f"A file of {council}/{snapshot_date} has the bytes of one of {', '.join(strange)}, and an extract is "
                "of one council: it is not taken. Take it out of the wrong folder; if it was taken there, 'oba "
                "local-mi status' names the statement and 'oba local-mi remove' removes it."
            )
        elif one.key not in taken and not (one.key in refused and refused[one.key].judged_with == version):
            fresh[one.key] = one
        if days := sorted(day for other, day in others if other == council):
            notes.append(
                f"A file of {council}/{snapshot_date} has the bytes of one of {', '.join(days)}. Each counts as what "
                "was known on its day; if one lies under the wrong date, 'oba local-mi remove' removes its statement."
            )
    if drop.waiting:
        notes.append(
            f"{drop.waiting} files are still being written to the folder of extracts; the next look takes them."
        )
    found = Found(tuple(fresh.values()), tuple(alerts), tuple(dict.fromkeys(notes)))
    _keep(settings, vault, found, offered)
    return found


def folder_of(settings: Settings) -> Path:
    """Return the folder of extracts.

    Raises:
        ConfigurationError: none is set.
    """
    if settings.local_mi is None:
        raise ConfigurationError("OBA_LOCAL_MI is not set, so there is no folder of extracts. Name one.")
    return settings.local_mi


def find(extract_id: str, settings: Settings, definitions: Definitions, vault: Vault) -> OnOffer | None:
    """Return a file of the folder by its id, or None where it has gone."""
    # That it is whole was seen by the look that found it; whoever reads it holds its bytes against each other.
    drop = _drop(settings, definitions, wait=lambda seconds: None)
    return next((one for one in _known_by(drop, vault) if one.extract_id == extract_id), None)


def holding(settings: Settings, definitions: Definitions, council: str, identifier: str) -> dict[str, int]:
    """Return by ``<council>/<date>`` how many files of the folder hold, or may hold, a number."""
    spelt = {identifier, identifier.lower(), identifier.upper()}
    found: Counter[str] = Counter()
    for file in _drop(settings, definitions, wait=lambda seconds: None).files:
        if file.council == council and may_hold(file.path.read_bytes(), spelt):
            found[f"{council}/{file.snapshot_date}"] += 1
    return dict(found)


def needs_a_person(settings: Settings, definitions: Definitions) -> list[str]:
    """Return what nobody has dealt with of the extracts, as the last look found it; no key is needed."""
    told = [str(line) for line in _last(settings).get("alerts", [])]
    return [
        *told,
        *(
            f"Refused extract: {refusal.title} ({refusal.shown_name}), SHA-256 {refusal.content}; the reasons are in "
            f"{settings.restricted_home / QUARANTINE / refusal.refusal_id / 'why-refused.txt'}. {MEND}"
            for refusal in refusals(settings.restricted_home / QUARANTINE)
            if not is_decided(refusal, definitions)
        ),
    ]


def is_decided(refusal: Refusal, definitions: Definitions) -> bool:
    """Tell whether somebody has said that an extract may stay refused: exactly those bytes."""
    decided = definitions.decisions.refused_files
    return any((decision.file, decision.sha256) == (refusal.title, refusal.content) for decision in decided)


def notes(settings: Settings) -> Iterator[str]:
    """Yield what is good to know of the extracts, as the last look found it."""
    yield from map(str, _last(settings).get("notes", []))


def _drop(settings: Settings, definitions: Definitions, wait: Callable[[float], object] = time.sleep) -> Drop:
    councils = {place.code for place in definitions.places.local_authority}
    return look_into(folder_of(settings), councils, datetime.now(UTC).date(), settings.largest_file, wait)


def _known_by(drop: Drop, vault: Vault) -> list[OnOffer]:
    """Return the files with what they are known by; bytes are read anew only where a file has changed since."""
    seen = _read(vault.home).get("seen", {})
    found = []
    for file in drop.files:
        extract_id = vault.digest(b"path\0" + file.within.encode("utf-8", "surrogateescape"))[:16]
        state = list(file.state)
        before = seen.get(extract_id, {})
        content = before["content"] if before.get("state") == state else vault.digest(file.path.read_bytes())
        found.append(OnOffer(extract_id, content, file))
    return found


def _keep(settings: Settings, vault: Vault, found: Found, offered: list[OnOffer]) -> None:
    record = {
        "looked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "alerts": found.alerts,
        "notes": found.notes,
        "seen": {one.extract_id: {"state": list(one.file.state), "content": one.content} for one in offered},
    }
    text = json.dumps(record, indent=2) + "\n"
    write_atomically(vault.home / LOOKED, lambda path: write_closed(path, text.encode()))


def _last(settings: Settings) -> dict[str, Any]:
    return _read(settings.restricted_home)


def _read(home: Path) -> dict[str, Any]:
    try:
        return read_record(home / LOOKED)
    except (OSError, Damaged):
        return {}  # the next look writes it
