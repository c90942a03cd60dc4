"""The whole way from releases to pages, in one process and without Airflow."""

from oba.config import Settings
from oba.definitions import read_definitions


def build_all(settings: Settings) -> Settings:
    """Land, gate, build and draw every release the settings offer, without publishing."""
    from oba import build, publication
    from oba.intake import gate_in
    from oba.landing import land, landed_files, new_offers
    from oba.scorecard import draw_scorecards

    definitions = read_definitions(settings.definitions)
    for offer in new_offers(settings, definitions)[0]:
        land(offer, settings)
    for file in landed_files(settings):
        gate_in(file, settings, definitions)
    files = build.prepare_inputs(settings, definitions)
    build.run_dbt(settings)
    publication.gate_out(settings)
    draw_scorecards(
        build.warehouse_file(settings),
        settings.build / publication.PAGES,
        settings.authorities,
        publication.publication_id(files, settings),
    )
    return settings
