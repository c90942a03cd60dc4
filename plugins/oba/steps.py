"""The steps of the two DAGs, one function a task, over settings from the environment.

A step takes and returns plain values, says in its log what it did, and raises an error of this package when it cannot.
"""

import logging
from dataclasses import asdict
from functools import cache
from typing import Any

from oba import build, publication
from oba.config import Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from oba.errors import ObaError
from oba.files import alone
from oba.intake import gate_in as judge
from oba.intake import notes_file, verdicts
from oba.landing import LandedFile, clear_interrupted, land, landed_files, look, not_landed
from oba.pending import files_to_gate
from oba.scorecard import draw_scorecards as draw
from oba.sources import Offer

log = logging.getLogger(__name__)

# Seconds that a step on the build waits for another process, such as a refresh started by hand, to end.
BUILD_WAIT = 900


class RefusedInThisRun(ObaError):
    """At least one file of this run did not pass the gate in, or a scorecard or programme is refused."""


class SourceNeedsAttention(ObaError):
    """The source had something that a person must decide, or a file of this run could not be landed."""


def find_new_files(everything: bool = False) -> tuple[list[dict[str, Any]], list[str]]:
    """Ask the source; ``everything`` asks anew for what it may remember.

    Returns:
        The offers that are not landed yet, as dictionaries, and the alerts for ``report_alerts``.
    """
    settings, definitions = _context()
    for path in clear_interrupted(settings):
        log.info("Removed %s, left by an interrupted landing.", path.name)
    found = look(settings, definitions, everything)
    for told in (*found.notes, *(f"Left aside: {left}" for left in found.aside), *found.alerts):
        log.warning("%s", told)
    log.info("%d new files on offer.", len(found.fresh))
    return [asdict(offer) for offer in found.fresh], found.alerts


def report_alerts(offers: list[dict[str, Any]] | None, alerts: list[str] | None) -> None:
    """Tell what of a run of landing needs a person: the source's alerts, and offers that did not land.

    Args:
        offers: those of ``find_new_files``; None where it failed itself.
        alerts: likewise.

    Raises:
        SourceNeedsAttention: there is something.
    """
    settings, _ = _context()
    missing = [] if offers is None else not_landed([Offer(**offer) for offer in offers], settings)
    told = [
        *(["The source could not be asked; the task find_new_files says why."] if offers is None else []),
        *(alerts or []),
        *(f"{offer.title} did not land; its task land_file says why." for offer in missing),
    ]
    if told:
        raise SourceNeedsAttention("\n".join(told))


def land_file(offer: dict[str, Any]) -> str:
    """Land one offered file and return its title."""
    settings, _ = _context()
    landed = land(Offer(**offer), settings)
    log.info("Landed %s: %d bytes, SHA-256 %s.", landed.title, landed.size_bytes, landed.sha256)
    return landed.title


def waiting_files() -> list[dict[str, str]]:
    """Return ``file_id`` and ``title`` of each landed file that the next publication has to take in."""
    settings, definitions = _context()
    return [{"file_id": file.file_id, "title": file.title} for file in files_to_gate(settings, definitions)]


def gate_in(waiting: dict[str, str]) -> str:
    """Judge one of the ``waiting_files``.

    Raises:
        FileRefused: it may not be used; names file, place, rule, what was found and what to do.
    """
    settings, definitions = _context()
    verdict = judge(_landed(waiting, settings), settings, definitions)
    log.info("Accepted %s: %d lines, %d rows in long form.", verdict.title, verdict.lines, verdict.rows)
    for name, note in verdict.to_look_at().items():
        log.warning("%d %s; look whether they are real.", note.count, note.says)
        if note.examples:
            listed = notes_file(verdict.file_id, name, settings)
            log.warning("The largest: %s. All of them: %s", "; ".join(note.examples), listed)
    return verdict.title


def build_warehouse() -> str:
    """Build the warehouse from every accepted file and return dbt's summary."""
    settings, definitions = _context()
    for refusal in definitions.refused:
        log.warning("Left out: %s", refusal)
    with alone(settings.home, BUILD_WAIT):
        used = build.prepare_inputs(settings, definitions)
        for told in build.doubts_not_found(settings, definitions):
            log.warning("%s", told)
        summary = f"{len(used)} release files, {build.run_dbt(settings)}"
    log.info("%s.", summary)
    return summary


def gate_out() -> str:
    """Check the built marts and return how many expectations they passed."""
    settings, _ = _context()
    with alone(settings.home, BUILD_WAIT):
        passed = publication.gate_out(settings)
    return f"{len(passed)} marts passed {sum(passed.values())} expectations"


def draw_scorecards() -> list[str]:
    """Draw the pages of the configured authorities and return their paths inside the publication."""
    settings, _ = _context()
    with alone(settings.home, BUILD_WAIT):
        pages = draw(
            build.warehouse_file(settings),
            settings.build / publication.PAGES,
            settings.authorities,
            publication.id_of_build(settings),
        )
    return [str(page.relative_to(settings.build)) for page in pages]


def publish() -> str:
    """Serve the build and return the id of the publication."""
    settings, _ = _context()
    with alone(settings.home, BUILD_WAIT):
        published = publication.publish(settings)
    log.info("Serving publication %s from %s.", published.publication_id, settings.served)
    return published.publication_id


def report_refusals(waiting: list[dict[str, str]] | None) -> None:
    """Tell which of a run's ``waiting_files`` the gate in did not accept, and which cards and programmes are refused.

    Args:
        waiting: those of ``waiting_files``; None where it failed itself.

    Raises:
        RefusedInThisRun: there is at least one.
    """
    settings, definitions = _context()
    accepted = {file_id for file_id, verdict in verdicts(settings).items() if verdict.accepted}
    files = [file["title"] for file in waiting or [] if file["file_id"] not in accepted]
    lines = [str(refusal) for refusal in definitions.refused]
    if waiting is None:
        lines.insert(0, "The landed files could not be listed; the task find_waiting_files says why.")
    if files:
        lines.insert(
            0,
            "Not accepted in this run; the task gate_in of each says why and where it is kept: " + ", ".join(files),
        )
    if lines:
        raise RefusedInThisRun("\n".join(lines))


@cache
def _definitions(settings: Settings) -> Definitions:
    return read_definitions(settings.definitions)


def _context() -> tuple[Settings, Definitions]:
    settings = settings_from_environment()
    return settings, _definitions(settings)


def _landed(waiting: dict[str, str], settings: Settings) -> LandedFile:
    return next(file for file in landed_files(settings) if file.file_id == waiting["file_id"])
