"""Version numbers of API data sets."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", re.IGNORECASE)


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
