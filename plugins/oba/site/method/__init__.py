"""How figures are made and judged, in plain words, with worked examples.

A topic is a template in ``topics``, named in ``TOPICS``. Its rule and its example with made-up numbers always stand
there; where the marts have a case of it, that follows, as ``examples`` finds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from oba import language as words
from oba.site import addresses
from oba.site.frame import render
from oba.site.method.examples import bands, curves_judged, examples
from oba.site.method.glossary import GLOSSARY
from oba.site.planned import Planned
from oba.site.reading import Site


@dataclass(frozen=True)
class Topic:
    """A page of the method."""

    name: str  # of its template and address
    title: str
    summary: str


# Of a hundred changes called real: how many were still there a year on, and how many had gone on the same way. From the
# back-test of docs/verdicts.md, which tests hold this to.
TRIAL = {"still": 97, "went_on": 43}
ONE_IN = 50  # curves: as often at most, ups and downs alone look like a real change

TOPICS = (
    Topic("meeting", "Use these pages in a meeting", "Five questions, in order, and where each is answered."),
    Topic("changing", "Is it changing?", "How we tell a real change from chance."),
    Topic("turned", "Has the curve turned?", "The baseline, the band and what came."),
    Topic("compared", "Compared with whom?", "England, the region and your statistical neighbours."),
    Topic("rank", "What does a rank tell?", "Why a rank is a range and not a number."),
    Topic("small-numbers", "Small and hidden numbers", "What few cases can tell, and why some figures are hidden."),
    Topic("revisions", "Figures that change later or are in doubt", "Why last year's figure is not what it was."),
    Topic("lists", "Lists of councils that changed", "Why some names on a list are there by chance."),
    Topic("cohorts", "Families followed over time", "What such figures show, and what they cannot."),
    Topic("money", "Value for money", "How a pound saved is worked out."),
    Topic("limits", "What these pages cannot tell you", "Read this before you draw a conclusion."),
    Topic("stories", "Add your story, ideas and actions", "How your words get onto a scorecard."),
    Topic("words", "Words and tags", "What each tag says, and one meaning for each word."),
)


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the list of topics and a page for each."""
    yield Planned(addresses.METHOD, partial(_draw_list))
    for topic in TOPICS:
        yield Planned(addresses.method(topic.name), partial(_draw, topic.name))


def _draw_list(site: Site) -> str:
    return render("method/page.html", addresses.METHOD, topics=TOPICS)


def _draw(name: str, site: Site) -> str:
    at = next(number for number, topic in enumerate(TOPICS) if topic.name == name)
    return render(
        f"method/topics/{name}.html",
        addresses.method(name),
        topic=TOPICS[at],
        following=TOPICS[at + 1] if at + 1 < len(TOPICS) else None,
        found=examples(site, name),
        bands=bands(site) if name == "turned" else [],
        glossary=GLOSSARY,
        trial=TRIAL,
        one_in=ONE_IN,
        by_chance=words.passing_by_chance(curves_judged(site), ONE_IN) if name == "changing" else None,
    )
