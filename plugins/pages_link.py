"""A plugin of Airflow: its menu leads to the published pages, where ``OBA_PAGES_URL`` says that they are served."""

from airflow.plugins_manager import AirflowPlugin

from oba.config import settings_from_environment


def _views(address: str | None) -> list[dict[str, str]]:
    """Return the entry of the menu; none where nobody has said where the pages are served."""
    return [{"name": "Scorecards", "href": address, "destination": "nav", "category": "browse"}] if address else []


class PagesLink(AirflowPlugin):
    """Registers the entry."""

    name = "pages_link"
    external_views = _views(settings_from_environment().pages_url)
