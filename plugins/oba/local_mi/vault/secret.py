"""The secret that everything about single children is keyed with, and the keys that are made of it.

It is the password of an Airflow connection or the setting ``OBA_LOCAL_MI_SECRET``. No message here ever holds it, or a
part of it, or says more of it than which rule it breaks.
"""

import hmac
import logging
import math
import re
import secrets
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from oba.config import LOCAL_MI_CONNECTION, Settings
from oba.errors import ConfigurationError
from oba.in_task import in_a_task

log = logging.getLogger(__name__)

SHORTEST = 32  # characters
FEWEST_DIFFERENT = 10
LEAST_BITS = 90.0  # of Shannon's entropy, by how often each character stands in it
WELL_KNOWN = re.compile(
    "password|passphrase|secret|change-?me|letmein|welcome|admin|default|hello|qwertyuiop|qwerty|asdfghjkl|zxcvbnm|"
    "1q2w3e4r|iloveyou|monkey|dragon|example|sample|council|children|social|care|local|airflow|fernet|key|test|demo|"
    "hmac|pseudonym|openssl|base64",
    re.IGNORECASE,
)
MAKE_ONE = "Make one with 'oba local-mi new-secret' and keep it where the council keeps its secrets."
Purpose = Literal["pseudonyms", "database", "files", "contents", "tombstones", "check"]


class WeakSecret(ConfigurationError):
    """The secret is missing, or could be guessed; the text never holds it."""


class Secret:
    """A secret that is strong enough; shown nowhere."""

    def __init__(self, text: str) -> None:
        """Keep a secret.

        Raises:
            WeakSecret: it could be guessed; says which rule it breaks.
        """
        if rule := _weakness(text):
            raise WeakSecret(f"The secret of local MI cannot be used: {rule}. {MAKE_ONE}")
        self._bytes = text.encode()
        self.key = cache(self._key)

    def __repr__(self) -> str:
        """Say what it is and not which."""
        return "Secret(...)"

    __str__ = __repr__

    def __reduce__(self) -> tuple:
        """Refuse to be written anywhere.

        Raises:
            TypeError: always.
        """
        raise TypeError("A secret is not written.")

    def _key(self, purpose: Purpose) -> bytes:
        """Return the 32 bytes of the key for one purpose; from none of them another can be found."""
        info = f"oba local mi, {purpose}, 1".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._bytes)

    def keyed(self, purpose: Purpose, content: bytes) -> str:
        """Return the HMAC-SHA256 of some bytes in hexadecimal."""
        return hmac.digest(self.key(purpose), content, "sha256").hex()


def read_secret(settings: Settings) -> Secret:
    """Return the secret: inside an Airflow task the connection's password, else the setting.

    Raises:
        WeakSecret: there is none, or it could be guessed.
        ConfigurationError: a connection under another name than the default does not exist.
    """
    text = (_from_airflow(settings) if in_a_task() else None) or _from_settings(settings)
    if not text:
        raise WeakSecret(
            "Local MI needs a secret, and none is given: set OBA_LOCAL_MI_SECRET, or in Airflow the password of the "
            f"connection {settings.local_mi_connection}. {MAKE_ONE}"
        )
    return Secret(text)


def new_secret() -> str:
    """Return a secret that nobody has had: 256 bits of the system's randomness."""
    return secrets.token_urlsafe(32)


def _from_settings(settings: Settings) -> str | None:
    return settings.local_mi_secret.get_secret_value() if settings.local_mi_secret else None


def _from_airflow(settings: Settings) -> str | None:
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    missing = False
    try:
        return Connection.get(settings.local_mi_connection).password
    except AirflowNotFoundException:
        missing = True
    # Outside of the handler, so that nothing that was raised in it hangs on what is raised here.
    if missing and settings.local_mi_connection != LOCAL_MI_CONNECTION:
        raise ConfigurationError(
            f"OBA_LOCAL_MI_CONNECTION: Airflow has no connection {settings.local_mi_connection!r}. Add it with the "
            "secret as its password, or unset OBA_LOCAL_MI_CONNECTION to use OBA_LOCAL_MI_SECRET."
        )
    log.info("Airflow has no connection %s; OBA_LOCAL_MI_SECRET is used.", LOCAL_MI_CONNECTION)
    return None


def _weakness(text: str) -> str | None:
    """Return the first rule that a secret breaks, without a word of it."""
    if len(text) < SHORTEST:
        return f"it has fewer than {SHORTEST} characters"
    if text != text.strip():
        return "it begins or ends with a space or a line break, which a copy easily loses"
    if _is_repeated(text):
        return "it repeats itself"
    rest = WELL_KNOWN.sub("", text)
    if len(rest) < SHORTEST * 3 / 4:
        return "it is made of well-known words"
    if _share_in_sequence(text) > 0.4:
        return "its characters follow each other as in the alphabet or in counting"
    if len(set(text)) < FEWEST_DIFFERENT:
        return f"it has fewer than {FEWEST_DIFFERENT} different characters"
    if _bits(rest) < LEAST_BITS:
        return f"it is too regular (less than {LEAST_BITS:.0f} bits)"
    return None


def _is_repeated(text: str) -> bool:
    """Tell whether a text is a shorter one over and over, the last time perhaps not whole."""
    half = len(text) // 2
    return any(all(text[place] == text[place % length] for place in range(len(text))) for length in range(1, half + 1))


def _share_in_sequence(text: str) -> float:
    steps = [abs(ord(after) - ord(before)) for before, after in pairwise(text)]
    return sum(step <= 1 for step in steps) / len(steps)


def _bits(text: str) -> float:
    counts = Counter(text)
    return -sum(count * math.log2(count / len(text)) for count in counts.values())
