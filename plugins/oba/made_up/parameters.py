"""What a made-up council is drawn from: ``local_mi/made_up.yml``, and what a person sets over it."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from oba.definitions.base import Definition, Name
from oba.definitions.reading import read_definition
from oba.local_mi.records import FOLDER

Share = Annotated[float, Field(ge=0, le=1)]
Pair = tuple[Share, Share]  # of those not offered, of those offered
What = Literal[
    "arrivals", "step_down", "protection_plan_end", "child_in_need_plan_end", "care_entry", "care_end", "plan"
]
Offer = Literal["randomised", "staggered", "needier_first", "everyone", "nobody"]


class Length(Definition):
    """Lognormal length in days."""

    median: float = Field(gt=0)
    spread: float = Field(ge=0)


class Rates(Definition):
    """What England has for each child in need at 31 March."""

    child_protection_plans: float
    looked_after: float
    referrals: float
    re_referral_share: Share


class Families(Definition):
    """Families as they come to be known."""

    sizes: tuple[Share, ...]
    years_between_siblings: float
    twins: Share
    mother_known: Share
    address_known: Share
    moves_a_year: float
    alone_seeking_asylum: Share
    seasons: tuple[float, ...] = Field(min_length=12, max_length=12)
    yearly_growth: float
    known_at_first: float = Field(gt=0)


class Referrals(Definition):
    """How often, and how alike siblings are."""

    families_a_year: float = Field(gt=0)
    returns: Share
    return_gap: Length
    rounds: int = Field(ge=1)
    sibling_joins: Share
    unborn_joins: Share
    no_further_action: Share
    contacts_without: float
    early_help_before: Share
    siblings_alike: Share
    need_counts: Share


class Cases(Definition):
    """What follows a referral."""

    closed_after_assessment: Share
    to_early_help: Share
    enquiry: Share
    conference: Share
    plan: Share
    transfer_in: Share
    assessment: Length
    child_in_need_plan: Length
    protection_plan: Length
    step_down: Share
    transfer_out: Share
    death: Share
    short_breaks: Share


class Care(Definition):
    """Periods of care."""

    entry: Share
    length: Length
    stays_to_18: Share
    placement_changes_a_year: float
    kin: Share
    exits: dict[Name, Share]
    guardian_is_kin: Share
    comes_again_after_adoption: Share


class PreProceedings(Definition):
    """Families in pre-proceedings."""

    share: Share
    siblings_alike: Share
    need_counts: Share
    need_hidden: Share


class Conferences(Definition):
    """The offer of a Family Group Conference and what comes of it."""

    offer: Offer
    since: date
    share: Share
    need_in_offer: float
    accepted: Share
    no_response: Share
    held: Share
    earlier_routes: dict[Name, Share]
    effect: Name


class Effect(Definition):
    """What an offer changes, as shares of children with a letter before proceedings."""

    looked_after: Pair
    proceedings: Pair


class Turn(Definition):
    """A change of a curve: from a day on, a share is multiplied, or ends come so many times as fast."""

    what: What
    since: date
    factor: float = Field(gt=0)


class Recording(Definition):
    """How late and how wrongly things are entered."""

    entered_after_days: float
    entered_late: Share
    corrected: Share


class Parameters(Definition):
    """All of them."""

    rates: Rates
    warm_up_years: int = Field(ge=0)
    chunk_families: int = Field(ge=1, le=20_000)
    families: Families
    referrals: Referrals
    cases: Cases
    care: Care
    pre_proceedings: PreProceedings
    conferences: Conferences
    effects: dict[Name, Effect]
    turns: tuple[Turn, ...] = ()
    recording: Recording

    @property
    def effect(self) -> Effect:
        """The effect that is planted."""
        return self.effects[self.conferences.effect]

    def turned(self, what: What) -> tuple[Turn, ...]:
        """Return the turns of one thing."""
        return tuple(turn for turn in self.turns if turn.what == what)

    def changed(self, changes: dict[str, Any]) -> "Parameters":
        """Return these with others in their place, named by their path: ``{"cases.plan": 0.1}``.

        Raises:
            KeyError: there is no such parameter.
            pydantic.ValidationError: the value cannot be used.
        """
        tree = self.model_dump()
        for path, value in changes.items():
            *above, last = path.split(".")
            within = tree
            for name in above:
                within = within[name]
            if last not in within:
                raise KeyError(path)
            within[last] = value
        return Parameters.model_validate(tree)


@cache
def read_parameters(definitions: Path) -> Parameters:
    """Read the parameters of a folder of definitions.

    Raises:
        DefinitionError: the file cannot be used; names line, rule, what was found and the mend.
    """
    return read_definition(definitions / FOLDER / "made_up.yml", Parameters)
