"""What is left to do, worked out from what is on disk, so that a run after a crash goes on where it must.

Nothing here remembers a run: a file is pending when the newest publication does not show it and nothing has refused it.
"""

from datetime import UTC, date, datetime

from oba.config import Settings
from oba.definitions import Definitions, read_definitions
from oba.digest import code_version
from oba.intake import quarantine_file, true_verdicts
from oba.landing import LandedFile, Look, landed_files, look
from oba.publication import Manifest, is_whole, newest, out_of_step


def files_to_gate(settings: Settings, definitions: Definitions | None = None) -> list[LandedFile]:
    """Return the landed files that a publication would now take in or have to take in again.

    Empty exactly when there is nothing to do: the newest publication is whole, has the pages of every place that is to
    be drawn, and was made by the present code from every landed file that the gate in does not refuse, no verdict
    hangs on another file than is before it now, and no day has passed after which a page would say something else, such
    as that an action is overdue.

    Args:
        settings: where the warehouse is.
        definitions: they are read if not given.
    """
    judged = true_verdicts(settings, definitions or read_definitions(settings.definitions))
    refused = {file_id for file_id, verdict in judged.items() if not verdict.accepted}
    # A refusal without a copy in quarantine was found while judging a later vintage; its own task has still to tell.
    candidates = [
        file for file in landed_files(settings) if file.file_id not in refused or not _is_in_quarantine(file, settings)
    ]
    # The newest and not the served one: while a person has an older one served, newer ones are made beside it.
    publication = newest(settings)
    if publication is None or publication.code_version != code_version(settings.definitions):
        return candidates
    if publication.places != settings.draw and settings.draw == "every_place":
        return candidates  # it has the pages of some places, for trying
    if not is_whole(publication.publication_id, settings):
        return candidates
    if _a_day_has_passed(publication):
        return candidates
    shown = {release_file["release_file_id"] for release_file in publication.release_files}
    if shown - ({file.file_id for file in landed_files(settings)} - refused):
        # A landed file was removed, or its bytes have changed since: what is served has to be made without it.
        return candidates
    return [file for file in candidates if file.file_id not in shown or file.file_id not in judged]


def nothing_is_new(settings: Settings, found: Look | None = None, definitions: Definitions | None = None) -> bool:
    """Tell whether a refresh would change nothing, without running one; ``oba.attention`` has what it would tell.

    Args:
        settings: where the warehouse is.
        found: what the source answered just now; it is asked if that is not given.
        definitions: they are read if not given.

    Raises:
        SourceError: the release source could not be read.
        DefinitionError: a definition cannot be used.
    """
    definitions = definitions or read_definitions(settings.definitions)
    found = found or look(settings, definitions)
    return not out_of_step(settings) and not files_to_gate(settings, definitions) and not found.fresh


def _a_day_has_passed(publication: Manifest) -> bool:
    """Tell whether a page of a publication would be another one by the day alone."""
    last_day = publication.true_until
    return last_day is not None and date.fromisoformat(last_day) < datetime.now(UTC).date()  # as the day of a build


def _is_in_quarantine(file: LandedFile, settings: Settings) -> bool:
    # Of a file whose bytes are gone there can be no copy.
    return quarantine_file(file, settings).exists() or not file.path(settings).exists()
