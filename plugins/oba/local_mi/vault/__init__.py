"""Where everything about single children is kept: the secret, pseudonyms, encryption, statements, originals, erasure.

``open_vault`` is the door; nothing outside this package reads or writes a file of the restricted home but the builder
of its warehouse.
"""

from oba.config import Settings
from oba.local_mi.vault.encryption import NotAsKept, load_encryption, restricted_database
from oba.local_mi.vault.erasing import Erasure
from oba.local_mi.vault.pseudonyms import Pseudonyms
from oba.local_mi.vault.refusals import Refusal, refusals
from oba.local_mi.vault.secret import Secret, WeakSecret, new_secret, read_secret
from oba.local_mi.vault.statements import Statement
from oba.local_mi.vault.vault import QUARANTINE, WAREHOUSE, OtherSecret, Vault

__all__ = [
    "QUARANTINE",
    "WAREHOUSE",
    "Erasure",
    "NotAsKept",
    "OtherSecret",
    "Pseudonyms",
    "Refusal",
    "Secret",
    "Statement",
    "Vault",
    "WeakSecret",
    "load_encryption",
    "new_secret",
    "open_vault",
    "read_secret",
    "refusals",
    "restricted_database",
]


def open_vault(settings: Settings) -> Vault:
    """Open the restricted home with the secret of the settings, or inside a task that of the connection.

    Raises:
        WeakSecret: there is no secret, or it could be guessed.
        OtherSecret: the restricted home was made with another one.
    """
    return Vault(settings, read_secret(settings))
