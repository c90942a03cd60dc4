"""Results that take seconds to work out, kept in the work folder for as long as what they hang on is the same.

Worked out part by part, such as measure by measure: one new release changes its own measures. A part is known by a
digest of its rows, in whatever order, and of the code; what no part needs any more is forgotten.
"""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from oba.digest import worked_out_version
from oba.files import write_atomically

log = logging.getLogger(__name__)

MADE_OF = "made_of"  # column of the kept file


def of_each(
    rows: pd.DataFrame, by: str, make: Callable[[pd.DataFrame], pd.DataFrame], kept: Path | None, settled: str = ""
) -> pd.DataFrame:
    """Return what is made of each part of some rows, one below the other.

    Args:
        rows: what it is made of.
        by: column that tells the parts apart.
        make: works one part out; it must hang on the part's rows, ``settled`` and the code alone, and not on the order
            of the rows.
        kept: Parquet file of what was made before, replaced where anything was made now; None keeps nothing.
        settled: what else it hangs on, such as a number of draws.
    """
    known = _read(kept) if kept else {}
    found, fresh = [], 0
    for _, part in rows.groupby(by, sort=True):
        digest = rows_digest(part, settled)
        if digest not in known:
            fresh += 1
            known[digest] = make(part).assign(**{MADE_OF: digest})
        found.append(known[digest])
    result = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    if kept and fresh:
        log.info("Worked out anew for %d of %d parts: %s.", fresh, len(found), kept.stem)
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, lambda path: result.to_parquet(path, index=False))
    return result.drop(columns=MADE_OF)


def rows_digest(rows: pd.DataFrame, settled: str = "") -> str:
    """Return a SHA-256 of rows in any order, their columns, what else is settled, and the code that works them out."""
    each = np.sort(pd.util.hash_pandas_object(rows, index=False).to_numpy())
    columns = "\0".join(f"{name} {kind}" for name, kind in rows.dtypes.items())
    head = "\0".join([worked_out_version(), settled, columns, ""])
    return hashlib.sha256(head.encode() + each.tobytes()).hexdigest()


def _read(kept: Path) -> dict[str, pd.DataFrame]:
    try:
        frame = pd.read_parquet(kept)
        return {str(digest): part for digest, part in frame.groupby(MADE_OF, sort=False)}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError) as error:  # pyarrow's errors of a damaged file are ValueErrors
        log.warning("%s cannot be read, so everything in it is worked out anew: %s", kept, error)
        return {}
