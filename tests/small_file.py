"""A small made-up file of figures, judged by the gate in memory; its feed and rows are those of ``test_screening``."""

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from oba.definitions import Definitions, Feed
from oba.definitions.feeds import Publication
from oba.gates import LINE
from oba.kinds.figures import Vintage, check, vintage_of
from oba.kinds.figures.slips import Slips
from test_screening import FEED, PUBLICATION, at, file_of

__all__ = ["at", "feed_with", "file_of", "judged", "vintage"]


def feed_with(**fields: Any) -> dict[str, Any]:
    """Return the declaration of the small feed with other fields."""
    return deepcopy(FEED | fields)


def judged(
    rows: list[dict[str, str]],
    definitions: Definitions,
    feed: dict[str, Any] = FEED,
    release: str = "2024",
    earlier: Vintage | None = None,
    **publication: Any,
) -> tuple[pd.DataFrame, Slips]:
    """Return the long form of some rows and the slips, of which it is known now whether they excused something.

    Raises:
        Unreadable: the gate refuses them.
    """
    declared = Publication.model_validate(PUBLICATION | {"feeds": [feed]} | publication)
    of_figures = declared.feeds[0]
    assert isinstance(of_figures, Feed)
    slips = Slips(of_figures, release)
    text = pd.DataFrame(rows).replace("", None).astype("string").astype(object)
    text = text.where(text.notna(), None).assign(**{LINE: range(2, len(rows) + 2)})
    with TemporaryDirectory() as home:
        path = Path(home) / "publications" / f"{declared.publication}.yml"
        path.parent.mkdir()
        path.write_text(json.dumps(PUBLICATION | {"feeds": [feed]}, indent=1))
        known = replace(definitions, folder=Path(home), publications=(declared,))
        return check(text, of_figures, release, known, earlier, slips=slips), slips


def vintage(rows: list[dict[str, str]], definitions: Definitions, **how: Any) -> Vintage:
    """Return some rows as the accepted vintage of a release."""
    release = how.get("release", "2024")
    return vintage_of(judged(rows, definitions, **how)[0], f"children-counted/{release}/counted.csv", release)
