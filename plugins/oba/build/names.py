"""What documents say of the dbt project, made from its manifest: names of columns, and the models of each subject."""

import json
import re
from pathlib import Path
from typing import Any

from oba.build.dbt import DBT_PROJECT, BuildFailed, dbt_arguments
from oba.config import PROJECT, Settings
from oba.documents import table_line, write_part

Manifest = dict[str, Any]  # as JSON holds it
MODELS = DBT_PROJECT / "models"
NAMES, SUBJECTS, OF_SUBJECT = "columns of the marts", "subjects", "models"  # parts of the documents
SHAPE = {"staging": "[/{}/]", "intermediate": "({})", "marts": "[{}]"}


def made_parts(manifest: Manifest) -> dict[tuple[Path, str], str]:
    """Return what stands between the marks of each document, by document and part.

    Raises:
        BuildFailed: one column has two meanings.
    """
    parts = {
        (PROJECT / "docs" / "naming.md", NAMES): names_table(manifest),
        (MODELS / "README.md", SUBJECTS): _graph(_between_subjects(manifest)),
    }
    for folder in sorted(path for path in (MODELS / "marts").iterdir() if path.is_dir()):
        parts[folder / "README.md", OF_SUBJECT] = subject_part(manifest, folder.name)
    return parts


def write_parts(settings: Settings) -> list[Path]:
    """Write every made part into its document and return the documents.

    Raises:
        BuildFailed: dbt cannot read the project, or one column has two meanings.
        ObaError: a document lacks the marks of its part.
    """
    parts = made_parts(_manifest(settings))
    for (document, part), text in parts.items():
        write_part(document, part, text)
    return [document for document, _ in parts]


def names_table(manifest: Manifest) -> str:
    """Return the columns of the marts and their meanings in Markdown, in order of name.

    Raises:
        BuildFailed: one name has two meanings.
    """
    meanings: dict[str, set[str]] = {}
    for node in _models(manifest):
        if _layer(node) == "marts":
            for name, column in node["columns"].items():
                meanings.setdefault(name, set()).add(column["description"].replace("|", "\\|"))
    twice = sorted(name for name, found in meanings.items() if len(found) > 1)
    if twice:
        raise BuildFailed(
            f"These columns have one name and several meanings in the marts: {', '.join(twice)}. "
            "Describe each in one way, in dbt_project/models/docs.md, or give one of them another name."
        )
    return _table(("column", "meaning"), [(f"`{name}`", *meanings[name]) for name in sorted(meanings)])


def subject_part(manifest: Manifest, subject: str) -> str:
    """Return how the models of a subject read from each other and from other subjects, and the grain of each."""
    models = [node for node in _models(manifest) if _subject(node) == subject]
    arrows = set()
    for node in models:
        for parent in _parents(manifest, node):
            arrows.add((parent["name"] if _subject(parent) == subject else _subject(parent), node["name"]))
    shapes = [f"    {node['name']}{SHAPE[_layer(node)].format(node['name'])}" for node in models]
    grains: list[tuple[str, ...]] = [(f"`{node['name']}`", _grain(node)) for node in models]
    return "\n\n".join([_graph(arrows, shapes), _table(("model", "one row per"), grains)])


def _between_subjects(manifest: Manifest) -> set[tuple[str, str]]:
    arrows = {(_subject(parent), _subject(node)) for node in _models(manifest) for parent in _parents(manifest, node)}
    return {(one, other) for one, other in arrows if one != other}


def _models(manifest: Manifest) -> list[dict[str, Any]]:
    """Return the models, those that are published last, in order of name."""
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    return sorted(models, key=lambda node: (list(SHAPE).index(_layer(node)), node["name"]))


def _parents(manifest: Manifest, node: dict[str, Any]) -> list[dict[str, Any]]:
    return [manifest["nodes"].get(name) or manifest["sources"][name] for name in node["depends_on"]["nodes"]]


def _layer(node: dict[str, Any]) -> str:
    return node["fqn"][1]


def _subject(node: dict[str, Any]) -> str:
    """Return the folder of a model within its layer, or the name of a source."""
    return node["source_name"] if node["resource_type"] == "source" else node["fqn"][2]


def _grain(node: dict[str, Any]) -> str:
    found = re.search(r"One row per ([^.]+)\.$", node["description"].strip())
    return found[1] if found else ""


def _graph(arrows: set[tuple[str, str]], shapes: list[str] | None = None) -> str:
    lines = [f"    {one} --> {other}" for one, other in sorted(arrows)]
    return "\n".join(["```mermaid", "flowchart LR", *(shapes or []), *lines, "```"])


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n".join(map(table_line, [header, ("---",) * len(header), *rows]))


def _manifest(settings: Settings) -> Manifest:
    """Read the dbt project; nothing is built."""
    from dbt.cli.main import dbtRunner  # imported late: it takes seconds

    outcome = dbtRunner().invoke(["--quiet", "parse", *dbt_arguments(settings)])
    if not outcome.success:
        raise BuildFailed(f"dbt cannot read the project: {outcome.exception}")
    return json.loads((settings.dbt_artifacts / "target" / "manifest.json").read_text())
