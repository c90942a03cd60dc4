"""What all pages share: the frame around them, the words that templates know, and the look.

``render`` is the only way to a page. Templates stand in the folder of their kind of page and are named from the folder
``site``, such as ``card/page.html``; each extends ``frame/base.html``. ``pages`` plans the two files of the look.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from oba import language as words
from oba.site import addresses
from oba.site.planned import Planned
from oba.site.reading import Site

FOLDER = Path(__file__).parents[1]
# A script that one kind of page loads, and that would only weigh on the others.
FINDER = "home/find.js"


def render(template: str, address: str, **said: Any) -> str:
    """Return a page as HTML.

    Args:
        template: its path in the folder ``site``.
        address: where it will be, from which its links lead.
        said: what the template shows. A name that it does not know is an error.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            at=address,
            link=lambda to: addresses.link(to, address),
            **said,
        )
    )


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the files of the look: two that every page names, and the finder of the home page.

    Their addresses hold no digest of what is in them, so that a page of another publication finds the look beside it. A
    change of the look draws every page again all the same: it is part of the code that draws them (``DRAWN_BY``), and
    pictures of charts hold some of it.
    """
    yield Planned(addresses.STYLE, _style)
    yield Planned(addresses.SCRIPT, _script)
    yield Planned(addresses.FINDER, _finder)


def _style(site: Site) -> str:
    """Return the design system, the look of all pages, and what single kinds of page add to it."""
    return _light(_bundle("frame/govuk.css", "frame/style.css", "*/style.css"))


def _script(site: Site) -> str:
    """Return every script but the finder; each does nothing on a page that has not what it is for."""
    return _without_comments(_bundle("frame/*.js", "*/*.js", without=FINDER))


def _finder(site: Site) -> str:
    return _without_comments(_bundle(FINDER))


def _without_comments(script: str) -> str:
    """Return a script without its comments and the white space before its lines; no text of it goes over two."""
    return re.sub(r"^\s*(//.*\n)?", "", script, flags=re.M)


def _bundle(*patterns: str, without: str | None = None) -> str:
    """Return the files that fit, one after another, each once: patterns in order, the files of one by name."""
    found = dict.fromkeys(path for pattern in patterns for path in sorted(FOLDER.glob(pattern)))
    if without:
        found.pop(FOLDER / without)
    return "\n".join(path.read_text(encoding="utf-8").strip() for path in found) + "\n"


def _light(style: str) -> str:
    """Return a style without its comments, but for licences, and without the white space that only people need."""
    parts = re.split(r"(/\*!.*?\*/)", style, flags=re.S)
    plain = (re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", part, flags=re.S)) for part in parts[::2])
    light = [re.sub(r" ?([{};,]) ?", r"\1", part) for part in plain]
    return "\n".join(light[at // 2] if at % 2 == 0 else part for at, part in enumerate(parts)).strip() + "\n"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"words": words, "addresses": addresses}
    return environment
