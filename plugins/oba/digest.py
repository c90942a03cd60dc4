"""Checksums of files and folders, and the version of the code that turns releases into scorecards."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from oba.config import PROJECT
from oba.definitions.reading import NotYaml, read_yaml
from oba.files import file_sha256

# What can change a verdict of the gate in, and what can change a figure; tests, documents and DAGs can do neither.
GATE_CODE = (
    "expectations",
    *(
        f"plugins/oba/{part}"
        for part in (
            *("vocabulary.py", "definitions", "intake", "kinds", "periods"),
            *("gates.py", "landing.py", "quoting.py", "typed.py"),
        )
    ),
    "requirements.lock",
)
# An upgraded library may read, draw or round otherwise.
BUILD_CODE = ("expectations", "plugins/oba", "dbt_project", "requirements.lock")
# What back-tests, forecasts and intervals of ranks are made by: a page or a command is no part of it.
WORKED_OUT_BY = (
    *(f"plugins/oba/{part}" for part in ("forecast", "statistics", "periods", "kept.py", "vocabulary.py", "typed.py")),
    *(
        f"dbt_project/models/intermediate/{model}.py"
        for model in (
            "comparison/int_measure_rank_interval",
            "forecasts/int_forecast",
            "forecasts/int_forecast_backtest",
        )
    ),
    "requirements.lock",
)
# What a page is drawn by, beside the rows that it reads: all that ``oba.site`` imports.
DRAWN_BY = (
    *(f"plugins/oba/{part}" for part in ("site", "language", "periods")),
    *(f"plugins/oba/{part}.py" for part in ("errors", "files", "listing", "paths", "vocabulary")),
    "requirements.lock",
)
GATE_DEFINITIONS = ("symbols.yml", "places.yml", "geography/boundary_changes.yml")
# What a publication's file says for people, when its releases came out, and what moved its figures: the gate reads
# nothing of it.
NOT_JUDGED_BY = ("title", "publisher", "licence", "releases")
NOT_JUDGED_BY_OF_A_FEED = ("shocks",)
# What files of a kind are held against beside that: a worksheet names scorecards and measures.
GATE_DEFINITIONS_OF = {"worksheet": ("scorecards", "measures")}
# They say what may pass, and leave every figure as it is.
NO_FIGURE_HANGS_ON = ("decisions.yml", "publishing.yml")
CODE_SUFFIXES = {
    *(".lock", ".py", ".sql", ".yml", ".json"),
    *(".html", ".css", ".scss", ".js", ".svg", ".woff2", ".ttf", ".png", ".ico"),
}


def text_sha256(*parts: str) -> str:
    """Return the SHA-256 of some texts, kept apart so that moving a letter between them changes it."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def gate_versions(definitions: Path) -> dict[str, str]:
    """Return by name of each feed 12 hexadecimal digits that change when the gate in could judge its files differently.

    Of a feed whose file of definitions cannot be read there is none.
    """
    common = _version([PROJECT / part for part in GATE_CODE] + [definitions / part for part in GATE_DEFINITIONS])
    held = {kind: _version([definitions / part for part in parts]) for kind, parts in GATE_DEFINITIONS_OF.items()}
    return {
        feed: text_sha256(common, judged_by, *([held[kind]] if kind in held else []))[:12]
        for path in sorted((definitions / "publications").glob("*.yml"))
        for feed, (kind, judged_by) in _judged_by(path).items()
    }


@cache
def code_version(definitions: Path) -> str:
    """Return 12 hexadecimal digits that change when the same files could give other figures."""
    return code_version_now(definitions)


def code_version_now(definitions: Path) -> str:
    """Return what ``code_version`` would be if this process had not asked before.

    One run keeps to one version; this finds a change that was made under it.
    """
    held = [path for path in sorted(definitions.glob("*")) if path.name not in NO_FIGURE_HANGS_ON]
    return _version([PROJECT / part for part in BUILD_CODE] + held)


@cache
def worked_out_version() -> str:
    """Return 12 hexadecimal digits that change when the code or a library could work something out differently."""
    return _version([PROJECT / part for part in WORKED_OUT_BY])


@cache
def drawing_version() -> str:
    """Return 12 hexadecimal digits that change when the same rows could give another page."""
    return _version([PROJECT / part for part in DRAWN_BY])


def _judged_by(publication: Path) -> dict[str, tuple[str, str]]:
    """Return by feed its kind and what the gate reads of its publication's file.

    So adding a release's date judges no file again, but for one that the date puts behind another file: its verdict
    names the file before it. What stands beside the feeds holds for each of them; one feed says nothing of another.
    """
    try:
        content = read_yaml(publication.read_text(encoding="utf-8"))
    except (NotYaml, UnicodeDecodeError):
        return {}  # whoever reads the definitions says what is wrong with it
    if not isinstance(content, dict) or not isinstance(feeds := content.get("feeds"), list):
        return {}
    beside = {name: value for name, value in content.items() if name not in (*NOT_JUDGED_BY, "feeds")}
    return {
        str(feed.get("feed")): (
            str(feed.get("kind")),
            repr((beside, {name: value for name, value in feed.items() if name not in NOT_JUDGED_BY_OF_A_FEED})),
        )
        for feed in feeds
        if isinstance(feed, dict)
    }


def _version(parts: list[Path]) -> str:
    return text_sha256(*(line for part in parts for line in _contents(part)))[:12]


def _contents(part: Path) -> Iterable[str]:
    files = sorted(part.rglob("*")) if part.is_dir() else [part]
    for path in files:
        if path.suffix in CODE_SUFFIXES and path.is_file():
            yield f"{path.relative_to(part.parent)} {file_sha256(path)}"
