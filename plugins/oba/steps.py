"""The steps of landing and publishing, one function a task, over settings from the environment.

A step takes and returns plain values, says in its log what it did, and raises an error of this package when it cannot.
"""

import logging
from dataclasses import asdict
from functools import cache
from typing import Any

from oba import attention, build, progress, publication
from oba.changes import refuse_undecided
from oba.config import Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from oba.digest import code_version, code_version_now
from oba.errors import ConfigurationError, ObaError, SourceError
from oba.files import alone
from oba.intake import FileRefused, notes_file, verdicts
from oba.intake import gate_in as judge
from oba.landing import LandedFile, Look, clear_interrupted, land, landed_files, look, not_landed
from oba.mending import mend
from oba.pending import files_to_gate
from oba.processes import most_processes
from oba.site import draw_pages
from oba.site.curve.document import NO_BROWSER, find_browser
from oba.sources import Offer
from oba.whats_new import news_file

log = logging.getLogger(__name__)

# Seconds that a step on the build waits for another process, such as a refresh started by hand, to end.
BUILD_WAIT = 900


class RefusedInThisRun(ObaError):
    """A file, a scorecard or a programme is refused, and nobody has dealt with it yet."""


class SourceNeedsAttention(ObaError):
    """Something needs a person, or a file of this run could not be landed."""


def find_new_files(everything: bool = False) -> tuple[list[dict[str, Any]], list[str]]:
    """Ask the source; ``everything`` asks anew for what it may remember.

    Returns:
        The offers that are not landed yet, as dictionaries, and for ``report_alerts`` all that needs a person.
    """
    settings, definitions = _context()
    for told in mend(settings):
        log.warning("%s", told)
    for path in clear_interrupted(settings):
        log.info("Removed %s, left by an interrupted landing.", path.name)
    found = look(settings, definitions, everything)
    alerts = attention.needs_a_person(settings, definitions, found)
    for told in (*attention.notes(settings, definitions, found), *alerts):
        log.warning("%s", told)
    log.info("%d new files on offer.", len(found.fresh))
    return [asdict(offer) for offer in found.fresh], alerts


def report_alerts(offers: list[dict[str, Any]] | None, alerts: list[str] | None) -> None:
    """Tell what needs a person after a run of landing: what it found, and offers that did not land.

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
    for told in mend(settings):
        log.warning("%s", told)
    return [{"file_id": file.file_id, "title": file.title} for file in files_to_gate(settings, definitions)]


def gate_in(waiting: dict[str, str]) -> str:
    """Judge one of the ``waiting_files``.

    Raises:
        FileRefused: it may not be used, and nobody has said that it may stay so; names file, place, rule, what was
            found and what to do.
    """
    settings, definitions = _context()
    landed = _landed(waiting, settings)
    try:
        verdict = judge(landed, settings, definitions)
    except FileRefused as error:
        if not attention.is_decided(landed, definitions):
            raise
        log.warning("%s It stays refused, as decisions.yml says.", error)
        return landed.title
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


def compare_with_served() -> list[str]:
    """Hold the checked build against what is served, and return what it would change, in words.

    Raises:
        ChangeNeedsDecision: more than may pass without a person's word.
    """
    settings, definitions = _context()
    with alone(settings.home, BUILD_WAIT):
        found = [str(one) for one in refuse_undecided(settings, definitions)]
    for told in found:
        log.info("Against what is served: %s.", told)
    return found


def draw_scorecards() -> str:
    """Draw the pages, but for those that would be as they were published last, and return how many there are."""
    settings, _ = _context()
    browser = find_browser(settings.browser)
    if browser is None:
        progress.tell(NO_BROWSER)
    with alone(settings.home, BUILD_WAIT):
        drawn = draw_pages(
            build.warehouse_file(settings),
            settings.build / publication.PAGES,
            build.built_on(settings),
            settings.authorities,
            every_place=settings.draw == "every_place",
            earlier=publication.pages_to_keep_from(settings),
            processes=most_processes(),
            tell=lambda how_far: progress.tell(str(how_far)),
            changes=news_file(settings),
            browser=browser,
        )
    return f"{len(drawn):,} pages"


def publish() -> tuple[str, str]:
    """Serve the build.

    Returns:
        The id of the publication, and in words what is new in it.
    """
    settings, _ = _context()
    with alone(settings.home, BUILD_WAIT):
        before = publication.served(settings)
        published = publication.publish(settings)
        news = attention.news(before, publication.served(settings))
    told = publication.told_of_serving(settings)
    for line in told or [f"Serving publication {published.publication_id} from {settings.served}. {news}"]:
        log.info("%s", line)
    return published.publication_id, news


def report_refusals(waiting: list[dict[str, str]] | None, published: str | None = None) -> None:
    """Tell what is refused and not dealt with, in this run or before, and what was published beside it.

    Args:
        waiting: those of ``waiting_files``; None where it failed itself.
        published: what ``publish`` says is new; None where it failed or did not run.

    Raises:
        RefusedInThisRun: a file, a scorecard or a programme is refused, or a file of this run was not judged.
    """
    settings, definitions = _context()
    judged = verdicts(settings)
    unjudged = [file["title"] for file in waiting or [] if file["file_id"] not in judged]
    lines = [
        *(["The landed files could not be listed; the task find_waiting_files says why."] if waiting is None else []),
        *([f"Not judged; the task gate_in of each says why: {', '.join(unjudged)}."] if unjudged else []),
        *attention.refused(settings, definitions, _in_folders(settings, definitions)),
        *(f"Not shown: {refusal}" for refusal in definitions.refused),
    ]
    if lines:
        raise RefusedInThisRun("\n".join([*lines, published or attention.UNCHANGED]))


@cache
def _definitions(settings: Settings) -> Definitions:
    # The version first, and looked at again: whatever is changed from here on is found, at the latest at publishing.
    version = code_version(settings.definitions)
    definitions = read_definitions(settings.definitions)
    if code_version_now(settings.definitions) != version:
        raise ObaError("The definitions or the code were changed while they were read. Run the same command again.")
    return definitions


def _context() -> tuple[Settings, Definitions]:
    settings = settings_from_environment()
    return settings, _definitions(settings)


def _in_folders(settings: Settings, definitions: Definitions) -> Look | None:
    """Return what the folders of releases hold, where they can be read: the service is asked by landing alone."""
    try:
        return look(settings.model_copy(update={"source": "folder"}), definitions)
    except (ConfigurationError, SourceError):
        return None


def _landed(waiting: dict[str, str], settings: Settings) -> LandedFile:
    return next(file for file in landed_files(settings) if file.file_id == waiting["file_id"])
