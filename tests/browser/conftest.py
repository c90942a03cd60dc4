"""A browser, and pages that are served to it by this machine alone."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from drawn import Pages
from oba.publication import PAGES
from page_words import CHROMIUM, chromium
from visits import Visit

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
