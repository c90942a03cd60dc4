"""Measure what readers of drawn pages have to go through: words, screens, printed sheets, the first curve, weight, axe.

Usage: ``python benchmarks/page_words.py FOLDER [PAGES]``: a folder of drawn pages, such as
``work/demo/published/current/scorecards``, and how many pages of each kind to measure (all if not given). Each page is
opened from the file system in Debian's Chromium, as from a shared drive. The table gives the middle of each kind's
pages, and the worst in brackets where it differs.
"""

import re
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

CHROMIUM = Path("/usr/bin/chromium")  # where Debian's package puts it
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DEFINED = (Path(__file__).parents[1] / "data" / "definitions" / "scorecards").glob("*.yml")
PROGRAMMES = [
    card["scorecard"] for card in (yaml.safe_load(path.read_text()) for path in DEFINED) if card["kind"] == "programme"
]

# The kinds of pages by their addresses; the first that fits.
CODE = r"[A-Z]\d{8}"
KINDS = {
    "home": r"index\.html",
    "method": r"method/[\w-]+\.html",
    "measure": r"measures/[\w-]+\.html",
    "compare": r"compare/[\w-]+\.html",
    "England": r"E92\d{6}/index\.html",
    "region": r"E12\d{6}/index\.html",
    "authority": rf"{CODE}/index\.html",
    "evidence": rf"{CODE}/\w+/evidence\.html",
    "worksheet": rf"{CODE}/\w+/\w+-worksheet\.html",
    "curve": rf"{CODE}/\w+/\w+\.html",
    "programme card": rf"{CODE}/({'|'.join(sorted(PROGRAMMES))})\.html",
    "population card": rf"{CODE}/\w+\.html",
    "other": r".*\.html",
}

# What a reader meets: from the first heading on, without what leads about the page and what stands in drawings.
MEASURED = """
() => {
  const skipped = 'nav, footer, script, style, svg, template, noscript, '
    + '.govuk-skip-link, .skip, .govuk-visually-hidden';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const fold = document.querySelector('main details');
  const before = [], all = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element.closest(skipped) || (element.closest('[hidden]') && !element.closest('details'))) continue;
    const words = node.data.split(/\\s+/).filter(word => /[\\p{L}\\p{N}]/u.test(word));
    all.push(...words);
    if (!fold || fold.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING)
      if (element.checkVisibility()) before.push(...words);
  }
  const curve = [...document.querySelectorAll('main svg')]
    .map(svg => svg.getBoundingClientRect()).find(box => box.width >= 60 && box.height >= 20);
  return {
    before: before.length, all: all.length, screens: document.scrollingElement.scrollHeight / innerHeight,
    curve: curve ? Math.round(curve.top + scrollY) : null,
  };
}
"""


@dataclass(frozen=True)
class Measured:
    """What was measured of a page; a column of the table each."""

    words_before_fold: float
    words: float
    screens: float
    phone_screens: float
    printed: float
    first_curve: float | None  # pixels from the top at 1280 x 800
    kilobytes: float
    violations: float


def kind_of(address: str) -> str:
    """Return the kind of the page at an address in the folder of pages."""
    return next(kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, address))


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open Debian's Chromium, which asks nobody for anything by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()


def violations(page: Page, rules: Sequence[str] = RULES) -> list[dict[str, Any]]:
    """Return what axe finds in an open page against WCAG 2.2 AA and its own best practice, or some of its rules."""
    options = {"runOnly": list(rules), "resultTypes": ["violations"], "preload": False}
    return Axe().run(page, options=options).response["violations"]


def sheets(pdf: bytes) -> int:
    """Return how many pages a document has that Chromium printed."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def measured(browser: Browser, path: Path) -> Measured:
    """Measure one page."""
    context = browser.new_context(viewport=DESKTOP, bypass_csp=True)  # axe is put into the page
    page = context.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.partition("#")[0]))
    page.goto(path.as_uri())
    wide = page.evaluate(MEASURED)
    page.set_viewport_size(PHONE)
    narrow = page.evaluate(MEASURED)
    printed = sheets(page.pdf(format="A4", prefer_css_page_size=True))
    page.set_viewport_size(DESKTOP)
    found = len(violations(page))
    context.close()
    files = [Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")]
    weight = sum(file.stat().st_size for file in files if file.exists()) / 1000
    return Measured(
        *(wide["before"], wide["all"], wide["screens"], narrow["screens"], printed, wide["curve"], weight, found)
    )


def told(values: list[float | None], decimals: int) -> str:
    """Return the middle of some values, and the worst in brackets where it differs."""
    known = [value for value in values if value is not None]
    if not known:
        return "none"
    middle, worst = (f"{value:,.{decimals}f}" for value in (statistics.median(known), max(known)))
    return middle if middle == worst else f"{middle} ({worst})"


def main(folder: Path, most: int | None) -> None:
    """Measure the pages of a folder and print the table."""
    pages: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path in sorted(folder.rglob("*.html")):
        pages[kind_of(path.relative_to(folder).as_posix())].append(path)
    table = Table("kind", "pages", *(field.name.replace("_", " ") for field in fields(Measured)))
    with chromium() as browser:
        for kind, paths in pages.items():
            step = max(1, len(paths) // most) if most else 1
            found = [astuple(measured(browser, path)) for path in paths[::step][:most]]
            if found:
                decimals = [int(field.name.endswith("screens")) for field in fields(Measured)]
                columns = zip(*found, strict=True)
                table.add_row(kind, f"{len(paths):,}", *map(told, map(list, columns), decimals))
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else None)
