"""The twelve tests of the method that every card is put to, as questions in plain words.

Tests 6 and 11 ask about figures and are answered in dbt, by ``scorecard_method_test``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from oba.definitions.cards import method_checks as checks
from oba.definitions.cards.method_checks import Breach, CardInContext
from oba.vocabulary import TestResult


@dataclass(frozen=True)
class MethodTest:
    """One of the twelve tests."""

    number: int
    asked: str
    passed: str  # the finding where nothing is wrong
    # Returns the breaches, or a sentence that says why the test does not apply. None: answered in dbt, from figures.
    check: Callable[[CardInContext], list[Breach] | str] | None = None

    def breaches(self, context: CardInContext) -> list[Breach]:
        """Return what is wrong; nothing where the test does not apply or is answered in dbt."""
        found = self.check(context) if self.check else []
        return [] if isinstance(found, str) else found


@dataclass(frozen=True)
class MethodAnswer:
    """What one test says of one card."""

    test_number: int
    question: str
    result: TestResult | None  # None: dbt answers it, from figures
    finding: str
    mend: str | None


def answers(context: CardInContext) -> Iterator[MethodAnswer]:
    """Put a card to the twelve tests, in order."""
    for test in METHOD_TESTS:
        found = test.check(context) if test.check else []
        if test.check is None:
            yield MethodAnswer(test.number, test.asked, None, test.passed, None)
        elif isinstance(found, str):
            yield MethodAnswer(test.number, test.asked, "not_applicable", found, None)
        elif found:
            findings, mends = ([getattr(breach, name) for breach in found] for name in ("finding", "mend"))
            # One mend may serve several findings; said once, it is read.
            yield MethodAnswer(test.number, test.asked, "failed", " ".join(findings), " ".join(dict.fromkeys(mends)))
        else:
            yield MethodAnswer(test.number, test.asked, "passed", test.passed, None)


METHOD_TESTS = (
    MethodTest(
        1,
        "Is the outcome a state of well-being in plain words, with no service, number or change in it?",
        "The outcome is in plain words.",
        checks.outcome_is_plain_words,
    ),
    MethodTest(
        2,
        "Do two partners or more share the outcome, with no single owner? Has a programme a named owner?",
        "It is clear who answers.",
        checks.ownership_is_shared,
    ),
    MethodTest(
        3,
        "Does each measure say whom it is about, where, which way is good, what it counts, by which source, how often "
        "and how late?",
        "Each measure is defined.",
        checks.measures_are_defined,
    ),
    MethodTest(
        4,
        "Is each performance measure in one quadrant, and has each percentage its number?",
        "Each has its quadrant and its number.",
        checks.quadrants_and_numbers,
    ),
    MethodTest(
        5,
        "Are there three to five headlines, of the card's own kind, and on a programme card one that says who is "
        "better off?",
        "The headlines are few and of the right kind.",
        checks.headlines_are_few_and_right,
    ),
    MethodTest(
        6,
        "Has each headline a history of three periods or more and a dated forecast, or is it marked as new?",
        "Each headline has a history and a forecast, or is marked as new.",
    ),
    MethodTest(
        7,
        "Does the story name a force that helps and one that hinders?",
        "The story names both kinds of force.",
        checks.story_has_both_forces,
    ),
    MethodTest(
        8, "Is at least one idea free or cheap?", "There is an idea that is free or cheap.", checks.an_idea_is_cheap
    ),
    MethodTest(
        9,
        "Has each action an owner, a due date, a status and the measure it should move?",
        "Each action is owned and dated.",
        checks.actions_are_owned_and_dated,
    ),
    MethodTest(
        10,
        "Is the name of each measure free of targets?",
        "No name sets a target.",
        checks.names_hold_no_target,
    ),
    MethodTest(
        11,
        "Is each newest figure as new as it can be, or marked as stale?",
        "Each newest figure is as new as it can be, or marked as stale.",
    ),
    MethodTest(
        12,
        "Is each measure with weak data in the data development agenda, and none of them a headline?",
        "What lacks good data is in the agenda.",
        checks.weak_data_is_on_the_agenda,
    ),
)
