"""What dbt calls before it attaches the restricted warehouse; named in dbt_project/restricted/profiles.yml."""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from oba.local_mi.vault import load_encryption


class Plugin(BasePlugin):
    """Lets dbt write an encrypted file."""

    def configure_connection(self, conn: Any) -> None:
        """Load what writes encrypted files."""
        load_encryption(conn)
