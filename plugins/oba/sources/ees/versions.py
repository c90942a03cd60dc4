"""Version numbers of API data sets, and pins on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_NUMBER = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", re.IGNORECASE)
_PIN = re.compile(r"v?(?:(?P<star>(?:\d+\.){0,2})\*|(?P<exact>\d+(?:\.\d+){0,2}))", re.IGNORECASE)


class VersionNumber(NamedTuple):
    """``major.minor.patch``; compares as numbers, so 2.1.10 is above 2.1.9."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> VersionNumber:
        """Read ``2``, ``2.1`` or ``2.1.3``; what is left out is zero. Raises ValueError."""
        match = _NUMBER.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"'{text}' is not a version number such as 2.1 or 2.1.3")
        return cls(*(int(part or 0) for part in match.groups()))

    def __str__(self) -> str:
        """Write the number as the service does: the patch only where there is one."""
        return f"{self.major}.{self.minor}" + (f".{self.patch}" if self.patch else "")


@dataclass(frozen=True)
class VersionPin:
    """Which versions a feed accepts: ``*``, ``2.*``, ``2.1.*``, ``2``, ``2.1`` or ``2.1.3``.

    As in the service, a number without a star is exact and padded with zeros: ``2.1`` means 2.1.0 and does
    not accept the patch 2.1.1.
    """

    text: str
    parts: tuple[int, ...]
    is_exact: bool

    @classmethod
    def parse(cls, text: str) -> VersionPin:
        """Read a pin; raises ValueError for anything else, such as ``2.*.1``."""
        match = _PIN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"'{text}' is not a version pin such as *, 2.*, 2.1.*, 2.1 or 2.1.3")
        if match["exact"] is not None:
            return cls(text, tuple(VersionNumber.parse(match["exact"])), is_exact=True)
        return cls(text, tuple(int(part) for part in match["star"].split(".") if part), is_exact=False)

    @property
    def major(self) -> int | None:
        """The pinned major version; None for ``*``, which follows every major version."""
        return self.parts[0] if self.parts else None

    def matches(self, number: VersionNumber) -> bool:
        """Tell whether a version number falls under the pin."""
        return tuple(number[: len(self.parts)]) == self.parts

    def is_below(self, number: VersionNumber) -> bool:
        """Tell whether a version belongs to a newer major version than the pinned one."""
        return self.major is not None and number.major > self.major
