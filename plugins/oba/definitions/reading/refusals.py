"""Scorecards and programmes are refused one by one: a wrong one is told with its place and mend, the others go on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from oba.definitions.base import Definition
from oba.definitions.reading.lines import line_of, named_line, shown

Kind = TypeVar("Kind", bound=Definition)

# pydantic's words for what champions meet most, in theirs.
MENDS = {
    "missing": ("missing", "Add it; docs/definitions.md says what it holds."),
    "extra_forbidden": ("no such field", "Correct its name, or remove it; docs/definitions.md lists the fields."),
    "date_from_datetime_parsing": ("not a date", "Write year, month and day, such as 2024-03-31."),
    "date_type": ("not a date", "Write year, month and day, such as 2024-03-31."),
}
YAML_MEND = "Check indents, colons and quotes; a text with a colon or a # in it stands in quotes."
FIELDS_RULE = "each field is as docs/definitions.md says"


@dataclass(frozen=True)
class Refusal:
    """Why one scorecard or programme is not used."""

    kind: Literal["scorecard", "programme"]
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
    """The file of one scorecard or programme, for saying where in it something is wrong."""

    kind: Literal["scorecard", "programme"]
    path: Path

    def refuse(self, location: tuple[str | int, ...], rule: str, found: str, mend: str) -> Refusal:
        """Return a refusal that names the line of a place in this file."""
        return self.refuse_for(self.path, location, rule, found, mend)

    def refuse_for(self, path: Path, location: tuple[str | int, ...], rule: str, found: str, mend: str) -> Refusal:
        """Return a refusal of this file because of a place in another one, such as that of a measure on the card."""
        return Refusal(self.kind, self.path.stem, named_line(path, *location), rule, found, mend)

    def read(self, kind: type[Kind]) -> tuple[Kind | None, list[Refusal]]:
        """Return what the file defines, or why it cannot be read."""
        try:
            text = self.path.read_text(encoding="utf-8")
            definition = kind.model_validate(YAML(typ="safe").load(text))
        except MarkedYAMLError as error:
            # A quote that is never closed is found at the end of the file, and mended where it was opened.
            mark = error.context_mark if "end of stream" in str(error.problem) else error.problem_mark
            found = str(error.problem).removeprefix("found ")
            return None, [self._refuse_line(mark.line + 1 if mark else 1, "the file is YAML", found, YAML_MEND)]
        except (OSError, UnicodeDecodeError) as error:
            return None, [self._refuse_line(1, "a definition can be read", str(error), "Save it as text in UTF-8.")]
        except ValidationError as error:
            # Only now with the places of what it holds, which takes as long again.
            content = YAML(typ="rt").load(text)
            return None, [self._explain(detail, content) for detail in error.errors()]
        except ValueError as error:  # YAML takes 2024-02-31 for a date, and then cannot make one
            return None, [self._refuse_line(1, "each date is a day of the calendar", str(error), MENDS["date_type"][1])]
        name = getattr(definition, self.kind)
        if name != self.path.stem:
            mend = f"Name the file {name}.yml, or write '{self.kind}: {self.path.stem}'."
            return None, [self.refuse((self.kind,), "a file is named for what it defines", repr(name), mend)]
        return definition, []

    def _explain(self, detail: dict, content: object) -> Refusal:
        location, message = detail["loc"], detail["msg"].removeprefix("Value error, ").rstrip(".")
        if isinstance(detail["input"], dict | list) and detail["type"] == "value_error":
            # Fields that do not go together: the message says which, and quoting all of them would not help.
            found, mend = message, "Correct the one or the other; docs/definitions.md lists the fields."
        else:
            sentence = message[0].upper() + message[1:] + "."
            found, mend = MENDS.get(detail["type"], (repr(detail["input"]), sentence))
        found = f"{_named(location)}: {found}" if location else found
        return self._refuse_line(line_of(content, location), FIELDS_RULE, found, mend)

    def _refuse_line(self, line: int, rule: str, found: str, mend: str) -> Refusal:
        return Refusal(self.kind, self.path.stem, f"{shown(self.path)}, line {line}", rule, found, mend)


def _named(location: tuple[str | int, ...]) -> str:
    """Return a place in a file in words, e.g. ``story, entry 2, date``."""
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in location)
