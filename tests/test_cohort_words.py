"""What a card says of families followed: every verdict, reason and gap has its words."""

from datetime import date
from typing import NamedTuple

import pytest

from oba import language
from oba.language import cohorts, returns
from oba.vocabulary import (
    CohortCheckpoint,
    CohortGroup,
    CohortIndexEvent,
    CohortMeasure,
    CohortStatus,
    DeadweightKind,
    EffectVerdict,
    Reason,
    ReturnMethod,
    SensitivityParameter,
    SurvivalEvent,
    words,
)


def share(people, base, pct=None, lower=None, upper=None, reason=None, unit="families") -> dict:
    return {
        "people": people,
        "base": base,
        "unit": unit,
        "share_pct": pct,
        "share_lower": lower,
        "share_upper": upper,
        "missing_reason": reason,
    }


TEN = share(1, 10, 10.0, 1.79, 40.42)
HIDDEN = "hidden to protect children's identity"


@pytest.mark.parametrize(
    ("row", "said", "number", "percentage"),
    [
        (TEN, "1 of 10 families (10%; could be 2% to 40%)", "1 family", "10% (could be 2% to 40%)"),
        (share(None, 40, reason="suppressed"), f"{HIDDEN}, of 40 families", HIDDEN, HIDDEN),
        (share(None, None, reason="suppressed"), HIDDEN, HIDDEN, HIDDEN),
        (share(0, 0), "no families that it could be said of", "0 families", "no share of none"),
        (share(7, None), "7 families", "7 families", "no figure"),
        (
            share(3, 1200, 0.25, 0.08, 0.73, unit="children"),
            "3 of 1,200 children (under 1%; could be under 1% to 1%)",
            "3 children",
            "under 1% (could be under 1% to 1%)",
        ),
        (
            share(1, 1, 100.0, 20.65, 100.0),
            "1 of 1 family (100%; could be 21% to 100%)",
            "1 family",
            "100% (could be 21% to 100%)",
        ),
    ],
)
def test_a_share_stands_with_its_number_and_what_chance_could_make_of_it(row, said, number, percentage):
    assert language.cohort_share(row) == said
    assert language.cohort_number(row) == number
    assert language.cohort_percentage(row) == percentage


@pytest.mark.parametrize(
    ("row", "share_in_a_table", "number_in_a_table"),
    [
        (TEN, "1 of 10 (10%; 2% to 40%)", "1 of 10"),
        (share(None, 40, reason="suppressed"), "hidden", "hidden"),
        (share(7, None), "7", "7"),
        (None, "not told", "not told"),
    ],
)
def test_a_table_names_the_unit_in_its_heading_alone(row, share_in_a_table, number_in_a_table):
    assert language.cohort_cell(row) == share_in_a_table
    assert language.cohort_of(row) == number_in_a_table


@pytest.mark.parametrize("reason", words(Reason))
def test_every_reason_of_a_missing_figure_has_words(reason):
    assert language.cohort_share(share(None, None, reason=reason)) == cohorts.COHORT_REASONS[reason]


def test_a_hidden_figure_of_families_is_said_to_protect_children():
    assert cohorts.COHORT_REASONS["suppressed"] == HIDDEN


def test_every_word_of_the_marts_of_cohorts_has_a_label():
    assert set(cohorts.COHORT_STATUSES) == set(words(CohortStatus))
    assert list(cohorts.COHORT_STATUSES) == list(words(CohortStatus))  # from the most help to none
    assert {*words(CohortGroup), "offered", "all"} == set(cohorts.COHORT_GROUPS)
    assert set(cohorts.COHORT_MEASURES) == set(words(CohortMeasure))
    assert set(cohorts.INDEX_EVENTS) == set(words(CohortIndexEvent))
    assert set(cohorts.SURVIVAL_EVENTS) == set(words(SurvivalEvent))
    said = {name: language.checkpoint(name) for name in words(CohortCheckpoint)}
    assert said["entry"] == "at the start" and said["12_months"] == "after 12 months"
    assert len(set(said.values())) == len(said)


def effect(**told) -> dict:
    """Return a row of fct_cohort_effect: fewer children looked after where a conference was offered."""
    return {
        "comparison": "by_offer",
        "cohort_evidence": "records",
        "cohort_outcome": "looked_after_at_12_months",
        "is_days": False,
        "value_with": 31.0,
        "value_without": 44.0,
        "effect": -13.0,
        "lower": -20.0,
        "upper": -5.0,
        "detectable_difference": 10.6,
        "plain_difference": None,
        "families_with": 240,
        "families_without": 180,
        "effect_verdict": "better",
        "trial_source": None,
        "missing_reason": None,
    } | told


NOTHING = dict.fromkeys(("value_with", "value_without", "effect", "lower", "upper", "detectable_difference"))
EFFECTS = {
    "better": (
        effect(),
        "31% against 44%: 13 percentage points lower (could be 20 lower to 5 lower). "
        "Chance alone would seldom do that to one outcome.",
    ),
    "worse, in days": (
        effect(is_days=True, value_with=115, value_without=87, effect=28, lower=3, upper=54, effect_verdict="worse"),
        "115 days against 87 days: 28 days more (could be 3 more to 54 more). "
        "Chance alone would seldom do that to one outcome.",
    ),
    "better, though the needier were offered first": (
        effect(plain_difference=4.0),
        "31% against 44%: 13 percentage points lower (could be 20 lower to 5 lower). "
        "Chance alone would seldom do that to one outcome. "
        "As they are, without making the groups alike: 4 percentage points higher.",
    ),
    "no difference shown": (
        effect(value_with=54, value_without=56, effect=-1, lower=-9, upper=7, effect_verdict="no_difference_shown"),
        "54% against 56%: about 1 percentage point lower (could be 9 lower to 7 higher). "
        "That is no proof that there is none: so few would seldom show less than 11 percentage points.",
    ),
    "no difference shown, and no power told": (
        effect(
            **{"value_with": 31, "value_without": 31, "effect": 0, "lower": -9, "upper": 9},
            effect_verdict="no_difference_shown",
            detectable_difference=None,
        ),
        "31% against 31%: the same (could be 9 lower to 9 higher). That is no proof that there is none.",
    ),
    "different, where neither way is better": (
        effect(effect_verdict="different"),
        "31% against 44%: 13 percentage points lower (could be 20 lower to 5 lower). "
        "Chance alone would seldom do that to one outcome; neither way is better by itself.",
    ),
    "too few": (
        effect(**NOTHING, families_with=12, families_without=9, effect_verdict="too_few_to_tell"),
        "About 12 families offered a conference and 9 families not offered one are too few to tell a difference from "
        "chance.",
    ),
    "too few, how many is not told": (
        effect(**NOTHING, families_with=None, effect_verdict="too_few_to_tell", missing_reason="low_reliability"),
        "There are too few families to tell a difference from chance.",
    ),
    "all treated": (
        effect(**NOTHING, families_without=0, effect_verdict="nobody_to_compare"),
        "There are no families not offered one to compare with, so nobody knows what would have happened.",
    ),
    "none treated": (
        effect(**NOTHING, families_with=0, effect_verdict="nobody_to_compare"),
        "There are no families offered a conference to compare with, so nobody knows what would have happened.",
    ),
    "nobody like enough": (
        effect(**NOTHING, comparison="by_attendance", effect_verdict="nobody_to_compare"),
        "There are no other families like enough to compare with.",
    ),
    "hidden": (
        effect(**NOTHING, effect_verdict="hidden", missing_reason="suppressed"),
        "A comparison was made, and what it found is not told.",
    ),
}


@pytest.mark.parametrize("case", EFFECTS)
def test_an_effect_is_told_with_its_figures_and_how_sure_it_is(case):
    row, said = EFFECTS[case]
    assert language.effect_told(row) == said


def test_every_verdict_on_an_effect_is_tried_here_and_has_a_look():
    tried = {row["effect_verdict"] for row, _ in EFFECTS.values()}
    assert tried == set(cohorts.EFFECTS) == set(words(EffectVerdict))


def test_a_verdict_without_words_is_an_error():
    with pytest.raises(KeyError):
        language.effect_told(effect(effect_verdict="augury"))


def test_the_trial_is_told_as_another_s_with_what_it_counted_itself():
    trial = effect(cohort_evidence="trial", value_with=59.2, value_without=71.7, effect=-12.5, lower=None, upper=None)
    assert language.trial_told(trial | {"printed_outcome": "Care proceedings by the end of the study"}) == (
        "The national trial found 59.2% against 71.7%: 12.5 percentage points lower "
        "(care proceedings by the end of the study; no interval is at hand)."
    )


def test_the_document_of_a_trial_is_named_once():
    rows = [{"trial_source": f"Report (2023): a trial: Table {number}"} for number in (1, 2)]
    assert language.trial_sources(rows) == ["Report (2023): a trial"]
    assert language.trial_sources([{"trial_source": "Report"}]) == ["Report"]


def test_outcomes_of_which_nothing_is_told_stand_together_by_why():
    rows = [
        effect(),
        *(effect(**NOTHING, cohort_outcome=name, effect_verdict="too_few_to_tell") for name in ("a_b", "c")),
    ]
    (line,) = language.effects_untold(rows)
    assert line[0] == "too_few_to_tell" and line[1].startswith("About 240 families") and line[2] == "A b; C"


def test_moves_without_a_number_are_counted():
    told = f"Hidden means {HIDDEN}. Of 3 more moves every number is, some of them only to keep others so."
    assert language.moves_hidden(3) == told


def test_outcomes_are_counted_by_what_was_found():
    rows = [row for row, _ in EFFECTS.values()]
    assert language.effect_of_all(rows) == (
        "Of 12 outcomes: better for 2, worse for 1, different for 1, no difference shown for 2, too few to tell for 2, "
        "nobody to compare with for 3, hidden to protect children's identity for 1. "
        "Were there none in any, chance alone would still show one somewhere up to 30 times in a hundred. "
        "So one counts first, as the national trial chose it beforehand: looked after at 12 months."
    )


def cohort(**told) -> dict:
    return {
        "index_event": "conference_exit",
        "index_from": date(2016, 1, 1),
        "index_to": date(2016, 12, 31),
        "cohort_evidence": "published_rows",
        "cohort_known_on": date(2020, 3, 31),
    } | told


def test_a_cohort_is_told_with_its_start_and_where_its_figures_are_from():
    assert language.cohort_told(cohort()) == (
        "Followed from leaving the conference service, 1 January 2016 to 31 December 2016. "
        "From the families that the report lists one by one; children have the one status of their family."
    )
    assert language.cohort_told(cohort(cohort_evidence="records", index_to=None)) == (
        "Followed from leaving the conference service, from 1 January 2016 on. "
        "From the council's own records as known on 31 March 2020."
    )


def test_a_follow_up_without_a_day_or_months_is_not_told_further():
    assert language.follow_up_told(cohort(follow_up_date=None, left=[])) == ""
    known = cohort(follow_up_date=date(2020, 1, 31), left=[])
    assert language.follow_up_told(known) == "Follow-up was on 31 January 2020."
    one = known | {"left": [date(2016, 2, 1)]}
    assert language.follow_up_told(one) == "Follow-up was on 31 January 2020, 47 months after they left."


def test_a_drawing_of_a_flow_says_how_much_of_it_is_hidden():
    assert language.flow_told("families", "follow_up", 20, 0) == (
        "20 families: status at the start on the left, at follow-up on the right."
    )
    assert language.flow_told("children", "12_months", 180, 2).endswith(
        f"180 children whose moves can be told: status at the start on the left, after 12 months on the right. "
        f"2 more moves are {HIDDEN}, some of them only to keep others so."
    )


def test_whether_follow_up_is_complete_is_said():
    def known(checkpoint, base, reason=None):
        return {"checkpoint": checkpoint, "base": base, "unit": "families", "missing_reason": reason}

    assert language.observed_told([known("entry", 20), known("follow_up", 20)]) == (
        "The status of all 20 families is known to the end."
    )
    told = language.observed_told([known("entry", 240), known("12_months", 195), known("24_months", None)])
    assert told.startswith(
        "The status is known at the start of 240 families and after 12 months of 195 families. The others"
    )
    assert (
        language.observed_told([known("entry", None, "suppressed")]) == f"Of how many the status is known is {HIDDEN}."
    )


def test_a_step_of_a_curve_has_its_number_at_risk():
    row = {"share_pct": 72.4, "share_lower": 65, "share_upper": 79, "at_risk": 120, "missing_reason": None}
    assert language.still_followed(row) == "72% (could be 65% to 79%), about 120 still followed"
    hidden = {**row, "share_pct": None, "missing_reason": "suppressed", "at_risk": None}
    assert language.still_followed(hidden) == "hidden"
    assert language.still_followed(None) == "not told"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("looked_after_at_12_months", "Looked after at 12 months"),
        ("re_referral_within_12_months", "Re-referral within 12 months"),
    ],
)
def test_an_outcome_is_read_as_it_is_spelt(name, said):
    assert language.spelt(name) == said


def test_what_groups_are_compared_by_is_named_with_its_level():
    assert language.covariate({"covariate": "age_at_index", "covariate_level": "value"}) == "Age at index"
    assert language.covariate({"covariate": "sex", "covariate_level": "missing"}) == "Sex: not known"
    level = {"covariate": "entry_status", "covariate_level": "looked_after"}
    assert language.covariate(level) == "Entry status: looked after"


def a_return(**told) -> dict:
    return {
        "deadweight_kind": "low",
        "deadweight_pct": 0.0,
        "families": 20,
        "conferences": 20,
        "cost_pounds": 25900.0,
        "benefit_pounds": 299307.4,
        "return_ratio": 11.556,
        "return_lower": 4.2,
        "return_upper": 20.1,
        "price_year": 2020,
        "printed_return": 11.5,
        "difference_from_printed": -0.056,
        "missing_reason": None,
    } | told


def test_a_return_is_told_with_its_interval_its_cost_and_the_year_of_its_prices():
    assert language.cohort_return(a_return()) == "£11.56 (could be £4.20 to £20.10)"
    assert language.cohort_return(a_return(return_lower=None)) == "£11.56"
    assert language.cohort_return(a_return(return_ratio=None, missing_reason="suppressed")) == HIDDEN
    assert language.returned_told(a_return()) == (
        "20 conferences with 20 families cost £25,900. Families who came to cost less cost £299,307 less in a year "
        "than at the start, before taking off what would have happened anyway (prices of 2019/20). What other families "
        "came to cost more is not taken off."
    )
    hidden = a_return(cost_pounds=None, missing_reason="suppressed")
    assert language.returned_told(hidden) == f"What the conferences cost, and what is saved, is {HIDDEN}."


def test_every_kind_of_deadweight_has_words():
    said = [language.deadweight_name(a_return(deadweight_kind=kind)) for kind in words(DeadweightKind)]
    assert said == ["0%, taken as low", "0%, taken as medium", "0%, taken as high", "0%, estimated"]
    assert language.deadweight_name(a_return(deadweight_kind="estimated", deadweight_pct=None)) == "Estimated"


@pytest.mark.parametrize(
    ("printed", "apart", "said"),
    [
        (11.5, -0.056, "11.5 (0.06 less)"),
        (19.8, 9.98, "19.8 (9.98 more)"),
        (8.1, 0.01, "8.1"),
        (None, None, "not printed"),
    ],
)
def test_a_printed_return_stands_with_how_far_it_is_from_the_one_worked_out(printed, apart, said):
    assert language.printed_return({"printed_return": printed, "difference_from_printed": apart}) == said


def test_the_return_of_a_year_is_told_with_what_is_printed_of_it():
    year = {"conferences_a_year": 83, "service_cost_pounds": 252585, "average_benefit_pounds": 14965.4}
    low = a_return(**year, return_ratio=4.92, return_lower=None, printed_return=4.9)
    ends = {"return_lower": 1.19, "return_upper": 6.36}
    high = a_return(**year, **ends, deadweight_kind="high", deadweight_pct=30.0, return_ratio=3.44, printed_return=3.4)
    assert language.annual_told([low, high]) == (
        "In a year, 83 conferences cost the service £252,585. Were each to save what a family here does, £14,965, "
        "that is £4.92 for each pound; £3.44 (could be £1.19 to £6.36) with 30% taken off. The report prints "
        "4.9 and 3.4."
    )
    glance = language.year_at_a_glance([low, high])
    assert "Worked out again with 30% taken off it is £3.44 (could be £1.19 to £6.36)." in glance


class Ends(NamedTuple):
    low: dict | None
    high: dict | None


def moved(parameter, bound, value, ratio) -> dict:
    return {"parameter": parameter, "bound": bound, "parameter_value": value, "return_ratio": ratio}


def test_what_drives_a_return_is_what_moves_it_furthest():
    foster = (moved("weekly_cost_looked_after", "low", 514, 8.1), moved("weekly_cost_looked_after", "high", 856, 15.0))
    alone = moved("largest_families_left_out", "low", 2, 1.0)
    assert language.drives_most([Ends(*foster), Ends(alone, None)]) == (
        "It hangs most on this: weekly cost of a child looked after. It could be £8.10 or £15.00 for each pound."
    )
    assert language.drives_most([Ends(alone, None)]) == (
        "It hangs most on this: without the families that save most. It could be £1.00 for each pound."
    )
    assert language.swing(alone) == "£1.00 (2 families left out)"
    assert language.swing(None) == "not moved"
    assert language.swing(moved("increases_counted", "low", 1, 3.04)) == "£3.04 (those that cost more counted)"
    assert language.swing(moved("deadweight", "high", 30, 8.09)) == "£8.09 (30% anyway)"


def test_what_families_came_to_cost_more_is_taken_off_where_a_row_has_it():
    net = moved("increases_counted", "low", 1, 3.04)
    foster = moved("weekly_cost_looked_after", "low", 514, 8.1)
    assert language.net_told([Ends(foster, None), Ends(net, None)]) == "Were it taken off too: £3.04 for each pound."
    assert language.net_told([Ends(foster, None)]) == ""
    assert language.drives_most([Ends(net, None)]).startswith(
        "It hangs most on this: with what families came to cost more taken off."
    )


def test_every_parameter_and_method_has_words():
    named = {language.parameter_name(name) for name in words(SensitivityParameter) if name != "unit_cost"}
    named |= {language.parameter_name(f"weekly_cost_{status}") for status in words(CohortStatus)}
    assert len(named) == len(words(SensitivityParameter)) - 1 + len(words(CohortStatus))
    assert set(returns.RETURN_METHODS) == set(words(ReturnMethod))


def test_a_printed_figure_that_does_not_come_out_is_told_with_both_and_the_difference():
    row = {
        "table_number": "14",
        "printed_row": "Cohort two, last row",
        "printed_column": "benefit",
        "recomputed_basis": "printed_rows",
        "printed": 39993,
        "recomputed": 39933,
        "difference_from_recomputed": 60,
        "difference_kind": "differs",
    }
    by_rule = row | {"recomputed_basis": "rule", "recomputed": 39930.8, "difference_from_recomputed": 62.2}
    assert language.printed_told([row, by_rule]) == (
        "Table 14, Cohort two, last row, benefit: 39,993, not 39,933 from the rows (60 more) and 39,930.8 by the rule "
        "(62.2 more)."
    )
    slip = {
        "printed": 299.307,
        "recomputed": 299307,
        "difference_from_recomputed": -299007.693,
        "difference_kind": "point_for_comma",
    }
    assert language.printed_told([row | slip]).endswith(
        "299.307, not 299,307 from the rows (299,007.693 less: a point printed for a comma)."
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"amount": 18.2, "return_unit": "pounds_for_each_pound"}, "£18.20 for each pound"),
        ({"amount": 755, "return_unit": "pounds_a_family"}, "£755 a family"),
        ({"amount": 1200000, "return_unit": "pounds"}, "£1,200,000"),
        ({"amount": None, "why_no_amount": "It states no ratio."}, "It states no ratio"),
    ],
)
def test_what_others_state_is_told_with_its_year_and_how_it_was_reckoned(told, said):
    row = {
        "comparator_name": "Conferences",
        "stated_year": 2017,
        "return_method": "fiscal_return_of_first_evaluation",
        "families": 20,
        "how_reckoned": "20 cases",
        "why_no_amount": None,
    }
    assert language.comparator_told(row | told) == (
        f"Conferences, 2017: {said}. 20 cases. 20 families. By fiscal return of the first evaluation."
    )
