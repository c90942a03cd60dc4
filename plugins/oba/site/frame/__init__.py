"""What all pages share: the frame around them, the words that templates know, and the look.

``render`` is the only way to a page. Templates stand in the folder of their kind of page and are named from the folder
``site``, such as ``card/page.html``; each extends ``frame/base.html``. ``pages`` plans the two files of the look.
"""

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
    """Plan the files of the look, which every page names.

    Their addresses hold no digest of what is in them: pages kept from an earlier publication find the newest look, and
    a change of it draws no page again.
    """
    yield Planned(addresses.STYLE, _style)
    yield Planned(addresses.SCRIPT, _script)


def _style(site: Site) -> str:
    """Return the design system, the look of all pages, and what single kinds of page add to it."""
    return _bundle("frame/govuk.css", "frame/style.css", "*/style.css")


def _script(site: Site) -> str:
    """Return every script of the pages; each does nothing on a page that has not what it is for."""
    return _bundle("frame/*.js", "*/*.js")


def _bundle(*patterns: str) -> str:
    """Return the files that fit, one after another, each once: patterns in order, the files of one by name."""
    found = dict.fromkeys(path for pattern in patterns for path in sorted(FOLDER.glob(pattern)))
    return "\n".join(path.read_text(encoding="utf-8").strip() for path in found) + "\n"


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
