"""What every tag means in plain words, and how many measures have which, as it can be said aloud."""

from collections.abc import Iterable
from typing import NamedTuple

from oba.language.headlines import PARTLY, SINCE, TAGS, OfMeasure, headline_tag
from oba.language.labels import BESIDE
from oba.language.places import in_a_row

Tag = tuple[str, str]  # words and look

MEANINGS = {
    "better": "A real change, and for the better. The line above it on the page of a curve says which way is better.",
    "worse": "A real change, and for the worse.",
    "up": "A real rise. Neither way is better by itself.",
    "down": "A real fall. Neither way is better by itself.",
    "up_and_down": "It moves more than chance explains, but in no one direction.",
    "no_clear_change": "These figures cannot show a change. It does not say that nothing happened.",
    "untold": "The figures are too few, hidden, in doubt, of too few people or counted otherwise, or the newest moved "
    "alone. The words beside the tag say which.",
    "once": "There is one figure, and nothing to hold it against.",
}
SINCE_WHEN = (
    "The change began in the year that stands here. The tag is of what came after it. What went before may have gone "
    "the other way."
)
PART_OF_THE_WAY = {
    "better": "It got worse until that year, and better since. It is not back to where it began, so it has no colour.",
    "worse": "It got better until that year, and worse since. It is not as bad as where it began: it has no colour.",
}
BESIDE_ENGLAND = {
    "better": "It differs from England by more than chance and the usual ups and downs, and for the better.",
    "worse": "It differs by more than that, and for the worse.",
    "higher": "It is higher by more than that. Neither way is better by itself.",
    "lower": "It is lower by more than that. Neither way is better by itself.",
    "similar": "The gap is no larger than chance and the usual ups and downs. It need not be the same figure.",
}
AN_EXAMPLE = "2022"  # of a year since which something is so
NAMED = 3  # measures that are better or worse; of more it is said how many they are


class Meaning(NamedTuple):
    """A row of the table of tags."""

    tags: list[Tag]
    meaning: str


class Fares(NamedTuple):
    """Headline measures by what their tags come to: four groups, so that they can be said aloud."""

    better: list[str]  # names
    worse: list[str]
    unclear: list[str]
    others: list[str]
    partly_better: list[str]  # of the others
    partly_worse: list[str]
    has_changed: bool  # whether any of the others has, in another way than for better or worse
    has_untold: bool  # whether any of the others cannot be told


def tags_explained() -> list[Meaning]:
    """Return every tag of a curve with what it means.

    Raises:
        KeyError: a tag has no explanation.
    """
    single = [Meaning([tag], MEANINGS[name]) for name, tag in TAGS.items()]
    since = [(f"{words} since {AN_EXAMPLE}", TAGS[name][1]) for name, words in SINCE.items()]
    partly = [
        Meaning([(f"{words} since {AN_EXAMPLE}", "plain")], PART_OF_THE_WAY[name]) for name, words in PARTLY.items()
    ]
    return [*single, Meaning(since, SINCE_WHEN), *partly]


def beside_england_explained() -> list[Meaning]:
    """Return every word for a figure beside England's with what it means.

    Raises:
        KeyError: a word has no explanation.
    """
    return [Meaning([tag], BESIDE_ENGLAND[side]) for side, tag in BESIDE.items()]


def fares(tagged: Iterable[tuple[str, Tag]]) -> Fares:
    """Group measures by what their tags come to; each is a name and a tag.

    One that is better than before and not yet back to where it began has changed in another way.
    """
    found = Fares([], [], [], [], [], [], has_changed=False, has_untold=False)
    for name, (words, look) in tagged:
        if look in ("better", "worse"):
            (found.better if look == "better" else found.worse).append(name)
        elif words == TAGS["no_clear_change"][0]:
            found.unclear.append(name)
        else:
            found.others.append(name)
            for way, those in (("better", found.partly_better), ("worse", found.partly_worse)):
                those.extend([name] * words.startswith(PARTLY[way]))
            is_untold = look == "unknown"
            found = found._replace(
                has_changed=found.has_changed or not is_untold, has_untold=found.has_untold or is_untold
            )
    return found


def fares_of(headlines: Iterable[OfMeasure]) -> Fares:
    """Group headline measures by what their tags come to."""
    return fares((measure.newest["measure_name"], headline_tag(measure)) for measure in headlines)


def fares_counted(found: Fares) -> str:
    """Return how many measures fare how, such as "2 worse, 1 no clear change": four counts at most."""
    told = [
        (len(found.better), "better"),
        (len(found.worse), "worse"),
        (len(found.unclear), "no clear change"),
        (len(found.others), _otherwise(found)),
    ]
    return ", ".join(f"{count} {words}" for count, words in told if count) or "no figures yet"


def fares_told(found: Fares) -> str | None:
    """Return the same in sentences; None where there are none."""
    groups = [
        (found.better, "is better", "are better"),
        (found.worse, "is worse", "are worse"),
        (found.unclear, "shows no clear change", "show no clear change"),
        (found.others, _otherwise(found, "has "), _otherwise(found, "have ")),
    ]
    said = [f"{len(names)} {one if len(names) == 1 else many}." for names, one, many in groups if names]
    if not said:
        return None
    count = sum(len(names) for names, *_ in groups)
    headlines = "headline measure" if count == 1 else "headline measures"
    return " ".join([f"Of {count} {headlines}, {said[0]}", *said[1:]])


def fares_named(found: Fares) -> str | None:
    """Return the measures that are better or worse, or partly so, by name, where they are few; None of none."""
    groups = [
        *(("Better", found.better), (PARTLY["better"], found.partly_better)),
        *(("Worse", found.worse), (PARTLY["worse"], found.partly_worse)),
    ]
    said = [
        f"{group}: {in_a_row([f'“{name}”' for name in names])}." for group, names in groups if 0 < len(names) <= NAMED
    ]
    return " ".join(said) or None


def _otherwise(found: Fares, verb: str = "") -> str:
    ways = [(f"{verb}changed in another way", found.has_changed), ("cannot be told", found.has_untold)]
    return " or ".join(words for words, is_there in ways if is_there)
