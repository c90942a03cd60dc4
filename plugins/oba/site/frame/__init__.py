"""What all pages share: the frame around them, the words that templates know, and the look.

``render`` is the only way to a page. Templates stand in the folder of their kind of page and are named from the folder
``site``, such as ``card/page.html``; each extends ``frame/base.html``.
"""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from oba import language as words
from oba.site import addresses

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
