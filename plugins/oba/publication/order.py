"""Which publications were served in what order, and whether a person holds one: ``published/serving.json``.

The order is kept and not worked out from times, because a clock may be set back. Where the record is lost, ``current``
still says what is served; only the hold and the order of the others are gone with it.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from oba.config import Settings
from oba.files import Damaged, read_record, write_atomically

SERVING = "serving.json"


@dataclass(frozen=True)
class Serving:
    """The record."""

    order: tuple[str, ...] = ()  # ids of publications, the one made or come back last at the end
    held: str | None = None  # id of the one that stays served whatever is made beside it
    held_since: str | None = None  # ISO 8601, UTC

    def followed_by(self, *names: str) -> "Serving":
        """Return the record after publications were made, or came back, in this order."""
        return replace(self, order=(*(name for name in self.order if name not in names), *names))


def read_serving(settings: Settings) -> Serving:
    """Return the record; one that is missing or damaged says nothing."""
    try:
        content = read_record(_path(settings))
        return Serving(tuple(content["order"]), content["held"], content["held_since"])
    except (FileNotFoundError, Damaged, KeyError, TypeError):
        return Serving()


def serving_is_damaged(settings: Settings) -> bool:
    """Tell whether there is a record that cannot be read."""
    return _path(settings).exists() and read_serving(settings) == Serving()


def write_serving(serving: Serving, settings: Settings) -> None:
    """Keep the record."""
    text = json.dumps(asdict(serving), indent=2) + "\n"
    write_atomically(_path(settings), lambda path: path.write_text(text))


def _path(settings: Settings) -> Path:
    return settings.published / SERVING
