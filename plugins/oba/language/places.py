"""Places: councils that there are no more, and what became of them; returns that count two together."""

from collections.abc import Iterable, Sequence
from datetime import date

from oba.language.days import day

CLOSENESS = ("extremely close", "very close", "close", "somewhat close", "not close")


def between(names: Iterable[str]) -> str:
    """Return what stands between names in a list: a comma, or a semicolon where one of them holds a comma itself."""
    return "; " if any("," in name for name in names) else ", "


def in_a_row(names: Sequence[str]) -> str:
    """Return names as they stand in a sentence.

    Dorset, Kent and Surrey; or Bexley; Bournemouth, Christchurch and Poole; and Kent.
    """
    if len(names) < 2:
        return "".join(names)
    mark = between(names)
    return f"{mark.join(names[:-1])}{'; and' if mark == '; ' else ' and'} {names[-1]}"


def ended(name: str, last_day: date, successors: Sequence[str]) -> str:
    """Return when a council ended and which ones took over."""
    after = f" {in_a_row(successors)} took over." if successors else ""
    return f"{name} ended as a council on {day(last_day)}.{after}"


def came_from(name: str, first_day: date, before: Sequence[tuple[str, bool]]) -> str:
    """Return which councils one came from, each with whether only a part of it did."""
    named = [f"part of {old}" if is_part else old for old, is_part in before]
    return f"{name} began on {day(first_day)}. It was made from {in_a_row(named)}."


def counted_together(names: Sequence[str]) -> str:
    """Return that some councils hand in one return."""
    return f"Some figures are given for {in_a_row(names)} together. This page has those."


def without_headline(others: int, is_return: bool) -> str:
    """Return why a card stands without a headline, and how many other measures it has.

    Args:
        others: its measures that have a figure.
        is_return: it is of councils that hand in one return together.
    """
    where = "for these councils together" if is_return else "here"
    but = f", but {others} other {'measure does' if others == 1 else 'measures do'}" if others else ""
    other_page = " Each of the councils has a page of its own." if is_return else ""
    return f"No headline measure has a figure {where}{but}.{other_page}"
