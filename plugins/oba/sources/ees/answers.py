"""Reading JSON answers: their shape and their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from oba.sources.ees.errors import UnexpectedAnswer
from oba.sources.ees.shapes import Page

Item = TypeVar("Item", bound=BaseModel)

MOST_PAGES = 1000  # the longest list today has a dozen


def shaped(shape: type[Item], answer: Any, asked: str) -> Item:
    """Read a decoded JSON answer into its shape; UnexpectedAnswer where it does not fit."""
    try:
        return shape.model_validate(answer)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        found = f"an answer in another shape than {shape.__name__} ({where}: {first['msg']})"
        raise UnexpectedAnswer(asked, found, "Compare with the service's documentation") from None


def collect(shape: type[Item], asked: str, ask: Callable[[int], Any]) -> list[Item]:
    """Ask for page after page until the last; UnexpectedAnswer where the list changed meanwhile."""
    found: list[Item] = []
    number, last = 0, 1
    while number < last:
        number += 1
        page = shaped(Page[shape], ask(number), asked)  # type: ignore[valid-type]  # pydantic makes the class here
        found += page.results
        last = page.paging.total_pages
        if last > MOST_PAGES:
            raise UnexpectedAnswer(asked, f"a list of {last:,} pages", "Report the list to the DfE if it repeats")
    if len(found) != page.paging.total_results:
        what = f"{len(found)} results where {page.paging.total_results} were announced"
        raise UnexpectedAnswer(asked, what, "The list changed while it was read: run again")
    return found
