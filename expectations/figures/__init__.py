"""The gate in: what a file of figures must satisfy before the warehouse reads a figure of it."""

from expectations.figures import adding_up, likeness, names, whole_file
from oba.definitions import Definitions
from oba.definitions.feeds import Feed


def suites(feed: Feed, release: str, definitions: Definitions) -> dict[str, list]:
    """Return the expectations for one file of a feed, by the frame they are about.

    Args:
        feed: the feed the file belongs to.
        release: its release; columns that came later may be absent.
        definitions: where the places and the symbols allowed in place of a figure are.
    """
    return {
        "columns": whole_file.columns(feed, release),
        "rows": whole_file.rows(feed),
        "lists": whole_file.lists(feed, release, definitions.places) + names.names(definitions.places),
        "periods": whole_file.periods(feed, release),
        "cells": whole_file.cells(definitions.symbols),
        "earlier": whole_file.earlier(feed),
        # After the periods: a lost row is told as such before the sum that lacks it.
        "figures": adding_up.figures(feed),
        "likeness": likeness.likeness(feed),
    }
