"""What is wrong with one file of definitions, told with its place and mend."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from oba.definitions.base import Definition
from oba.definitions.reading.yaml12 import NotYaml, line_of, named_line, read_yaml, shown
from oba.errors import DefinitionError
from oba.paths import other_than_file

AnyDefinition = TypeVar("AnyDefinition", bound=Definition)
# A file of the first four defines the one thing that it is named for; a feed is part of a publication.
What = Literal["publication", "measure", "scorecard", "programme", "feed", "definition"]

# pydantic's words for what champions meet most, in theirs.
MENDS = {
    "missing": ("missing", "Add it; docs/definitions.md says what it holds."),
    "extra_forbidden": ("no such field", "Correct its name, or remove it; docs/definitions.md lists the fields."),
    "date_from_datetime_parsing": ("not a date", "Write year, month and day, such as 2024-03-31."),
    "date_type": ("not a date", "Write year, month and day, such as 2024-03-31."),
}
YAML_MEND = "Check indents, colons and quotes; a text with a colon or a # in it stands in quotes."
VALUE_MEND = "Correct it; a date is year, month and day, such as 2024-03-31, and a text may stand in quotes."
SHAPES = {list: "list", int: "number", float: "number"}
FIELDS_RULE = "each field is as docs/definitions.md says"


@dataclass(frozen=True)
class Refusal:
    """One reason why a file of definitions is not used."""

    kind: What
    name: str  # of the file, without its ending
    place: str  # file and line
    rule: str
    found: str
    mend: str

    def __str__(self) -> str:
        """Return it in one line for a person."""
        return f"{self.kind} {self.name} is refused. {self.place}: {self.rule}; found {self.found}. {self.mend}"


@dataclass(frozen=True)
class Sheet:
    """One file of definitions, for saying where in it something is wrong."""

    kind: What
    path: Path

    def refuse(self, location: tuple[str | int, ...], rule: str, found: str, mend: str) -> Refusal:
        """Return a refusal that names the line of a place in this file."""
        return self.refuse_for(self.path, location, rule, found, mend)

    def refuse_for(self, path: Path, location: tuple[str | int, ...], rule: str, found: str, mend: str) -> Refusal:
        """Return a refusal of this file because of a place in another one, such as that of a measure on the card."""
        return Refusal(self.kind, self.path.stem, named_line(path, *location), rule, found, mend)

    def read(self, kind: type[AnyDefinition]) -> tuple[AnyDefinition | None, list[Refusal]]:
        """Return what the file defines, or why it cannot be read."""
        try:
            if other := other_than_file(self.path):
                mend = "Put a text file in its place, or remove it."
                return None, [self._refuse_line(1, "a definition is a file", other, mend)]
            text = self.path.read_text(encoding="utf-8")
            content = read_yaml(text)
        except NotYaml as error:
            rule = "each value is what it looks like" if error.is_value else "the file is YAML"
            return None, [self._refuse_line(error.line, rule, error.found, VALUE_MEND if error.is_value else YAML_MEND)]
        except (OSError, UnicodeDecodeError) as error:
            return None, [self._refuse_line(1, "a definition can be read", str(error), "Save it as text in UTF-8.")]
        if not isinstance(content, dict):
            found = "nothing" if content is None else f"a {SHAPES.get(type(content), 'text')}"
            mend = "Begin each line of the outermost level with the name of a field and a colon."
            return None, [self._refuse_line(1, "a definition is a list of named fields", found, mend)]
        try:
            definition = kind.model_validate(content)
        except ValidationError as error:
            return None, [self._explain(detail, text) for detail in error.errors(include_url=False)]
        name = self.path.stem if self.kind == "definition" else getattr(definition, self.kind)
        if name != self.path.stem:
            mend = f"Name the file {name}.yml, or write '{self.kind}: {self.path.stem}'."
            return None, [self.refuse((self.kind,), "a file is named for what it defines", repr(name), mend)]
        return definition, []

    def _explain(self, detail: ErrorDetails, text: str) -> Refusal:
        location, message = detail["loc"], detail["msg"].removeprefix("Value error, ").rstrip(".")
        if isinstance(detail["input"], dict | list) and detail["type"] == "value_error":
            # Fields that do not go together: the message says which, and quoting all of them would not help.
            found, mend = message, "Correct the one or the other; docs/definitions.md lists the fields."
        else:
            sentence = message[0].upper() + message[1:] + "."
            found, mend = MENDS.get(detail["type"], (repr(detail["input"]), sentence))
        found = f"{_named(location)}: {found}" if location else found
        return self._refuse_line(line_of(text, location), FIELDS_RULE, found, mend)

    def _refuse_line(self, line: int, rule: str, found: str, mend: str) -> Refusal:
        return Refusal(self.kind, self.path.stem, f"{shown(self.path)}, line {line}", rule, found, mend)


def read_definition(path: Path, kind: type[AnyDefinition]) -> AnyDefinition:
    """Return what a file defines that nothing can do without.

    Raises:
        DefinitionError: it cannot be used; names line, rule, what was found and the mend.
    """
    found, refused = Sheet("definition", path).read(kind)
    if found is None:
        raise DefinitionError(tuple(refused))
    return found


def _named(location: tuple[str | int, ...]) -> str:
    """Return a place in a file in words, e.g. ``story, entry 2, date``."""
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in location)
