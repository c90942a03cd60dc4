"""Lists of codes: what a cell may say of one thing, and the national code that it means."""

import re
from functools import cached_property

from pydantic import Field, field_validator

from oba.definitions.base import Definition, Name, Text

# What producers write before a code: the letter of a template's list, which differs between them and means nothing.
LETTER = re.compile(r"^\(?[a-z]\d?\)\s*", re.IGNORECASE)
ANOTHER = r"(?:\s*(?:[/;,&+|]|\band\b|\bor\b|\bthen\b)\s*|\s+)"  # what stands between two codes
PIECE = re.compile(r"[^A-Za-z0-9]([A-Za-z0-9]{1,2})(?![A-Za-z0-9])")  # what may belong to the code before it
SEVERAL = re.compile(r"\s*[;|]\s*|\s{2,}|\s+&\s+|\s*,\s*")


class CodeValue(Definition):
    """One code, and how else it is written."""

    text: Text
    aliases: tuple[Text, ...] = ()  # compared without case and spaces at either end


class CodeList(Definition):
    """One list of codes."""

    codes: Name
    source: Text  # whose list it is
    values: dict[Text, CodeValue] = Field(min_length=1)
    patterns: dict[Text, Text] = Field(default_factory=dict)  # a code and a regular expression of what else means it
    several: Text | None = None  # the code of a cell that lists two codes or more
    nulls: tuple[Text, ...] = ()  # what says that it is not known, beside what says so in every column

    @field_validator("patterns")
    @classmethod
    def _are_patterns(cls, patterns: dict[str, str]) -> dict[str, str]:
        for pattern in patterns.values():
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return patterns

    def unknown_codes(self) -> list[str]:
        """Return codes that are meant by a pattern or by several, and stand in no list."""
        return sorted({*self.patterns, *([self.several] if self.several else [])} - self.values.keys())

    def twice(self) -> list[str]:
        """Return spellings that mean two codes."""
        found: dict[str, set[str]] = {}
        for code, value in self.values.items():
            for spelling in (code, *value.aliases):
                found.setdefault(spelling.casefold(), set()).add(code)
        return sorted(spelling for spelling, codes in found.items() if len(codes) > 1)

    @cached_property
    def _known(self) -> dict[str, str]:
        return {spelling.casefold(): code for code, value in self.values.items() for spelling in (code, *value.aliases)}

    @cached_property
    def _at_start(self) -> re.Pattern[str]:
        codes = "|".join(re.escape(code) for code in sorted(self.values, key=len, reverse=True))
        return re.compile(rf"(?:{codes})(?![A-Za-z0-9])", re.IGNORECASE)

    @cached_property
    def _another(self) -> re.Pattern[str]:
        codes = "|".join(re.escape(code) for code in sorted(self.values, key=len, reverse=True))
        return re.compile(rf"{ANOTHER}((?i:{codes}))(?![A-Za-z0-9])|(?<![A-Za-z0-9])({codes})(?![A-Za-z0-9])")

    def _is_alone(self, code: str, written: str, rest: str) -> bool:
        """Whether what stands behind a code is no other code, nor a piece of a longer one: then nobody knows which."""
        piece = PIECE.match(rest)
        if piece and f"{written}{piece.group(1)}".casefold() in self._known:
            return False
        prefix = written.rstrip("0123456789")
        if piece and piece.group(0)[0] in "/,&+" and f"{prefix}{piece.group(1)}".casefold() in self._known:
            return False
        for found in self._another.finditer(rest):
            other = found.group(1) if found.start() == 0 and found.group(1) else found.group(2)
            # Within a text a code is only what no word can be.
            is_code = other is not None and (found.start() == 0 or (len(other) > 1 and not other.isalpha()))
            if is_code and not other.isdigit() and self._known[other.casefold()] != code:
                return False
            if is_code and found.start() == 0 and self._known[other.casefold()] != code:
                return False
        return True

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(code, re.compile(pattern, re.IGNORECASE)) for code, pattern in self.patterns.items()]

    def code_of(self, text: str) -> str | None:
        """Return the code that a cell means, or None where it means none of the list.

        The code is what counts, whatever letter stands before it and whatever text after it: producers number their
        lists differently, and some local texts say another thing than the code beside them.

        Args:
            text: a cell without spaces at either end.
        """
        without_letter = LETTER.sub("", text)
        for form in (text, without_letter):
            one = " ".join(form.split()).casefold()
            if one in self._known:
                return self._known[one]
        # A code among words begins the text; a word alone that is a list's own word is no code.
        if self.several:
            parts = [part for part in SEVERAL.split(without_letter) if part]
            if len(parts) > 1 and all(self.code_of(part) for part in parts):
                codes = {self.code_of(part) for part in parts}
                return self.several if len(codes) > 1 else codes.pop()
        at_start = self._at_start.match(without_letter)
        if at_start:
            code = self._known[at_start.group().casefold()]
            return code if self._is_alone(code, at_start.group(), without_letter[at_start.end() :]) else None
        for code, pattern in self._patterns:
            if pattern.search(text):
                return code
        return None
