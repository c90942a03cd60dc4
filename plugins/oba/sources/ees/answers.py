"""Reading JSON answers: their shape, their pages, their warnings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from oba.sources.ees.errors import StaleIdentifiers, UnexpectedAnswer
from oba.sources.ees.models import Page

log = logging.getLogger(__name__)
Item = TypeVar("Item", bound=BaseModel)


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
    """Ask for page after page until the last; refuses warnings about unknown ids and lists that changed."""
    found: list[Item] = []
    number, last = 0, 1
    while number < last:
        number += 1
        page = shaped(Page[shape], ask(number), asked)
        _refuse_stale(page, asked)
        found += page.results
        last = page.paging.total_pages
    if len(found) != page.paging.total_results:
        what = f"{len(found)} results where {page.paging.total_results} were announced"
        raise UnexpectedAnswer(asked, what, "The list changed while it was read: run again")
    return found


def _refuse_stale(page: Page, asked: str) -> None:
    stale = [warning for warning in page.warnings if warning.code.endswith("NotFound")]
    if stale:
        found = "; ".join(f"{warning.code} {_items(warning.detail)}".strip() for warning in stale)
        raise StaleIdentifiers(asked, found, "Read the metadata again and correct the ids of the query")
    for warning in page.warnings:
        log.warning("%s: %s %s", asked, warning.code, warning.message)


def _items(detail: Any) -> str:
    items = detail.get("items", detail) if isinstance(detail, Mapping) else detail
    return ", ".join(map(str, items)) if isinstance(items, list) else str(items or "")
