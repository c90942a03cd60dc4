"""Every headline curve of a place as one document, a sheet each: made of the drawn pages by a browser of this machine.

A browser lays a page out for paper as nothing else does, and only one that is on the machine is used: it gets no
network, its page lets nothing run or load, and what it writes besides is gone afterwards. Without one there is none.
"""

import logging
import re
import shutil
import subprocess
import tempfile
from hashlib import sha256
from html import escape
from pathlib import Path

import pikepdf

from oba.files import write_atomically
from oba.site import addresses
from oba.site.curve import headlines
from oba.site.reading import Site

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = (
    "No browser was found, so the headline curves are not made into a document to print. Install Debian's package "
    "chromium, or name a browser made of Chromium with OBA_BROWSER."
)
DATES = ("/CreationDate", "/ModDate")
DIGEST = "/PagesDigest"  # in what a document says of itself: SHA-256 of its pages and of what made it
SECONDS = 180  # longest that a browser may take
ARGUMENTS = (
    "--headless",
    # The page is our own, and may neither run nor load anything; and containers seldom allow a browser its sandbox.
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
    "--no-pdf-header-footer",
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SHEET = re.compile(r'<article class="sheet">.*?</article>', re.DOTALL)
LINK = re.compile(r' href="[^"]*"')  # text is escaped: no other quotation mark stands in a page

log = logging.getLogger(__name__)


def find_browser(named: Path | None = None) -> Path | None:
    """Return the browser that makes documents: the one that is named, else the first on the path; None without one."""
    for name in [str(named)] if named else BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    return None


def write_headlines(
    folder: Path, site: Site, code: str, browser: Path, made_by: str, earlier: Path | None = None
) -> Path | None:
    """Make the document of a place from its drawn pages.

    The same pages, code and browser give the same bytes: the document says nothing of the day on which it was made, and
    holds the digest of all three, by which one made before is known again and kept.

    Args:
        folder: of pages, in which those of the place and the look are drawn.
        site: from which the pages were drawn.
        code: of the place.
        browser: see ``find_browser``.
        made_by: the version of the code and libraries that make it.
        earlier: the document of the same place in another publication, with the bytes that were published; kept if the
            same was made of the same.

    Returns:
        The document, at ``addresses.headlines``; None where the place has no headline, or the browser failed, which is
        told in the log and stops nothing: all that it would hold stands on the pages.
    """
    pages = [folder / addresses.curve(code, *headline) for headline in headlines(site, code)]
    if not pages:
        return None
    name = site.row("dim_geography", geography_code=code)["geography_name"]
    html = _one_page(name, [page.read_text(encoding="utf-8") for page in pages], folder)
    target = folder / addresses.headlines(code)
    try:
        digest = _digest(html, made_by, _version(browser))
        if earlier is not None and _digest_of(earlier) == digest:
            if earlier != target:
                write_atomically(target, lambda temporary: shutil.copyfile(earlier, temporary))
            return target
        with tempfile.TemporaryDirectory(prefix="oba-document-") as temporary:
            printed = _printed(html, Path(temporary), browser)
            write_atomically(target, lambda path: _write_without_dates(printed, path, digest, len(pages)))
    except (OSError, subprocess.SubprocessError, pikepdf.PdfError, ValueError) as error:
        log.warning("The headline curves of %s are not made into a document: %s", name, _why(error))
        return None
    return target


def _digest(*parts: str) -> str:
    """Return the SHA-256 of some texts, kept apart."""
    return sha256("\0".join(parts).encode()).hexdigest()


def _version(browser: Path) -> str:
    """Return what a browser says of its version.

    Raises:
        OSError: it cannot be run.
        subprocess.SubprocessError: it failed, or took too long.
    """
    told = subprocess.run([browser, "--version"], check=True, capture_output=True, timeout=SECONDS)
    return told.stdout.decode(errors="replace").strip()


def _one_page(name: str, pages: list[str], folder: Path) -> str:
    """Return one HTML page that holds the sheet of each of several, and the look; its links lead nowhere on paper."""
    sheets = [LINK.sub("", sheet) for page in pages for sheet in SHEET.findall(page)]
    if len(sheets) != len(pages):
        raise ValueError(f"{len(pages)} pages hold {len(sheets)} sheets")
    style = (folder / addresses.STYLE).read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>Headline curves: {escape(name)}</title>\n"
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<style>\n{style}</style></head>\n<body class="on-a-sheet">\n' + "\n".join(sheets) + "\n</body></html>\n"
    )


def _printed(html: str, folder: Path, browser: Path) -> Path:
    """Return what a browser makes of a page, in a folder.

    Raises:
        OSError: it cannot be run.
        subprocess.SubprocessError: it failed, or took too long.
    """
    page, printed = folder / "page.html", folder / "printed.pdf"
    page.write_text(html, encoding="utf-8")
    subprocess.run(
        [browser, *ARGUMENTS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return printed


def _write_without_dates(printed: Path, target: Path, digest: str, sheets: int) -> None:
    """Write a document again, smaller, without the day of its making, and with the digest of its pages.

    Raises:
        pikepdf.PdfError: it cannot be read.
        ValueError: it has not a page for each sheet.
    """
    with pikepdf.open(printed) as document:
        if len(document.pages) != sheets:
            raise ValueError(f"the browser made {len(document.pages)} pages of {sheets} sheets")
        for key in DATES:
            if key in document.docinfo:
                del document.docinfo[key]
        document.docinfo[DIGEST] = digest
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _digest_of(document: Path) -> str | None:
    """Return the digest of the pages that a document was made of; None where it is none of ours."""
    try:
        with pikepdf.open(document) as opened:
            return str(opened.docinfo.get(DIGEST))
    except (OSError, pikepdf.PdfError):
        return None


def _why(error: Exception) -> str:
    """Return why a browser failed, with the last line that it wrote."""
    written = getattr(error, "stderr", None) or b""
    last = written.decode(errors="replace").strip().splitlines()[-1:]
    return " ".join([str(error), *last])
