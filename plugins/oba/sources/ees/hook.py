"""Airflow hook for the EES service."""

from __future__ import annotations

from airflow.sdk import BaseHook, Connection
from pydantic import ValidationError

from oba.sources.ees.client import EesClient
from oba.sources.ees.errors import InvalidRequest
from oba.sources.ees.transport import EesSettings

_DEFAULT_PATH = "statistics"


class EesHook(BaseHook):
    """Builds the EES client from an Airflow connection.

    The connection can be written as one address, for example
    ``https://api.education.gov.uk/statistics?read_timeout=90``. The parts used are the host (https unless it
    names a scheme), the port, the schema as base path, and as extras any field of EesSettings; the extra
    ``base_path`` overrides the schema. Without a host the production service is used.
    """

    conn_name_attr = "ees_conn_id"
    default_conn_name = "ees_default"
    conn_type = "http"
    hook_name = "Explore Education Statistics"

    def __init__(self, ees_conn_id: str = default_conn_name, **defaults: int) -> None:
        """Remember which connection to read; ``defaults`` are fields of EesSettings that it need not name."""
        super().__init__()
        self.ees_conn_id = ees_conn_id
        self._defaults = defaults

    def get_conn(self) -> EesClient:
        """Build the client; raises InvalidRequest where the connection is not usable."""
        connection = self.get_connection(self.ees_conn_id)
        try:
            return EesClient(EesSettings(**{**self._defaults, **_settings(connection)}))
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            asked = f"Airflow connection {self.ees_conn_id}"
            raise InvalidRequest(asked, faults, "Correct the connection") from None


def _settings(connection: Connection) -> dict:
    extras = dict(connection.extra_dejson)
    path = extras.pop("base_path", None) or connection.schema or _DEFAULT_PATH
    if connection.host:
        host = connection.host if "://" in connection.host else f"https://{connection.host}"
        port = f":{connection.port}" if connection.port else ""
        extras.setdefault("base_url", f"{host.rstrip('/')}{port}/{path.strip('/')}")
    return extras
