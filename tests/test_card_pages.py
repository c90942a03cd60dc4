"""Scorecards and their evidence as pages: what the marts say, in few words, and every figure in one click."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import html5lib
import pytest

from oba import language as words
from oba.build import warehouse_file
from oba.language.changing import verdict_sentence
from oba.listing import Group
from oba.site import addresses, card, curve, evidence, frame
from oba.site.card import lines
from oba.site.reading import Site

PLACE = "E06000012"
CARD, PROGRAMME = "strong_communities_north_east_lincolnshire", "family_group_conferencing"
MOST_WORDS = 350  # before the first fold
MOST_BYTES = 150_000
AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module")
def site(built) -> Site:
    return Site.of(warehouse_file(built), AS_OF)


@pytest.fixture(scope="module")
def drawn(site) -> dict[str, str]:
    """Every card and its evidence of a place, by address."""
    planned = [*card.pages(site, [PLACE]), *evidence.pages(site, [PLACE])]
    return {page.address: page.draw(site) for page in planned}


def text_of(html: str) -> str:
    without_charts = re.sub(r"<svg.*?</svg>", " ", html, flags=re.S)
    return " ".join(" ".join(html5lib.parse(without_charts, namespaceHTMLElements=False).itertext()).split())


def cards_of(site: Site) -> list[str]:
    return [row["scorecard_id"] for row in site.scorecards_of(PLACE)]


# Words of a curve.


EARLIER = (20, 18, 19, 20, 30, 18, 18)  # of 2018 on
STEP = {"verdict": "real_worsening", "shape": "step", "change_direction": 1}
STEPPED = (12, 10, 14, None, 20, 25, 23)  # in 2022


def measure(verdict=None, judgement=None, earlier=EARLIER, cadence="annual", **newest) -> SimpleNamespace:
    """A measure of a card that fell from 20% to 10% in eight years; an earlier figure that is None is missing."""
    end = date(2025, 3, 31)
    row = {"unit": "percent", "decimal_places": 0, "polarity": "lower_is_better", "wanted_direction": None}
    row |= {"value": Decimal(10), "value_reason": None, "is_doubted": False, "period_end_date": end}
    row |= {"series_segment": 1, "has_ended": False} | newest
    judged = {
        "verdict": "real_improvement",
        "shape": "steady",
        "change_direction": -1,
        "p_value": 0.0163,
        "newest_change_direction": 0,
        "england_change_direction": None,
        "value": row["value"],
        "value_reason": row["value_reason"],
        "period_end_date": end,
        "compared_from_period_end_date": date(2018, 3, 31),
        "compared_from_value": 20.0,
        "moved_from_period_end_date": date(2024, 3, 31),
        "moved_from_value": 18.0,
        "event_period_end_date": date(2022, 3, 31),
        "event_value": 30.0,
        "figures_compared": 8,
        "has_many_hidden": False,
        "few_people": None,
        "noise_basis": "sampling_and_usual",
        "second_opinion": "agrees",
        "process_signal": "outside_limits",
        "process_signal_side": "low",
        "is_listed": None,
    }
    made = {"history_to": date(2023, 3, 31), "is_curve_reversed": False}
    became = judgement and made | {"period_end_date": end, "forecast_verdict": judgement}
    return SimpleNamespace(
        newest=row,
        definition={"cadence": cadence, "period_kind": "year", "timing": "at_date"},
        history=[
            *(
                row | {"value": None if value is None else Decimal(value), "period_end_date": date(2018 + year, 3, 31)}
                for year, value in enumerate(earlier)
            ),
            row,
        ],
        verdict=None if verdict is None else judged | verdict,
        judgement=became,
        objectives=[],
    )


SURE = "Chance would do that about 1 time in 60."
ON = "It is about where it was heading in 2023."
UNTURNED = "Too early to say if it turned."


@pytest.mark.parametrize(
    ("measured", "tag", "said"),
    [
        (
            measure({}, "turned"),
            "Better",
            f"It fell from 20% in 2018 to 10%. That is better. {SURE} The curve has turned: it is better "
            "than where it was heading in 2023.",
        ),
        (
            measure(STEP, "slowed", STEPPED, value=Decimal(23)),
            "Worse since 2022",
            f"It was 10 to 14% from 2018, but 20 to 25% from 2022. {SURE} The worsening has slowed: it is "
            "better than where it was heading in 2023.",
        ),
        (
            measure({"newest_change_direction": 1}, "worse"),
            "Better",
            f"It fell from 20% in 2018 to 10%. That is better. {SURE} But the newest figure went up again. It "
            "is worse than where it was heading in 2023.",
        ),
        (
            measure({"verdict": "changed_direction", "shape": "changed_direction"}, "on_the_baseline"),
            "Better since 2022",
            f"It rose from 20% in 2018 to 30% in 2022, and has fallen to 10% since. {SURE} {ON}",
        ),
        (
            measure({"verdict": "real_decrease"}, "below_the_baseline", polarity="no_judgement"),
            "Gone down",
            f"It fell from 20% in 2018 to 10%. {SURE} It is lower than where it was heading in 2023.",
        ),
        (
            measure({}, "better", polarity="no_judgement", wanted_direction="reduce"),
            "Better",
            f"It fell from 20% in 2018 to 10%. The aim is to reduce it, so that is better. {SURE} It is "
            "better than where it was heading in 2023.",
        ),
        (
            measure({"verdict": "no_clear_change", "shape": "level"}, "better"),
            "No clear change",
            "No clear change since 2018: chance can explain it. The newest figure is better than where it was heading "
            "in 2023, but one figure alone says little.",
        ),
        (
            measure({"verdict": "no_one_direction", "shape": "irregular"}),
            "Up and down",
            f"It goes up and down beyond chance, but in no one direction. {UNTURNED}",
        ),
        (
            measure({"verdict": "out_of_line_and_back", "shape": "out_of_line"}, "too_few_to_tell"),
            "No clear change",
            f"No lasting change. One figure stands out: 30% in 2022. {UNTURNED}",
        ),
        (
            measure({"verdict": "too_soon_to_say", "shape": "newest_change"}, "better"),
            "Cannot be told",
            "It fell from 18% in 2024 to 10%. It is too soon to say if that lasts. The newest figure is better "
            "than where it was heading in 2023, but one figure alone says little.",
        ),
        (
            measure({"verdict": "too_soon_to_say", "shape": "newest_change"}, "definition_changed"),
            "Cannot be told",
            "It fell from 18% in 2024 to 10%. It is too soon to say if that lasts.",
        ),
        (
            measure({"verdict": "too_few_to_tell", "shape": None}, value=None, value_reason="suppressed"),
            "Cannot be told",
            "The newest figure is hidden to protect children's identity, so we cannot tell if it is changing.",
        ),
        (
            measure({"verdict": "too_few_to_tell", "shape": "level", "figures_compared": 4}, "on_the_baseline"),
            "Cannot be told",
            f"There are only 4 figures to compare, too few to tell a change. {ON}",
        ),
        (
            measure({"verdict": "definition_changed", "shape": None}, "definition_changed"),
            "Cannot be told",
            f"It is now counted in another way, so we cannot tell if it is changing. {UNTURNED}",
        ),
        (measure({}, cadence="once"), "Measured once", "It was measured once, so there is no change to tell."),
        (measure(), "Cannot be told", "We cannot tell if it is changing."),
    ],
)
def test_a_curve_is_told_in_a_few_short_words_by_its_verdict(measured, tag, said):
    assert words.headline_tag(measured)[0] == tag
    assert words.headline_verdict(measured) == said


@pytest.mark.parametrize(
    ("now", "way", "other", "tag"),
    [
        (10, -1, {}, ("Better since 2022", "better")),
        (25, -1, {}, ("Partly better since 2022", "plain")),  # above where it began, by which it is worse
        (15, 1, {}, ("Partly worse since 2022", "plain")),
        (15, 1, {"wanted_direction": "increase"}, ("Partly better since 2022", "plain")),
        (25, -1, {"polarity": "no_judgement"}, ("Down since 2022", "plain")),
        (25, 1, {"polarity": "no_judgement"}, ("Up since 2022", "plain")),
    ],
)
def test_a_curve_that_went_back_is_tagged_with_since_when_and_looks_better_only_past_where_it_began(
    now, way, other, tag
):
    turned = {"verdict": "changed_direction", "shape": "changed_direction", "change_direction": way}
    measured = measure(turned, value=Decimal(now), **other)
    assert words.headline_tag(measured) == tag
    since = "fallen" if way < 0 else "risen"
    assert f"from 20% in 2018 to 30% in 2022, and has {since} to {now}% since." in (words.headline_verdict(measured))
    assert "That is" not in words.headline_verdict(measured)


def test_an_aim_whose_time_is_over_is_told_with_its_years():
    aim = {"direction": "reduce", "baseline_period_end_date": date(2015, 3, 31)}
    over, running = (aim | {"target_period_end_date": date(year, 3, 31)} for year in (2018, 2026))
    measured = measure({}, wanted_direction="reduce", polarity="no_judgement")
    for objectives, told in (
        ([over], "By the aim of 2015 to 2018, that is better."),
        ([over, running], "The aim is to reduce it, so that is better."),
        ([over | {"baseline_period_end_date": None}], "The aim is to reduce it, so that is better."),
        ([over | {"direction": "increase"}], "The aim is to reduce it, so that is better."),
    ):
        measured.objectives = objectives
        assert told in words.headline_verdict(measured)


@pytest.mark.parametrize(
    ("opinion", "signal", "told"),
    [
        ("differs", "none", "Over all figures since 2018, figures like the newest are usual."),
        ("differs", "outside_limits", "Over all figures since 2018, the newest is unusually low."),
        ("differs", "one_side_of_mean", "Over all figures since 2018, the newest few are unusually low."),
        ("differs", "steady_change", "Over all figures since 2018, the last seven stand out: they went one way."),
        ("agrees", "none", None),
        (None, None, None),
    ],
)
def test_a_second_opinion_that_differs_is_told(opinion, signal, told):
    said = words.headline_verdict(measure({"second_opinion": opinion, "process_signal": signal}))
    assert told in said if told else "Over all" not in said


def test_a_baseline_of_an_earlier_period_is_not_held_against_the_newest_figure():
    measured = measure({}, "turned")
    measured.judgement["period_end_date"] = date(2024, 3, 31)
    assert words.headline(measured).turn == UNTURNED


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ({"change_direction": -1, "england_change_direction": -1}, "England's fell too."),
        ({"verdict": "real_worsening", "change_direction": 1, "england_change_direction": 1}, "England's rose too."),
        ({"change_direction": -1, "england_change_direction": 1}, None),
        ({"verdict": "no_clear_change", "change_direction": 0, "england_change_direction": 0}, None),
    ],
)
def test_a_change_that_england_shares_is_told_with_englands(verdict, told):
    said = words.headline_verdict(measure(verdict))
    assert told in said if told else "England" not in said


@pytest.mark.parametrize(("p_value", "often"), [(0.0111, "about 1 time in 90"), (1e-9, "less than 1 time in 1,000")])
def test_how_sure_a_change_is_stands_beside_it(p_value, often):
    assert f"Chance would do that {often}." in words.headline_verdict(measure({"p_value": p_value}))


@pytest.mark.parametrize("verdict", [{}, {"verdict": "no_clear_change", "shape": "level"}])
def test_hidden_figures_among_those_looked_at_are_counted(verdict):
    measured = measure(verdict)
    shown = measured.newest
    hidden = shown | {"value": None, "value_reason": "suppressed"}
    before = hidden | {"period_end_date": date(2017, 3, 31)}  # earlier than the first compared
    counted_otherwise = hidden | {"series_segment": 0}
    measured.history = [before, counted_otherwise, shown, hidden, hidden, shown]
    assert "2 of the 4 figures since 2018 are hidden." in words.headline_verdict(measured)
    measured.history = [before, counted_otherwise, shown, hidden, shown]
    assert "1 of the 3 figures since 2018 is hidden." in words.headline_verdict(measured)
    measured.history = [before, counted_otherwise, shown]
    assert "hidden" not in words.headline_verdict(measured)


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ((), "It was 10 to 14% from 2018, but 20 to 25% from 2022."),
        ((2019,), "It rose in one step in 2022 and stayed higher."),
        ((2019, 2024), "It rose in one step in 2022 and was higher in every figure shown since."),
    ],
)
def test_levels_of_a_step_are_told_where_no_figure_is_hidden_and_that_it_stayed_where_none_is_hidden_since(
    hidden, told
):
    measured = measure(STEP, None, STEPPED, value=Decimal(23))
    for row in measured.history:
        if row["period_end_date"].year in hidden:
            row |= {"value": None, "value_reason": "suppressed"}
    assert words.headline_verdict(measured).startswith(f"{told} {SURE}")
    doubted = measured.history[5]  # as far from the rest as it may be: nothing is told of it
    doubted |= {"value": Decimal(99), "is_doubted": True}
    assert "99" not in words.headline_verdict(measured)


@pytest.mark.parametrize(
    ("verdict", "other", "tag", "kind"),
    [
        ("real_worsening", {}, ("Worse since 2022", "worse"), ("Worse", "worse")),
        ("real_increase", {"polarity": "no_judgement"}, ("Up since 2022", "plain"), ("Gone up", "plain")),
        ("too_soon_to_say", {}, ("Cannot be told", "unknown"), ("Cannot be told", "unknown")),
    ],
)
def test_the_tag_of_a_step_says_since_when_and_steps_of_all_years_are_counted_together(verdict, other, tag, kind):
    measured = measure(STEP | {"verdict": verdict}, None, STEPPED, **other)
    assert words.headline_tag(measured) == tag
    assert words.headline_kind(measured) == kind


@pytest.mark.parametrize(
    ("earlier", "newest", "stands_out"),
    [
        ((19, 18, 19, 20, 6, 20, 19), 20, True),
        ((19, 21, 21, 8, 6, 23, 26), 28, False),  # the one before is as far off
        ((19, 18, 19, 20, 6, 20, 19), 6, False),  # the newest is
    ],
)
def test_a_figure_stands_out_where_no_other_is_about_as_far_off(earlier, newest, stands_out):
    odd = {"verdict": "out_of_line_and_back", "shape": "out_of_line", "event_value": 6.0}
    said = words.headline_verdict(measure(odd, None, earlier, value=Decimal(newest)))
    told = "One figure stands out: 6% in 2022." if stands_out else "It went up and down."
    assert said.startswith(f"No lasting change. {told} ")


def test_of_few_people_a_change_cannot_be_told_and_they_are_counted():
    few = measure({"verdict": "too_few_to_tell", "few_people": 3})
    said = "Only about 3 people or posts are behind the figure, so we cannot tell if it is changing."
    assert words.headline(few).change == said
    assert words.headline_tag(few) == ("Cannot be told", "unknown")
    one = measure({"verdict": "too_few_to_tell", "few_people": 1})
    assert words.headline(one).change.startswith("Only about 1 person or post is behind the figure, ")


# Why no change is told, in the order in which one reason goes before another; then what a card and a sentence say.
HIDDEN = {"value": None, "value_reason": "suppressed"}
REASONS = [
    ({"verdict": "definition_changed"}, "It is now counted in another way,", "What is counted, or how, changed"),
    (HIDDEN, "The newest figure is hidden", "The figure on 31 March 2025 is hidden"),
    ({"value": None}, "There is no figure on 31 March 2025,", "There is no figure on 31 March 2025,"),
    ({"doubt_reason": "All of it."}, "The newest figure is in doubt,", "The figure on 31 March 2025 is doubted"),
    ({"has_many_hidden": True}, "Too many figures are hidden,", "The figures of 5 of the 12 periods up to"),
    ({"few_people": 8}, "Only about 8 people or posts are behind", "Only about 8 people or posts are behind"),
    (
        {"figures_compared": 1},
        "There is only one figure to go by,",
        "10% on 31 March 2025 is the only comparable figure",
    ),
    ({"noise_basis": "none"}, "We do not know how much it goes up and down", "How much this measure goes up and down"),
    ({"shape": "step"}, "We have only one figure from before 2022", "Only one comparable figure is from before"),
    ({}, "There are only 8 figures to compare", "From 20% on 31 March 2018 to 10% on 31 March 2025 there are 8"),
]


@pytest.mark.parametrize("first", range(len(REASONS)))
def test_a_card_and_a_sentence_give_the_same_first_reason_of_why_no_change_is_told(first):
    so = {}
    for others, _, _ in reversed(REASONS[first:]):
        so |= others
    told = {"verdict": "too_few_to_tell"} | so
    newest = {name: so[name] for name in ("value", "value_reason") if name in so}
    measured = measure(told, is_doubted="doubt_reason" in so, **newest)
    row = measured.newest | {"period_kind": "year", "timing": "at_date", "doubt_reason": None} | measured.verdict
    row |= {"periods_hidden": 5, "periods_looked_at": 12, "since_low": 20.0, "since_high": 25.0}
    _, on_card, in_sentence = REASONS[first]
    assert words.headline(measured).change.startswith(on_card)
    assert verdict_sentence(row).startswith(in_sentence)


def test_hidden_figures_are_counted_beside_too_few_figures_too():
    measured = measure({"verdict": "too_few_to_tell", "figures_compared": 4})
    measured.history[2] |= HIDDEN
    assert words.headline(measured).change == (
        "There are only 4 figures to compare, too few to tell a change. 1 of the 8 figures since 2018 is hidden."
    )


def test_a_step_with_one_figure_before_it_cannot_be_told():
    one = measure({"verdict": "too_few_to_tell", "shape": "step", "event_period_end_date": date(2019, 3, 31)})
    assert (
        words.headline(one).change == "We have only one figure from before 2019, 20% in 2018: too few to tell a change."
    )
    assert words.headline_tag(one) == ("Cannot be told", "unknown")


@pytest.mark.parametrize(
    ("verdict", "judgement"),
    [
        ({}, None),
        ({"verdict": "too_soon_to_say", "shape": "newest_change"}, None),
        ({"verdict": "no_clear_change", "shape": "level"}, "definition_changed"),
    ],
)
def test_of_a_council_of_the_past_nothing_is_told_to_come(verdict, judgement):
    said = words.headline_verdict(measure(verdict, judgement, has_ended=True))
    assert not re.search(r"too early|too soon|\byet\b", said, flags=re.I)
    assert re.search(r"too early|too soon", words.headline_verdict(measure(verdict, judgement)), flags=re.I)


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        ("newest_change", "its last figure moved alone"),
        ("changed_direction", "it changed direction just before its end"),
        ("steady", "its figures are too few"),
        ("step", "its figures are too few"),
    ],
)
def test_of_a_council_of_the_past_it_is_said_why_a_change_cannot_be_told(shape, why):
    soon = {"verdict": "too_soon_to_say", "shape": shape}
    assert words.is_it_real(measure(soon, has_ended=True)) == f"Cannot be told: {why}."
    assert words.is_it_real(measure(soon)) == "Too soon to say if it lasts."


def test_of_a_council_of_the_past_no_figure_is_told_to_come():
    none = {"value": None, "value_reason": "not_available"}
    assert words.headline_verdict(measure(cadence="once", has_ended=True, **none)) == "There is no figure."
    assert words.headline_verdict(measure(cadence="once", **none)) == "There is no figure yet."


def test_that_it_is_too_soon_to_say_is_said_once():
    for judgement in (None, "too_few_to_tell"):
        soon = measure({"verdict": "too_soon_to_say", "shape": "newest_change"}, judgement)
        assert words.headline(soon).turn is None
        assert words.headline(soon).change.endswith("It is too soon to say if that lasts.")
        assert words.headline(measure({}, judgement)).turn == UNTURNED


def test_since_when_a_change_is_looked_for_is_said_where_figures_stand_before():
    before = {"period_end_date": date(2017, 3, 31)}
    plain, back = "Yes: chance would", "Yes, looking back to 2018: chance would do that about 1 time in 60."
    for other, said in (
        ({}, back),
        ({"value": None}, plain),
        ({"is_doubted": True}, plain),
        ({"series_segment": 0}, plain),
    ):
        measured = measure({})
        assert words.is_it_real(measured).startswith(plain)
        measured.history.insert(0, measured.history[0] | before | other)
        assert words.is_it_real(measured).startswith(said)


def test_up_and_down_is_counted_apart_from_no_clear_change():
    tags = [words.headline_tag(measure({"verdict": name})) for name in ("no_one_direction", "no_clear_change")]
    counted = words.fares_counted(words.fares((tag[0], tag) for tag in tags))
    assert counted == "1 no clear change, 1 changed in another way"
    assert words.is_told_otherwise({"before": "no_one_direction", "after": "no_clear_change"})


def test_one_tag_says_that_a_change_cannot_be_told_and_none_says_that_it_will_be():
    unclear = ("too_few_to_tell", "too_soon_to_say", "definition_changed")
    tags = {words.headline_tag(measure({"verdict": name}))[0] for name in unclear}
    assert tags == {"Cannot be told"}
    assert {words.verdict_in_short(name) for name in unclear} == {"cannot be told"}


@pytest.mark.parametrize("name", ["real_improvement", "real_worsening"])
def test_better_and_worse_are_said_of_real_changes_alone(site, name):
    look = {"real_improvement": "better", "real_worsening": "worse"}[name]
    for scorecard in cards_of(site):
        for shown in site.card(scorecard, PLACE).measures:
            verdict = shown.verdict and shown.verdict["verdict"]
            if words.headline_tag(shown)[1] == look:
                assert verdict in (name, "changed_direction")
            elif verdict == name:
                assert not words.is_followed(shown)


def test_a_card_leaves_a_rank_out_that_cannot_be_told_and_names_the_neighbours_with_care():
    row = {"unit": "percent", "decimal_places": 1, "value": 20, "england_value": None, "neighbours_with_value": 9}
    row |= {"neighbours_median": 19.25, "neighbours_warning": None, "polarity": "lower_is_better"}
    row |= {"authority_rank": 34, "ranked_of": 151, "rank_low": 20, "rank_high": 61}

    def beside(**other) -> list[str]:
        return words.beside_others(SimpleNamespace(newest=row | other, rate=None))

    assert beside() == ["Statistical neighbours: 19.3%.", "34th best of 151 (could be 20th to 61st)."]
    assert beside(rank_low=None, rank_high=None) == ["Statistical neighbours: 19.3%."]
    assert beside(rank_low=1)[1:] == ["34th best of 151 (could be 1st to 61st)."]
    assert beside(rank_low=1, rank_high=151)[1:] == []
    assert beside(ranked_of=3)[1:] == []
    decided = beside(neighbours_warning="It depends.")[0]
    assert decided == "Statistical neighbours: 19.3% in the middle, but another average lies on the other side."


@pytest.mark.parametrize(
    ("interval_low", "side", "told"),
    [
        (Decimal(9), "similar", "Similar to England (12%)."),
        (None, "similar", "Similar to England (12%), by its usual ups and downs."),
        (None, None, "England: 12%; how it compares cannot be told."),
    ],
)
def test_a_card_says_by_what_its_side_of_england_is_told_where_chance_is_not_known(interval_low, side, told):
    row = {"unit": "percent", "decimal_places": 0, "value": 10, "england_value": 12, "interval_low": interval_low}
    row |= {"judged_against_england": side, "against_england": side, "neighbours_with_value": 0}
    row |= {"authority_rank": None, "ranked_of": None}
    assert words.beside_others(SimpleNamespace(newest=row, rate=None)) == [told]


def test_a_council_of_the_past_is_told_with_its_last_figure_and_without_later_ones_of_others():
    measured = measure(is_behind_newest_period=True, is_shock=False, period_label="31 March 2023")
    measured.notes = []
    assert words.cautions(measured) == ["Other places have a later figure."]
    assert words.cautions(measured, has_ended=True) == []
    measured.history = [*measured.history, measured.newest | {"value": None, "value_reason": "not_applicable"}]
    assert words.cautions(measured, has_ended=True) == ["The last one shown: 10%, 31 March 2023."]


# Pages.


def test_every_figure_of_a_card_is_that_of_the_mart_and_leads_to_where_it_comes_from(site, drawn):
    for scorecard in cards_of(site):
        page = drawn[addresses.card(PLACE, scorecard)]
        told, known = text_of(page), drawn[addresses.evidence(PLACE, scorecard)]
        for shown in site.card(scorecard, PLACE).measures:
            newest = shown.newest
            figure = words.figure(newest["value"], newest["unit"], newest["decimal_places"], newest["value_reason"])
            name, end = newest["measure_id"], newest["period_end_date"].isoformat()
            to = addresses.evidence(PLACE, scorecard, name, end)
            link = f'href="{addresses.link(to, addresses.card(PLACE, scorecard))}"'
            assert re.search(rf"{re.escape(link)}[^>]*>(<strong>)?{re.escape(figure.replace(chr(39), '&#39;'))}<", page)
            assert f'id="{name}-{end}"' in known
            if words.is_followed(shown):
                assert words.headline_tag(shown)[0] in told
            if shown.definition["is_headline"] and words.is_followed(shown):
                assert words.headline_verdict(shown) in told


def test_a_card_and_a_curve_page_say_one_thing_of_one_curve(site):
    planned = {page.address: page for page in curve.pages(site, [PLACE])}
    compared = 0
    for scorecard in cards_of(site):
        for shown in site.card(scorecard, PLACE).headlines:
            page = planned[addresses.curve(PLACE, scorecard, shown.newest["measure_id"])].draw(site)
            told = text_of(page)
            for part in words.headline(shown):
                assert part is None or not words.is_followed(shown) or part in told
            compared += words.is_followed(shown)
    assert compared >= 4


def test_a_card_hangs_on_no_day_but_those_of_its_unfinished_actions(site):
    for page in card.pages(site, [PLACE]):
        noting = site.noting()
        page.draw(noting)
        assert Group("", ("as_of",), ()) not in noting.noted
    card_of_site = site.card(CARD, PLACE)
    action = {"action_status": "agreed", "entry_words": "Ask.", "entry_number": 1, "due_date": None}
    days = [date(2026, 11, 21), date(2026, 11, 22), None, date(2020, 1, 1)]
    actions = [action | {"entry_number": number, "due_date": day} for number, day in enumerate(days)]
    actions[-1]["action_status"] = "done"
    noting = site.noting()
    told = lines.story(replace(card_of_site, lists=card_of_site.lists | {"action": actions}), noting.is_over)
    assert [row["due_date"] for row, is_late in told.all_actions if is_late] == days[:1]
    assert {group.key for group in noting.noted} == {(day,) for day in days[:2]}


def test_headlines_come_first_then_the_story_then_further_measures(drawn):
    told = text_of(drawn[addresses.card(PLACE, CARD)])
    order = ["Children are safe in strong communities", "Children looked after", "Behind the curves", "Other measures"]
    assert [told.index(words) for words in order] == sorted(told.index(words) for words in order)
    assert "A 23% reduction in the number of Looked After Children (LAC)" in told
    assert told.count("Creating Strong Communities") >= 11  # four of which nobody measured


def test_a_programme_has_its_four_boxes_in_the_order_in_which_people_draw_them(site, drawn):
    page = drawn[addresses.card(PLACE, PROGRAMME)]
    headings = re.findall(r'id="box-\d">([^<]+?) <span class="sign">([^<]+)<', page)
    how_much, how_well, better_off = words.QUADRANTS.values()
    assert headings == [
        (how_much, "Number (#)"),
        (how_well, "Share (%)"),
        (better_off, "Number (#)"),
        (better_off, "Share (%)"),
    ]
    boxed = page[page.index('class="quadrants"') : page.index('id="story"')]
    for shown in site.card(PROGRAMME, PLACE).measures:
        assert shown.newest["measure_name"] in boxed
    assert "10%</strong></a> (1 of 10; could be 2% to 40%)" in boxed


def test_a_card_is_short_before_the_fold_light_and_valid(site, drawn):
    look = sum(len(planned.draw(site).encode()) for planned in frame.pages(site, []))
    for address, page in drawn.items():
        html5lib.HTMLParser(strict=True).parse(page)
        identifiers = re.findall(r'\sid="([^"]+)"', page)
        assert len(identifiers) == len(set(identifiers)), address
        assert len(page.encode()) + look < MOST_BYTES, address
        assert "<th>" not in page and page.count("<table") == page.count("<caption"), address
        assert not re.search(r"\b(None(?! of the)|nan|null)\b", text_of(page)), address
        if not address.endswith("evidence.html"):
            assert len(text_of(page.split("<details")[0]).split()) <= MOST_WORDS, address


def test_a_card_says_against_which_line_a_curve_turns(drawn):
    said = "A curve has turned where its figures came out better than such a line that was made before them."
    assert said in text_of(drawn[addresses.card(PLACE, CARD)])


def test_a_card_that_wants_one_way_says_why_at_its_end_and_others_say_nothing(drawn):
    told = {
        address: re.search(r"this card wants it lower, because .+ set out to reduce it\.", text_of(page))
        for address, page in drawn.items()
    }
    assert [address for address, found in told.items() if found] == [addresses.card(PLACE, CARD)]
    page = text_of(drawn[addresses.card(PLACE, CARD)])
    assert page.index("About this card") < page.index("this card wants it lower")


def test_a_card_on_paper_has_its_objectives_and_no_closed_heading(site, drawn):
    page = drawn[addresses.card(PLACE, CARD)]
    fold = page.rindex("<details", 0, page.index("Objectives, and whether they were met"))
    assert page[fold:].startswith('<details class="govuk-details print-open">')
    style = next(planned.draw(site) for planned in frame.pages(site, []) if planned.address == addresses.STYLE)
    assert "@media print{.card-page details:not(.print-open,[open]){display: none;}" in style


def test_a_reader_s_card_names_no_file_line_or_rule(drawn):
    for address, page in drawn.items():
        if not address.endswith("evidence.html"):
            told = text_of(page)
            assert not re.search(r"\.csv|\bline \d|checksum|SHA|YAML|The rule\.|rule \d|'stale:", told), address


def test_evidence_has_file_line_checksum_rule_and_what_the_card_lacks(site, drawn):
    told = text_of(drawn[addresses.evidence(PLACE, CARD)])
    assert "table_07_children_looked_after.csv" in told
    for file in site.card(CARD, PLACE).release_files:
        assert file["sha256"] in told
    assert "Met: a fall of at least 23% between 31 March 2015 and 31 March 2018." in told
    assert "North East Lincolnshire set out to reduce it (Creating Strong Communities, Table 3, row 4)" in told
    assert "The method puts twelve questions to a card." in told
    assert "Since 31 March 2015, when it was 265 children: up 183 (69.1%)." in told
    assert "Yorkshire and the Humber, same period: 8,580 children. England: 78,150 children." in told


def test_every_figure_of_a_history_has_an_address_of_its_own(site, drawn):
    for scorecard in cards_of(site):
        page = drawn[addresses.evidence(PLACE, scorecard)]
        for shown in site.card(scorecard, PLACE).measures:
            for row in shown.history:
                assert f'id="{row["measure_id"]}-{row["period_end_date"].isoformat()}"' in page


def test_what_was_said_before_is_told_with_its_day():
    row = {"unit": "percent", "decimal_places": 1, "times_published": 3}
    change = {"earlier_value": Decimal("27.1"), "earlier_value_reason": None, "later_value": Decimal("27.3")}
    change |= {"later_value_reason": None, "revised_on": date(2025, 5, 31)}
    hidden = change | {"earlier_value": None, "earlier_value_reason": "suppressed"}
    gone = change | {"later_value": None}
    assert words.said_before(row, []) == "3 times the same"
    assert words.said_before(row | {"times_published": 1}, []) == ""
    assert words.said_before(row, [change]) == "27.1% until 31 May 2025"
    assert words.said_before(row, [hidden, gone]) == (
        "hidden to protect children's identity until 31 May 2025; 27.1% until 31 May 2025, then left out"
    )


def test_what_a_report_found_never_looks_like_a_verdict():
    own = {*words.COMPARISON_VERDICTS.values(), *words.OBJECTIVES.values()}
    for said, look in words.OUTCOME_FINDINGS.values():
        assert look == "unknown" and said.split(": ")[0] in ("The report", "To be examined")
    assert not own & set(words.OUTCOME_FINDINGS.values())


# What a page must bear.


class Changed:
    """A site of which one card is another."""

    def __init__(self, site: Site, shown) -> None:
        self.site, self.shown = site, shown

    def card(self, scorecard: str, place: str):
        return self.shown

    planned_card = card

    def __getattr__(self, name: str):
        return getattr(self.site, name)


def both(site: Site, scorecard: str, shown) -> tuple[str, str]:
    """Return the card and the evidence of a changed card."""
    planned = [*card.pages(site, [PLACE]), *evidence.pages(site, [PLACE])]
    wanted = (addresses.card(PLACE, scorecard), addresses.evidence(PLACE, scorecard))
    drawn = {page.address: page.draw(Changed(site, shown)) for page in planned if page.address in wanted}
    for page in drawn.values():
        html5lib.HTMLParser(strict=True).parse(page)
    return drawn[wanted[0]], drawn[wanted[1]]


@pytest.mark.parametrize("scorecard", [CARD, PROGRAMME])
def test_text_that_people_type_is_shown_as_it_is_written(site, scorecard):
    shown = site.card(scorecard, PLACE)
    typed = "<b>\"R&D\" 'x'</b>"
    action = dict.fromkeys(("stated_by", "stated_on", "geography_code", "source_cell", "measure_id"))
    action |= {"entry_words": typed, "owner": typed, "due_date": date(2026, 1, 31), "action_status": "agreed"}
    action |= {"is_approval_needed": False, "entry_number": 1}
    lists = shown.lists | {
        "action": [action],
        "story": [row | {"entry_words": typed} for row in shown.lists["story"]],
        "partner": [row | {"partner_name": typed} for row in shown.lists["partner"]],
    }
    first = shown.measures[0]
    named = replace(first, newest=first.newest | {"measure_name": typed, "plain_definition": typed})
    changed = replace(shown, lists=lists, measures=[named, *shown.measures[1:]])
    for page in both(site, scorecard, changed):
        assert "<b>" not in page
    page, _ = both(site, scorecard, changed)
    assert typed in text_of(page)
    assert "By 31 January 2026, agreed. Overdue" in text_of(page)


@pytest.mark.parametrize("scorecard", [CARD, PROGRAMME])
def test_a_card_of_which_everything_is_hidden_or_alone_or_missing_is_drawn(site, scorecard):
    shown = site.card(scorecard, PLACE)

    def hidden(row):
        return row | {"value": None, "value_reason": "suppressed", "numerator": None, "interval_low": None}

    all_hidden = [
        replace(
            one,
            newest=hidden(one.newest),
            history=[hidden(row) for row in one.history],
            verdict=one.verdict
            and one.verdict
            | {"verdict": "too_few_to_tell", "shape": None, "value": None, "value_reason": "suppressed"},
        )
        for one in shown.measures
    ]
    page, _ = both(site, scorecard, replace(shown, measures=all_hidden))
    assert "hidden to protect children's identity" in text_of(page)
    alone = [
        replace(one, history=[one.newest], forecast=[], earlier=[], judgement=None, verdict=None)
        for one in shown.measures
    ]
    page, _ = both(site, scorecard, replace(shown, measures=alone))
    assert 'class="headline-curve"><svg' not in page
    nothing = replace(shown, measures=[], lists={name: [] for name in shown.lists}, objectives_without_figures=[])
    page, _ = both(site, scorecard, nothing)
    assert "Nobody has written the story behind these curves yet." in text_of(page)


@pytest.mark.parametrize("scorecard", [CARD, PROGRAMME])
def test_the_card_of_a_council_of_the_past_says_that_it_ended(site, scorecard):
    shown = site.card(scorecard, PLACE)
    page, _ = both(site, scorecard, replace(shown, geography=shown.geography | {"valid_to": date(2023, 3, 31)}))
    assert "North East Lincolnshire ended as a council on 31 March 2023." in text_of(page)
    assert "Nobody has written" not in text_of(page)
    assert "No action written yet" not in text_of(page)
    page, _ = both(site, scorecard, shown)
    assert "ended as a council" not in text_of(page)
