"""A browser, and pages that are served to it by this machine alone."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from page_words import CHROMIUM, chromium
from playwright.sync_api import Browser, BrowserContext, Page, Route

from drawn import Pages
from oba.publication import PAGES

# Under CI nothing is left out in silence.
MUST = os.environ.get("CI") == "true"


def needed(at_hand: object, what: str) -> None:
    """Leave a test out where a program is missing, with how to get it; under CI that is a fault."""
    if not at_hand:
        said = f"{what} is missing (docs/accessibility.md says how to install it)"
        pytest.fail(said) if MUST else pytest.skip(said)


@pytest.fixture(scope="session")
def java() -> str:
    found = shutil.which("java")
    needed(found, "Java, which the HTML checker runs on,")
    return str(found)


# Of a module, not of the session: the browser's loop would be in the way of other tests of the same process.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needed(CHROMIUM.exists(), f"Chromium in {CHROMIUM}")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_pages(enlarged) -> Pages:
    """The demo's pages, with months, quarters and a made-up council."""
    return Pages(enlarged.build / PAGES)


@pytest.fixture(scope="session")
def dfe_pages(built_from_dfe) -> Pages:
    """The pages of every authority, where the DfE's own files are at hand."""
    return Pages(built_from_dfe.build / PAGES)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and tells nobody."""

    def log_message(self, *said: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Told by the browser where a page does what its own policy forbids.
LISTEN = """
window.refused = [];
document.addEventListener('securitypolicyviolation', event => {
  window.refused.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


class Visit:
    """A reader's window. What it asks of anybody but the pages' own origin, and every complaint, is kept."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin, self.asked_elsewhere, self.complaints = origin, [], []
        context.route("**/*", self._only_own)
        context.add_init_script(LISTEN)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def _only_own(self, route: Route) -> None:
        if route.request.url.startswith((self.origin, "data:", "blob:")):
            route.continue_()
        else:
            self.asked_elsewhere.append(route.request.url)
            route.abort()

    def open(self, address: str) -> Page:
        self.page.goto(self.origin + address)
        return self.page


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens windows on a folder of pages or an address; at the end none may have asked elsewhere or complained."""
    contexts, visits = [], []

    def begin(origin: str | Path, **window: object) -> Visit:
        context = browser.new_context(**window)
        contexts.append(context)
        visits.append(Visit(context, origin if isinstance(origin, str) else f"{origin.as_uri()}/"))
        return visits[-1]

    yield begin
    for context in contexts:
        context.close()
    assert [url for each in visits for url in each.asked_elsewhere] == []
    assert [said for each in visits for said in each.complaints] == []
