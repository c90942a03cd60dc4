"""Which words an outcome and the name of a measure may not have; the lists are in ``method/words.yml``."""

import re
from functools import cached_property

from pydantic import Field

from oba.definitions.base import Definition, Text

# The one number that an outcome may hold: under 18, aged 5 to 16, 16- and 17-year-olds.
SPAN = r"\d+s?(?:-?\s*(?:to|and|-|–)\s*\d+s?)?"  # noqa: RUF001
BEFORE_AN_AGE = r"(?:aged?|ages|under|over|up to|from)(?:\s+the\s+age\s+of)?"
AGE_BAND = re.compile(
    rf"\b{BEFORE_AN_AGE}\s+{SPAN}(?:\s+years?)?|\b{SPAN}[- ]years?(?:[- ]olds?)?",
    re.IGNORECASE,
)
BY_A_YEAR = re.compile(r"\bby (?:the end of )?(?:19|20)\d\d\b", re.IGNORECASE)


class MethodWords(Definition):
    """The word lists of the method's tests."""

    change_words: tuple[Text, ...] = Field(min_length=1)
    number_words: tuple[Text, ...] = Field(min_length=1)
    service_words: tuple[Text, ...] = Field(min_length=1)
    target_words: tuple[Text, ...] = Field(min_length=1)

    @cached_property
    def _targets(self) -> re.Pattern[str]:
        change = "|".join(map(_pattern, self.change_words))
        return re.compile(
            rf"(?:{change})\s.*\bby\s+\d[\d.,]*\s*%?|\d[\d.,]*\s*(?:%|per ?cent)\s+(?:{change})", re.IGNORECASE
        )

    def wrong_in_outcome(self, outcome: str, programme_names: tuple[str, ...] = ()) -> dict[str, str]:
        """Return what an outcome may not hold: each wrong text, as written, with what it is."""
        wrong = dict.fromkeys(_found(self.change_words, outcome), "a word of change")
        wrong |= dict.fromkeys(_found(self.number_words, outcome), "a percentage")
        wrong |= dict.fromkeys(_found((*self.service_words, *programme_names), outcome), "a service")
        return wrong | dict.fromkeys(re.findall(r"\d+", AGE_BAND.sub("", outcome)), "a number that is no age")

    def target_in(self, name: str) -> str | None:
        """Return the part of a measure's name that sets a target, or None."""
        words = _found(self.target_words, name)
        matched = self._targets.search(name) or BY_A_YEAR.search(name)
        return words[0] if words else matched and matched[0]


def _found(words: tuple[str, ...], text: str) -> list[str]:
    pattern = "|".join(map(_pattern, words))
    return [match[0] for match in re.finditer(pattern, text.replace("’", "'"), re.IGNORECASE)]  # noqa: RUF001


def _pattern(word: str) -> str:
    start, end = (r"\b" if edge.isalnum() else "" for edge in (word[0], word[-1]))
    return start + re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else end)
