"""What a warehouse serves, from what, and what is on offer and not shown, as lines for a terminal."""

from collections.abc import Iterator

from oba.build import doubts_not_found
from oba.config import Settings
from oba.definitions import Definitions
from oba.intake import REASONS, gated_folder, verdicts
from oba.landing import Look
from oba.on_request import pages_of
from oba.publication import PAGES, WAREHOUSE, Manifest, drawn_folder, told_of_serving


def status_lines(manifest: Manifest, settings: Settings, definitions: Definitions, found: Look) -> Iterator[str]:
    """Describe the served publication, then name what is refused or left aside.

    Args:
        manifest: that of the served publication.
        settings: where the warehouse is.
        definitions: as they are now; what is refused of them is named.
        found: what the sources answered just now.
    """
    yield (
        f"Publication {manifest.publication_id} of {manifest.published_at}, "
        f"from {len(manifest.release_files)} release files."
    )
    yield from told_of_serving(settings)
    yield f"Scorecards: {settings.served / PAGES / 'index.html'}"
    for authority in settings.authorities:
        for page in pages_of(authority, settings):
            yield f"            {page}"
    drawn = drawn_folder(manifest.publication_id, settings) / "index.html"
    if drawn.exists():
        yield f"And others: {drawn}, with the pages drawn on request"
    yield f"Warehouse:  {settings.served / WAREHOUSE} (DuckDB, schema marts)"
    yield from _what_is_not_shown(settings, definitions, found)


def _what_is_not_shown(settings: Settings, definitions: Definitions, found: Look) -> Iterator[str]:
    """Name what is refused or left aside, so that silence means that everything on offer is shown."""
    judged = verdicts(settings).values()
    mended = {verdict.title for verdict in judged if verdict.accepted}
    for verdict in sorted(judged, key=lambda verdict: verdict.title):
        if not verdict.accepted and verdict.title not in mended:
            folder = settings.quarantine.joinpath(*verdict.title.split("/")[:2], verdict.file_id)
            yield f"In quarantine: {verdict.title}; the reasons are in {folder / REASONS}"
    to_look_at = [(name, note) for verdict in judged for name, note in verdict.to_look_at().items()]
    for name, says in dict.fromkeys((name, note.says) for name, note in to_look_at):
        found_there = [note for named, note in to_look_at if named == name]
        files = f"{len(found_there)} file{'s' if len(found_there) > 1 else ''}"
        listed = f"; each file's list is in {gated_folder(settings)}/<file id>.{name}.csv"
        is_listed = any(note.examples for note in found_there)  # a kind whose cells are not told has counts alone
        yield f"Worth a look: {sum(note.count for note in found_there)} {says}, in {files}{listed if is_listed else ''}"
    yield from (f"Left aside: {left}" for left in found.aside)
    yield from found.notes
    yield from found.alerts
    yield from doubts_not_found(settings, definitions)
    for refusal in definitions.refused:
        yield f"Not shown: {refusal}"
