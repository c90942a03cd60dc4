"""What the marts of a warehouse say, as one digest: equal where every row and every figure is, to the last bit.

Rows count in any order and columns by their names, so that it hangs on what is said and not on how it was built. Left
out are the columns that say how this installation came by a file; the descriptions of the marts mark them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from oba.config import PROJECT
from oba.digest import text_sha256
from oba.errors import ObaError

MARTS = PROJECT / "dbt_project" / "models" / "marts"
# The one written in C where there is one; the marts have many columns.
SAFELY = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OF_THE_INSTALLATION = "of_the_installation"  # under `meta` of a column


class ContentUnknown(ObaError):
    """A publication has no digest to compare with, or no warehouse that can be read."""


@dataclass(frozen=True)
class Content:
    """The digests of a warehouse, as a manifest has them under ``content``."""

    digest: str  # of all marts: SHA-256 in hexadecimal, as is each
    marts: dict[str, str]  # by name
    left_out: dict[str, list[str]]  # columns that none of them is about, by mart


def left_out(models: Path = MARTS) -> dict[str, list[str]]:
    """Return the columns that say how this installation came by something, by mart, as the YAML beside each says."""
    described = [
        model for path in sorted(models.rglob("*.yml")) for model in yaml.load(path.read_text(), SAFELY)["models"]
    ]
    found = {
        model["name"]: [column["name"] for column in model["columns"] if _is_left_out(column)] for model in described
    }
    return {mart: sorted(columns) for mart, columns in sorted(found.items()) if columns}


def content_of(warehouse: Path, without: Mapping[str, Iterable[str]]) -> Content:
    """Work out the digests of the marts of a warehouse file, which is only read.

    Args:
        warehouse: a DuckDB file with the schema ``marts``.
        without: columns to leave out, by mart.

    Raises:
        duckdb.Error: it cannot be read as a whole.
    """
    kept = {mart: sorted(columns) for mart, columns in sorted(without.items())}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_schema = 'marts' order by table_name, column_name"
        ).fetchall()
        of_mart: dict[str, list[tuple[str, str]]] = {}
        for mart, name, kind in columns:
            if name not in kept.get(mart, ()):
                of_mart.setdefault(mart, []).append((name, kind))
        marts = {mart: _digest(connection, mart, found) for mart, found in of_mart.items()}
    return Content(text_sha256(*(f"{mart} {digest}" for mart, digest in marts.items())), marts, kept)


def differing(publication: Path) -> list[str]:
    """Return the marts of a publication that are not what its manifest says, in order of name; one that is gone too.

    Args:
        publication: its folder, with ``manifest.json`` and ``warehouse.duckdb``.

    Raises:
        ContentUnknown: it has no manifest with digests, or its warehouse cannot be read.
    """
    said = _said(publication)
    try:
        found = content_of(publication / "warehouse.duckdb", said.left_out)
    except duckdb.Error as error:
        raise ContentUnknown(
            f"The warehouse of {publication} cannot be read: {error}. Serve another publication, or refresh."
        ) from error
    wrong = {mart for mart in said.marts.keys() | found.marts.keys() if said.marts.get(mart) != found.marts.get(mart)}
    # Digests that a manifest lists and does not add up itself were changed there.
    return sorted(wrong) or ([] if said.digest == found.digest else ["all of them together"])


def _said(publication: Path) -> Content:
    path = publication / "manifest.json"
    try:
        said: Any = json.loads(path.read_text())["content"]
        return Content(said["digest"], said["marts"], said["left_out"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContentUnknown(
            f"{publication} has no digest of its marts to compare with: {path} is not that of a publication, was "
            "damaged, or is older than these digests. Name the folder of a publication, such as published/current; "
            "the next refresh that publishes writes one."
        ) from error


def _digest(connection: duckdb.DuckDBPyConnection, mart: str, columns: list[tuple[str, str]]) -> str:
    """Return the SHA-256 of the columns' names and types and of each row's, in order of these."""
    # A text stands behind its length, so that no two rows are written alike; a double as the shortest text that reads
    # back as the same.
    cells = ", '|', ".join(
        f"""coalesce(length("{name}") || ':' || "{name}", '-')"""
        if kind == "VARCHAR"
        else f"""coalesce("{name}"::varchar, '-')"""
        for name, kind in columns
    )
    query = f"""select sha256(concat({cells})) as digest from marts."{mart}" order by digest"""
    rows = (digest for (digest,) in connection.execute(query).fetchall())
    return text_sha256(*(f"{name} {kind}" for name, kind in columns), "", *rows)


def _is_left_out(column: dict[str, Any]) -> bool:
    return bool(column.get("config", {}).get("meta", {}).get(OF_THE_INSTALLATION, False))
