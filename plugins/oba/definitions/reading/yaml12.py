"""The text of a definition as YAML 1.2: ``Yes``, ``No`` and ``on`` are words, 010 is ten, and no field stands twice.

The parser is PyYAML's in C, which knows YAML 1.1; what a plain word means is said here.
"""

import re
from pathlib import Path

import yaml

from oba.config import PROJECT

TAG = "tag:yaml.org,2002:"
# What a plain word is, if it is no text, and the letters with which it may begin: YAML 1.2's core schema, and dates.
PLAIN = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    "float": (
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    "null": (r"~|null|Null|NULL|", ("~", "n", "N", "")),
    "timestamp": (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
        r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
        r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
        "0123456789",
    ),
    "merge": (r"<<", "<"),
}
DEEPEST = 50
# Far above what any definition needs: a text of a few lines, whose aliases name lists of aliases, stands for millions.
MOST_VALUES = 250_000
MOST_CHARACTERS = 5_000_000
BASES = {"0o": 8, "0x": 16}
# What PyYAML lets through when a word is not what its tag says: a day that no calendar has, a number too long.
UNMADE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class NotYaml(Exception):
    """A text that is not YAML.

    Attributes:
        line: where, counted from 1.
        found: what is there.
        is_value: the text is YAML, but a value in it is not what it looks like, such as 2024-02-31.
    """

    def __init__(self, line: int, found: str, is_value: bool = False) -> None:
        super().__init__(line, found, is_value)
        self.line, self.found, self.is_value = line, found, is_value


class _WrongValue(yaml.constructor.ConstructorError):
    """A word that cannot be made into what it looks like."""


class _Loader(yaml.CSafeLoader):
    """PyYAML's loader with the words of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list] = {}  # noqa: RUF012  # PyYAML declares it so

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        if not isinstance(node, yaml.ScalarNode):
            return super().construct_object(node, deep)
        try:
            return super().construct_object(node, deep)
        except UNMADE as error:
            raise _WrongValue(None, None, f"{node.value!r}: {error}", node.start_mark) from error

    def construct_whole_number(self, node: yaml.ScalarNode) -> int:
        text = self.construct_scalar(node)
        return int(text, BASES.get(text[:2], 10))


for _tag, (_pattern, _starts) in PLAIN.items():
    _Loader.add_implicit_resolver(TAG + _tag, re.compile(rf"(?:{_pattern})\Z"), list(_starts))
_Loader.add_constructor(f"{TAG}int", _Loader.construct_whole_number)


def read_yaml(text: str) -> object:
    """Return what a YAML text holds.

    Raises:
        NotYaml: it is not one document of YAML, holds a field twice, or a value that cannot be, such as 2024-02-31; or
            it is larger, with its aliases written out, or deeper than any definition.
    """
    if len(text) > MOST_CHARACTERS:
        raise NotYaml(1, f"{len(text):,} characters, where a definition has at most {MOST_CHARACTERS:,}")
    try:
        _refuse_what_has_no_end(text)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            _refuse_what_no_definition_holds(root)
            return None if root is None else loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        # A quote that is never closed is found at the end of the file, and mended where it was opened.
        is_open = "end of stream" in str(error.problem) and error.context_mark is not None
        mark = error.context_mark if is_open else error.problem_mark
        found = str(error.problem).removeprefix("found ")
        raise NotYaml(mark.line + 1 if mark else 1, found, isinstance(error, _WrongValue)) from error
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise NotYaml(line, f"the character {error.character!r}, which is no text") from error


def line_of(text: str, location: tuple[str | int, ...]) -> int:
    """Return the line of the deepest part of a location that a YAML text has.

    Args:
        text: YAML that ``read_yaml`` accepts.
        location: names of fields and positions in lists, from the outside inwards.
    """
    node, line = yaml.compose(text, _Loader), 1
    for part in location:
        found = _part(node, part)
        if found is not None:  # else the name of a kind, which stands in no file
            line, node = found
    return line


def named_line(path: Path, *location: str | int) -> str:
    """Return a file and line as a person reads them, e.g. ``data/definitions/publications/x.yml, line 12``."""
    return f"{shown(path)}, line {line_of(path.read_text(encoding='utf-8'), location)}"


def shown(path: Path) -> Path:
    """Return a path as a person reads it: from the project's folder, where it is in it."""
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path


def _part(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None


def _refuse_what_has_no_end(text: str) -> None:
    """Refuse endless nesting and aliases that stand for too much, before anything is made of the text.

    By the events of the parser: what composes nodes calls itself for each level, and dies of too many.
    """
    sizes: dict[str, int] = {}  # of what each anchor names, aliases written out
    open_ones: list[tuple[str | None, int]] = []  # anchor, and values before it
    values = 0
    for event in yaml.parse(text, _Loader):
        problem = None
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in open_ones):
                problem = f"an alias of what it is part of, *{event.anchor}"
            values += sizes.get(str(event.anchor), 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_ones.append((event.anchor, values))
            values += 1
            if len(open_ones) > DEEPEST:
                problem = f"more than {DEEPEST} lists or mappings within each other"
        elif isinstance(event, yaml.ScalarEvent):
            values += 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_ones.pop()
            if anchor:
                sizes[anchor] = values - before
        if values > MOST_VALUES:
            problem = f"more than {MOST_VALUES:,} values with every alias written out"
        if problem:
            raise yaml.composer.ComposerError(None, None, problem, event.start_mark)  # type: ignore[arg-type]  # the mark of the parser in C


def _refuse_what_no_definition_holds(root: yaml.Node | None) -> None:
    """Refuse a mapping with one field twice, of which PyYAML would take the second in silence."""
    waiting: list[yaml.Node | None] = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not isinstance(node, yaml.CollectionNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
            continue
        first: dict[tuple[str, str], yaml.Node] = {}
        for key, value in node.value:
            waiting += (key, value)
            if not isinstance(key, yaml.ScalarNode):
                continue
            known = first.setdefault((key.tag, key.value), key)
            if known is not key:
                problem = f"{key.value!r} a second time, after line {known.start_mark.line + 1}"
                raise yaml.composer.ComposerError(None, None, problem, key.start_mark)
