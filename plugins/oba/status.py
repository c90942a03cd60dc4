"""What a warehouse serves, from what, and what of it is worth a look, as lines for a terminal."""

from collections.abc import Iterator

import duckdb

from oba.changes import SAID
from oba.config import Settings
from oba.errors import ObaError
from oba.intake import gated_folder, verdicts
from oba.publication import PAGES, WAREHOUSE, Manifest, told_of_serving
from oba.vocabulary import PublicationChange


def status_lines(manifest: Manifest, settings: Settings) -> Iterator[str]:
    """Describe the served publication; what beside it needs a person, or is good to know, ``oba.attention`` says.

    Args:
        manifest: that of the served publication.
        settings: where the warehouse is.
    """
    yield (
        f"Publication {manifest.publication_id} of {manifest.published_at}, "
        f"from {len(manifest.release_files)} release files."
    )
    yield from told_of_serving(settings)
    yield from _changed(manifest)
    yield f"Scorecards: {settings.served / PAGES / 'index.html'}"
    for authority in settings.authorities:
        page = settings.served / PAGES / authority / "index.html"
        if page.exists():
            yield f"            {page}"
    yield f"Warehouse:  {settings.served / WAREHOUSE} (DuckDB, schema marts)"
    yield from _worth_a_look(settings)


def places_named(place: str, settings: Settings) -> list[tuple[str, str]]:
    """Return code and name of the places of the served warehouse with that code, now or before, or that in their name.

    Raises:
        ObaError: there is none.
    """
    with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as warehouse:
        found = warehouse.execute(
            "select place.geography_code, place.geography_name from marts.dim_geography as place"
            " where place.geography_code = place.newest_code and ("
            "   contains(lower(place.geography_name), lower(trim($place))) or place.geography_code in"
            "   (select newest_code from marts.dim_geography where geography_code = upper(trim($place)))"
            " ) order by lower(place.geography_name) <> lower(trim($place)), 2, 1",
            {"place": place},
        ).fetchall()
    if not found:
        raise ObaError(f"No place of the served warehouse has the code {place}, or {place} in its name.")
    return found


def _changed(manifest: Manifest) -> Iterator[str]:
    """Say what it took away or changed of the publication before it."""
    counts: dict[PublicationChange, int] = {}
    for entry in manifest.changes:
        counts[entry["change"]] = counts.get(entry["change"], 0) + entry["count"]
    if counts:
        told = ", ".join(f"{number} {SAID[change]}" for change, number in counts.items())
        yield f"Against the publication before it: {told}; by measure under changes in its manifest"


def _worth_a_look(settings: Settings) -> Iterator[str]:
    judged = verdicts(settings).values()
    to_look_at = [(name, note) for verdict in judged for name, note in verdict.to_look_at().items()]
    for name, says in dict.fromkeys((name, note.says) for name, note in to_look_at):
        found_there = [note for named, note in to_look_at if named == name]
        files = f"{len(found_there)} file{'s' if len(found_there) > 1 else ''}"
        listed = f"; each file's list is in {gated_folder(settings)}/<file id>.{name}.csv"
        is_listed = any(note.examples for note in found_there)  # a kind whose cells are not told has counts alone
        yield f"Worth a look: {sum(note.count for note in found_there)} {says}, in {files}{listed if is_listed else ''}"
