"""How the service is reached: by an Airflow connection inside a task, by the settings everywhere else."""

import logging

from pydantic import ValidationError

from oba.config import EES_CONNECTION, Settings
from oba.errors import ConfigurationError
from oba.in_task import in_a_task
from oba.sources.ees.client import EesClient
from oba.sources.ees.transport import EesSettings

log = logging.getLogger(__name__)


def ees_client(settings: Settings) -> EesClient:
    """Return a client of the service.

    Inside an Airflow task the connection that ``OBA_EES_CONNECTION`` names is used. Where there is none under the
    default name, and outside Airflow, the settings are.

    Raises:
        ConfigurationError: a connection under another name than the default does not exist.
        EesError: the connection cannot be used.
    """
    return (_from_airflow(settings) if in_a_task() else None) or _from_settings(settings)


def _from_airflow(settings: Settings) -> EesClient | None:
    from airflow.sdk.exceptions import AirflowNotFoundException

    from oba.sources.ees.hook import EesHook

    try:
        return EesHook(settings.ees_connection, max_file=settings.largest_file).get_conn()
    except AirflowNotFoundException as error:
        if settings.ees_connection != EES_CONNECTION:
            raise ConfigurationError(
                f"OBA_EES_CONNECTION: Airflow has no connection {settings.ees_connection!r}. Add it as an HTTP "
                "connection, or unset OBA_EES_CONNECTION to use the settings."
            ) from error
        log.info(
            "Airflow has no connection %s; %s is asked, as OBA_EES_BASE_URL says.",
            EES_CONNECTION,
            settings.ees_base_url,
        )
        return None


def _from_settings(settings: Settings) -> EesClient:
    try:
        return EesClient(
            EesSettings(
                base_url=settings.ees_base_url,
                catalogue_url=settings.ees_catalogue_url,
                read_timeout=settings.ees_read_timeout,
                max_file=settings.largest_file,
            )
        )
    except ValidationError as error:
        faults = "; ".join(f"OBA_EES_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise ConfigurationError(f"A setting cannot be used: {faults}.") from error
