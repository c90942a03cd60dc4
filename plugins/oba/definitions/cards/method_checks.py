"""What each test of the method looks at; ``method`` has the questions in order.

A check returns what it found wrong, or a sentence that says why it does not apply. A breach is *hard* where a reader
would be misled whatever the figures say: such a card is refused. Every other breach is published as a finding with its
mend.
"""

from dataclasses import dataclass
from functools import cached_property

from oba.definitions.cards.scorecard import Scorecard, ScorecardMeasure
from oba.definitions.cards.wording import MethodWords
from oba.definitions.measures import Measure

HEADLINES = (3, 5)
PARTNERS = 2


@dataclass(frozen=True)
class CardInContext:
    """A card with what it refers to."""

    card: Scorecard
    measures: dict[str, Measure]  # every measure that is defined
    words: MethodWords
    programme_names: tuple[str, ...] = ()

    @cached_property
    def placed(self) -> list[tuple[ScorecardMeasure, Measure]]:
        """The measures of the card, each with its definition, in order."""
        return [(placed, self.measures[placed.measure]) for placed in self.card.measures]

    @cached_property
    def headlines(self) -> list[Measure]:
        """The definitions of the headline measures."""
        return [measure for placed, measure in self.placed if placed.role == "headline"]


@dataclass(frozen=True)
class Breach:
    """One thing that a test found wrong."""

    finding: str  # a sentence
    mend: str  # what to write, with an example
    hard: bool = False
    location: tuple[str | int, ...] = ()  # of the wrong field in the card's file
    measure: str | None = None  # where the wrong field is in the file of this measure instead


def outcome_is_plain_words(context: CardInContext) -> list[Breach] | str:
    """Test 1: a condition of well-being, with neither movement nor number nor service in it."""
    outcome = context.card.outcome
    if outcome is None:
        return "The card is about a programme's customers and states no outcome."
    wrong = context.words.wrong_in_outcome(outcome, context.programme_names)
    if not wrong:
        return _wrong_in_title(context)
    named = ", ".join(f"'{text}' ({what})" for text, what in wrong.items())
    mend = (
        "Say how the people are, as they would say it: 'Children are safe at home', not 'Improve the safeguarding "
        "service by 10%'. What a service does belongs in a programme card, what is to be reached in an objective."
    )
    return [Breach(f"The outcome holds {named}.", mend, hard=True, location=("outcome",))]


def _wrong_in_title(context: CardInContext) -> list[Breach]:
    """Return that the title of a population card, which stands above its outcome, is no condition but a wish."""
    wrong = context.words.wrong_in_outcome(context.card.title, context.programme_names)
    if not wrong:
        return []
    named = ", ".join(f"'{text}' ({what})" for text, what in wrong.items())
    mend = "Let the title say how the people are, in a few words: 'Children are safe', not 'Reduced risk'."
    return [Breach(f"The title holds {named}.", mend, location=("title",))]


def ownership_is_shared(context: CardInContext) -> list[Breach]:
    """Test 2: an outcome belongs to several partners, a programme to one manager."""
    card = context.card
    if card.kind == "programme":
        mend = "Write who answers for the programme, such as 'owner: Head of Family Support'."
        return (
            [] if card.owner else [Breach("Nobody is named as the programme's owner.", mend, location=("scorecard",))]
        )
    breaches = []
    if len(card.partners) < PARTNERS:
        mend = (
            "List each under partners with the part it plays: {name: Schools, role: see early that a child is unsafe}."
        )
        breaches.append(
            Breach(f"The card names {_count(len(card.partners), 'partner')}.", mend, location=("partners",))
        )
    if card.owner:
        mend = "Remove 'owner' and list it as one of the partners; no single service can answer for an outcome."
        breaches.append(Breach(f"{card.owner} alone owns the outcome.", mend, location=("owner",)))
    return breaches


def measures_are_defined(context: CardInContext) -> list[Breach]:
    """Test 3: each measure says whom it is about, how often it comes and how late; the model requires the rest."""
    breaches = []
    for _, measure in context.placed:
        asked: dict[str, object] = {"population": measure.population, "cadence": measure.cadence}
        if measure.cadence != "once":
            asked["lag_months"] = measure.lag_months
        missing = [name for name, value in asked.items() if value is None]
        if missing:
            mend = (
                f"In measures/{measure.measure}.yml add {', '.join(missing)}; such as 'population: All children under "
                "18 who live in the area', 'cadence: annual', 'lag_months: 8'."
            )
            finding = f"'{measure.name}' does not say its {', '.join(missing)}."
            breaches.append(Breach(finding, mend, measure=measure.measure, location=("measure",)))
    return breaches


def quadrants_and_numbers(context: CardInContext) -> list[Breach] | str:
    """Test 4: each performance measure is in one quadrant, and each percentage has the number of people beside it."""
    breaches, asked = [], 0
    for position, (_, measure) in enumerate(context.placed):
        file = f"measures/{measure.measure}.yml"
        asked += measure.kind == "performance_measure" or measure.is_share
        if measure.kind == "performance_measure" and measure.quadrant is None:
            mend = (
                f"In {file} add 'quadrant: how_much' (what was done), 'how_well' (how well it was done) or "
                "'better_off' (whether anyone is better off)."
            )
            finding = f"'{measure.name}' is a performance measure without a quadrant."
            breaches.append(Breach(finding, mend, hard=True, measure=measure.measure, location=("kind",)))
        number = context.measures.get(measure.number) if measure.number else None
        if measure.number and (number is None or number.is_share):
            finding = f"'{measure.name}' names {measure.number!r} as its number, which is not the name of a count."
            mend = f"In {file} let 'number' be the measure that counts the people, or remove it."
            breaches.append(Breach(finding, mend, hard=True, measure=measure.measure, location=("number",)))
        elif measure.needs_its_number:
            breaches.append(_without_number(measure, position))
    return breaches if asked else "The card has neither a performance measure nor a percentage."


def _without_number(measure: Measure, position: int) -> Breach:
    mend = (
        f"In measures/{measure.measure}.yml give the source its counts, 'numerator: {{column: ...}}', or name the "
        "measure that counts the people, 'number: ...'. Where nobody publishes the number, leave the measure off the "
        "card and ask for it under data_development."
    )
    is_percentage = measure.unit == "percent"
    finding = f"'{measure.name}' is a {'percentage' if is_percentage else 'rate'} without its number."
    return Breach(finding, mend, hard=is_percentage, location=("measures", position, "measure"))


def headlines_are_few_and_right(context: CardInContext) -> list[Breach]:
    """Test 5: three to five headlines, of the kind that the card is about."""
    card, found = context.card, len(context.headlines)
    location, breaches = ("measures",), []
    if not HEADLINES[0] <= found <= HEADLINES[1]:
        mend = (
            "Ask: if you could talk about only one, which? Give that one 'role: headline', then the next, up to five; "
            "the others are 'role: secondary'."
        )
        breaches.append(
            Breach(f"The card has {_count(found, 'headline')}, not three to five.", mend, location=location)
        )
    wrong_kind = "performance_measure" if card.kind == "population" else "indicator"
    for measure in context.headlines:
        if measure.kind == wrong_kind:
            breaches.append(_headline_of_another_kind(card, measure))
        elif measure.quadrant == "how_much":
            mend = "Write 'role: secondary'; headlines say how well it was done, or whether anyone is better off."
            breaches.append(
                Breach(f"The headline '{measure.name}' only says how much was done.", mend, location=location)
            )
    if card.kind == "programme" and not any(
        measure.quadrant == "better_off" and measure.is_share for measure in context.headlines
    ):
        mend = "Make the percentage of customers who are better off a headline: a measure with 'quadrant: better_off'."
        breaches.append(Breach("No headline is the percentage who are better off.", mend, location=location))
    return breaches


def _headline_of_another_kind(card: Scorecard, measure: Measure) -> Breach:
    if card.kind == "population":
        finding = f"The headline '{measure.name}' measures a service, not the population."
        mend = "Write 'role: secondary', and make an indicator of the whole population the headline."
    else:
        finding = f"The headline '{measure.name}' is about a whole population, for which no programme can answer alone."
        mend = "Write 'role: secondary', and make a measure of the programme's own customers the headline."
    return Breach(finding, mend, location=("measures",))


def story_has_both_forces(context: CardInContext) -> list[Breach]:
    """Test 7: what helps and what hinders."""
    forces = {force.force for force in context.card.story}
    return [
        Breach(
            f"The story names nothing that is {force}.",
            f"Add under story: {{force: {force}, words: {example}, date: 2024-06-30}}.",
            location=("story",),
        )
        for force, example in (
            ("helping", "'Family group meetings are offered earlier'"),
            ("hindering", "'Rents rose faster than wages'"),
        )
        if force not in forces
    ]


def an_idea_is_cheap(context: CardInContext) -> list[Breach]:
    """Test 8: at least one idea that costs nothing or little."""
    if any(idea.cost in ("none", "low") for idea in context.card.ideas):
        return []
    mend = (
        "Ask what could be done tomorrow without money, and add it to ideas with 'cost: none' or 'cost: low', such as "
        "'Ring the family before the letter goes out'."
    )
    return [Breach("No idea is free or cheap.", mend, location=("ideas",))]


def actions_are_owned_and_dated(context: CardInContext) -> list[Breach] | str:
    """Test 9: who, by when, how far, and which measure it should move."""
    if not context.card.actions:
        return "The card proposes no action yet."
    on_card = {placed.measure for placed in context.card.measures}
    breaches = []
    for position, action in enumerate(context.card.actions):
        location = ("actions", position)
        missing = [name for name in ("owner", "due", "status", "measure") if getattr(action, name) is None]
        if missing:
            mend = (
                f"Add {', '.join(missing)}; such as 'owner: Head of Early Help', 'due: 2027-03-31', 'status: agreed', "
                f"'measure: {context.card.measures[0].measure}'."
            )
            breaches.append(Breach(f"'{action.words}' has no {', no '.join(missing)}.", mend, location=location))
        elif action.measure not in on_card:
            mend = f"Name a measure of this card, such as {context.card.measures[0].measure}, or add {action.measure}."
            finding = f"'{action.words}' should move {action.measure}, which is not on the card."
            breaches.append(Breach(finding, mend, location=location))
    return breaches


def names_hold_no_target(context: CardInContext) -> list[Breach]:
    """Test 10: a measure's name says what is counted, not what is to be reached."""
    return [
        Breach(
            f"The name '{measure.name}' sets a target: '{target}'.",
            f"In measures/{measure.measure}.yml name what is counted, such as 'Children looked after', not 'Children "
            "looked after reduced by 23%'; write the target as an objective of the programme.",
            hard=True,
            measure=measure.measure,
            location=("name",),
        )
        for _, measure in context.placed
        if (target := context.words.target_in(measure.name))
    ]


def weak_data_is_on_the_agenda(context: CardInContext) -> list[Breach] | str:
    """Test 12: a measure wanted in spite of weak data is asked for in the data development agenda, and no headline."""
    agenda = {item.name.casefold() for item in context.card.data_development}
    weak = [(placed, measure) for placed, measure in context.placed if placed.data == "low"]
    if not weak and not agenda:
        return "No measure of the card has low data power."
    breaches = []
    for placed, measure in weak:
        if not {measure.name.casefold(), measure.measure} & agenda:
            mend = (
                f"Add it to data_development with its name, '{measure.name}', why it is wanted, the three powers, a "
                "priority, and who is to get better data by when."
            )
            finding = f"'{measure.name}' has low data power and is not in the data development agenda."
            breaches.append(Breach(finding, mend, location=("data_development",)))
        if placed.role == "headline":
            mend = "Write 'role: secondary' until there is good data."
            breaches.append(Breach(f"The headline '{measure.name}' has low data power.", mend, location=("measures",)))
    return breaches


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
