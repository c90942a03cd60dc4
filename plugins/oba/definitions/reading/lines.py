"""Where in a YAML file something is defined."""

from pathlib import Path

from ruamel.yaml import YAML

from oba.config import PROJECT


def line_of(content: object, location: tuple[str | int, ...]) -> int:
    """Return the line of the deepest part of a location that a round-trip YAML document has."""
    line = 1
    for key in location:
        try:
            position = content.lc.key(key) if isinstance(content, dict) else content.lc.item(key)
            line, content = position[0] + 1, content[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def named_line(path: Path, *location: str | int) -> str:
    """Return a file and line as a person reads them, e.g. ``data/definitions/publications/x.yml, line 12``."""
    line = line_of(YAML(typ="rt").load(path.read_text(encoding="utf-8")), location)
    return f"{shown(path)}, line {line}"


def shown(path: Path) -> Path:
    """Return a path as a person reads it: from the project's folder, where it is in it."""
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
