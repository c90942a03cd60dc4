"""The table of names of docs/naming.md: every column of the marts with its meaning, from dbt's manifest."""

import json
from typing import Any

from oba.build.dbt import BuildFailed, dbt_arguments
from oba.config import Settings
from oba.documents import table_line

NAMES = "columns of the marts"  # the part of the page


def names_table(manifest: dict[str, Any]) -> str:
    """Return the columns of the marts and their meanings in Markdown, in order of name.

    Args:
        manifest: that of the dbt project, as JSON holds it.

    Raises:
        BuildFailed: one name has two meanings.
    """
    meanings: dict[str, set[str]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] == "marts":
            for name, column in node["columns"].items():
                meanings.setdefault(name, set()).add(column["description"].replace("|", "\\|"))
    twice = sorted(name for name, found in meanings.items() if len(found) > 1)
    if twice:
        raise BuildFailed(
            f"These columns have one name and several meanings in the marts: {', '.join(twice)}. "
            "Describe each in one way, in dbt_project/models/docs.md, or give one of them another name."
        )
    lines = [table_line((f"`{name}`", *meanings[name])) for name in sorted(meanings)]
    return "\n".join([table_line(("column", "meaning")), table_line(("---", "---")), *lines])


def read_manifest(settings: Settings) -> dict[str, Any]:
    """Read the dbt project and return its manifest, as JSON holds it; nothing is built.

    Raises:
        BuildFailed: dbt cannot read the project.
    """
    from dbt.cli.main import dbtRunner  # imported late: it takes seconds

    outcome = dbtRunner().invoke(["--quiet", "parse", *dbt_arguments(settings)])
    if not outcome.success:
        raise BuildFailed(f"dbt cannot read the project: {outcome.exception}")
    return json.loads((settings.dbt_artifacts / "target" / "manifest.json").read_text())
