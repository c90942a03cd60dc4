"""The gate out, and replacing what is served by one rename.

A publication is a folder that does not change once it is served: the warehouse file (marts only), the pages, and
``manifest.json``. Readers follow the link ``published/current``. It points at the old folder until the new one is
whole, so nobody can see a mixture. The last few publications are kept for whoever still has one open, or asks what was
said.

- ``manifest``    what a publication says of itself, and its id
- ``gate``        the gate out, and what is noted of a build that passed it
- ``order``       the record: in what order publications were served, and whether a person holds one
- ``shelf``       the publications that are kept: which there are, whether each is whole, which of them go
- ``link``        the link that readers follow, and the front door
- ``serving``     which one is served: the newest, or one that is held; mending that after an interruption
- ``publishing``  making the build a publication

Each needs those above it alone.
"""

from oba.publication.gate import COMPARED, GATE_RESULT, PublicationRefused, gate_out, id_of_build, wrong_in
from oba.publication.manifest import MANIFEST, NEWS, PAGES, WAREHOUSE, Manifest
from oba.publication.order import SERVING, serving_is_damaged
from oba.publication.publishing import publish
from oba.publication.serving import mend_serving, out_of_step, serve, serve_newest, told_of_serving
from oba.publication.shelf import (
    WAY_OUT,
    clear_leftovers,
    is_whole,
    needed,
    newest,
    pages_to_keep_from,
    publications,
    served,
    why_nothing_is_served,
    wrong_with,
)

__all__ = [
    "COMPARED",
    "GATE_RESULT",
    "MANIFEST",
    "NEWS",
    "PAGES",
    "SERVING",
    "WAREHOUSE",
    "WAY_OUT",
    "Manifest",
    "PublicationRefused",
    "clear_leftovers",
    "gate_out",
    "id_of_build",
    "is_whole",
    "mend_serving",
    "needed",
    "newest",
    "out_of_step",
    "pages_to_keep_from",
    "publications",
    "publish",
    "serve",
    "serve_newest",
    "served",
    "serving_is_damaged",
    "told_of_serving",
    "why_nothing_is_served",
    "wrong_in",
    "wrong_with",
]
