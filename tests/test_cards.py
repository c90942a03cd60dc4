"""A scorecard or programme that breaks a hard rule is refused with file, line and mend; every other one is built."""

import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import typer

from oba import language, steps
from oba.build import warehouse_file
from oba.config import PROJECT
from oba.definitions import Definitions, read_definitions
from oba.definitions.cards.method import answers
from oba.definitions.cards.method_checks import CardInContext

EXAMPLE = "safe_in_leeds"
PROGRAMME = "creating_strong_communities"
PAGE = (PROJECT / "docs" / "definitions.md").read_text()
(EXAMPLE_CARD,) = re.findall(rf"```yaml\n(scorecard: {EXAMPLE}.*?)```", PAGE, flags=re.S)
PROGRAMME_CARD = """\
scorecard: workforce
kind: programme
title: Workforce
programme: creating_strong_communities
customers: Social workers of the authority
owner: Head of Workforce
authorities: [E06000012]
source: Table 4
measures:
  - {measure: social_worker_turnover_rate, role: headline, communication: medium, proxy: medium, data: high}
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """The definitions of the project, with the card that docs/definitions.md shows and a programme card."""
    copy = Path(shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions"))
    few_cards(copy)
    return copy


def few_cards(definitions: Path) -> None:
    """Leave one card of the project and what it measures, so that a break in a measure is that of the cards here."""
    for path in (definitions / "scorecards").glob("*.yml"):
        if path.stem != "children_and_families":
            path.unlink()
    (definitions / "scorecards" / f"{EXAMPLE}.yml").write_text(EXAMPLE_CARD)
    (definitions / "scorecards" / "workforce.yml").write_text(PROGRAMME_CARD)
    named = "".join(path.read_text() for path in definitions.glob("[ps][rc]o*/*.yml"))
    measures = sorted((definitions / "measures").glob("*.yml"))
    named += "".join(re.findall(r"^rate: .*$", "".join(path.read_text() for path in measures), flags=re.M))
    for path in measures:
        if path.stem not in named:
            path.unlink()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def names(definitions: Definitions) -> set[str]:
    return {card.scorecard for card in definitions.scorecards}


def context(definitions: Definitions, name: str) -> CardInContext:
    (card,) = [card for card in definitions.scorecards if card.scorecard == name]
    return CardInContext(card, {measure.measure: measure for measure in definitions.measures}, definitions.words)


def test_the_card_of_the_documentation_is_accepted_and_follows_the_method(folder):
    definitions = read_definitions(folder)
    assert definitions.refused == ()
    assert {EXAMPLE, "workforce", "children_and_families"} <= names(definitions)
    results = {answer.test_number: answer.result for answer in answers(context(definitions, EXAMPLE))}
    assert results == dict.fromkeys(range(1, 13), "passed") | {6: None, 11: None}


WHY = "The objective names no year to count from; the report follows the rate from 2015 to 2019."
NO_BASELINE = f"    no_baseline_because: {WHY}\n"
EXAMPLE_FILE = f"scorecards/{EXAMPLE}.yml"
LOOKED_AFTER = "{measure: children_looked_after, role: headline, communication: high, proxy: high, data: high}"
RE_REFERRALS = "{measure: re_referral_rate, role: headline, communication: medium, proxy: medium, data: high}"

# Per bad input: the file that is edited and how, then the place, the finding and the mend that are told.
REFUSED = {
    "an unknown indicator": (
        EXAMPLE_FILE,
        ("measure: referrals, role", "measure: referals, role"),
        (EXAMPLE_FILE, 13, "found 'referals'", "Did you mean referrals"),
    ),
    "an unknown indicator in the story": (
        EXAMPLE_FILE,
        ("    measure: referrals\n", "    measure: referals\n"),
        (EXAMPLE_FILE, 30, "found 'referals'", "or define it in measures/referals.yml"),
    ),
    "an unknown indicator of an action": (
        EXAMPLE_FILE,
        ("    measure: re_referral_rate\n", "    measure: referals\n"),
        (EXAMPLE_FILE, 47, "found 'referals'", "Write the name of a file in measures/"),
    ),
    "a percentage without its number": (
        "measures/re_referral_rate.yml",
        ("    numerator: {column: re_referrals}\n", ""),
        (EXAMPLE_FILE, 12, "'Re-referral rate' is a percentage without its number", "give the source its counts"),
    ),
    "a number that is itself a percentage": (
        "measures/re_referral_rate.yml",
        ("cadence:", "number: social_worker_turnover_rate\ncadence:"),
        ("measures/re_referral_rate.yml", 13, "which is not the name of a count", "the measure that counts the people"),
    ),
    "an outcome that names a service": (
        EXAMPLE_FILE,
        ("outcome: Children in Leeds are", "outcome: Social care services keep children"),
        (EXAMPLE_FILE, 4, "'services' (a service)", "'Children are safe at home', not"),
    ),
    "an outcome that names a programme": (
        EXAMPLE_FILE,
        ("outcome: Children in Leeds are", "outcome: Thanks to Creating Strong Communities children are"),
        (EXAMPLE_FILE, 4, "'Creating Strong Communities' (a service)", "belongs in a programme card"),
    ),
    "an outcome that moves": (
        EXAMPLE_FILE,
        ("outcome: Children in Leeds are safe", "outcome: Improve the safety of 100 children"),
        (EXAMPLE_FILE, 4, "'Improve' (a word of change), '100' (a number that is no age)", "Say how the people are"),
    ),
    "two headlines with one name": (
        "measures/children_in_need.yml",
        ("name: Children in need", "name: Children looked after"),
        (EXAMPLE_FILE, 14, "found 'Children looked after' again", "Give measures/children_in_need.yml a name"),
    ),
    "a measure twice": (
        EXAMPLE_FILE,
        (LOOKED_AFTER, f"{LOOKED_AFTER}\n  - {LOOKED_AFTER}"),
        (EXAMPLE_FILE, 11, "found children_looked_after again", "Remove one of them"),
    ),
    "an entry about a place that the card is not about": (
        EXAMPLE_FILE,
        ("    measure: referrals\n", "    measure: referrals\n    authorities: [E08000035, E06000012]\n"),
        (EXAMPLE_FILE, 31, "found E06000012", "Write one of E08000035, or add the place to the card"),
    ),
    "an entry about a place twice": (
        EXAMPLE_FILE,
        ("    measure: referrals\n", "    measure: referrals\n    authorities: [E08000035, E08000035]\n"),
        (EXAMPLE_FILE, 31, "found E08000035 again", "Remove one of them"),
    ),
    "an unknown indicator of an idea": (
        EXAMPLE_FILE,
        ("    values: high\n", "    values: high\n    measure: referals\n"),
        (EXAMPLE_FILE, 42, "found 'referals'", "or define it in measures/referals.yml"),
    ),
    "a story without a date": (
        EXAMPLE_FILE,
        ("    date: 2026-03-12\n", ""),
        (EXAMPLE_FILE, 27, "found story, entry 2, date: missing", "Add it;"),
    ),
    "a date that is none": (
        EXAMPLE_FILE,
        ("    date: 2026-03-12\n", "    date: March 2026\n"),
        (EXAMPLE_FILE, 29, "found story, entry 2, date: not a date", "Write year, month and day, such as 2024-03-31"),
    ),
    "a day that the calendar lacks": (
        EXAMPLE_FILE,
        ("    date: 2026-03-12\n", "    date: 2026-02-31\n"),
        (EXAMPLE_FILE, 29, "'2026-02-31': day is out of range for month", "a date is year, month and day"),
    ),
    "a direction that is nobody's": (
        EXAMPLE_FILE,
        (LOOKED_AFTER, LOOKED_AFTER.replace("}", ", wanted: reduce}")),
        (EXAMPLE_FILE, 10, "'wanted' (reduce or increase) and 'wanted_by'", "belong together"),
    ),
    "somebody's direction without the direction": (
        EXAMPLE_FILE,
        (LOOKED_AFTER, LOOKED_AFTER.replace("}", ", wanted_by: Leeds (Plan)}")),
        (EXAMPLE_FILE, 10, "'wanted' (reduce or increase) and 'wanted_by'", "belong together"),
    ),
    "a direction that is stated nowhere": (
        EXAMPLE_FILE,
        (LOOKED_AFTER, LOOKED_AFTER.replace("}", ", wanted: reduce, wanted_by: Leeds}")),
        (EXAMPLE_FILE, 10, "'wanted_by' says who and, in brackets, where that is stated", "such as"),
    ),
    "an unknown direction": (
        EXAMPLE_FILE,
        (LOOKED_AFTER, LOOKED_AFTER.replace("}", ", wanted: fewer, wanted_by: Leeds (Plan)}")),
        (EXAMPLE_FILE, 10, "wanted: 'fewer'", "Input should be 'reduce' or 'increase'"),
    ),
    "a direction for a measure that has one": (
        EXAMPLE_FILE,
        (RE_REFERRALS, RE_REFERRALS.replace("}", ", wanted: increase, wanted_by: Leeds (Plan)}")),
        (
            EXAMPLE_FILE,
            12,
            "found increase for re_referral_rate, of which lower is better everywhere",
            "Remove 'wanted'",
        ),
    ),
    "a target in a name": (
        "measures/re_referral_rate.yml",
        ("name: Re-referral rate", "name: Re-referrals reduced by 10%"),
        ("measures/re_referral_rate.yml", 3, "sets a target: 'reduced by 10%'", "write the target as an objective"),
    ),
    "a missing quadrant": (
        "measures/social_worker_turnover_rate.yml",
        ("quadrant: how_well\n", ""),
        ("measures/social_worker_turnover_rate.yml", 2, "without a quadrant", "add 'quadrant: how_much'"),
    ),
    "unreadable YAML": (
        EXAMPLE_FILE,
        ("title: Safe", "title: 'Safe"),
        (EXAMPLE_FILE, 3, "the file is YAML; found unexpected end of stream", "Check indents, colons and quotes"),
    ),
    "an unknown field": (
        EXAMPLE_FILE,
        ("experience:", "experiance:"),
        (EXAMPLE_FILE, 6, "found experiance: no such field", "Correct its name"),
    ),
    "an unknown role": (
        EXAMPLE_FILE,
        ("role: secondary", "role: third"),
        (EXAMPLE_FILE, 13, "found measures, entry 4, role: 'third'", "Input should be 'headline' or 'secondary'"),
    ),
    "a population card without its population": (
        EXAMPLE_FILE,
        ("population: All children and young people under 18 who live in Leeds\n", ""),
        (EXAMPLE_FILE, 1, "found a population card needs population", "Correct the one or the other"),
    ),
    "a population card with customers": (
        EXAMPLE_FILE,
        ("experience:", "customers: Families\nexperience:"),
        (EXAMPLE_FILE, 1, "found a population card has no customers; remove it", "Correct"),
    ),
    "an authority that is a name": (
        EXAMPLE_FILE,
        ("[E08000035]", "Leeds"),
        (EXAMPLE_FILE, 7, "found authorities: 'Leeds'", "Write 'all', or a list of GSS codes"),
    ),
    "an authority that is none": (
        EXAMPLE_FILE,
        ("E08000035", "E08999999"),
        (EXAMPLE_FILE, 7, "found E08999999", "Write the GSS code"),
    ),
    "another name than the file's": (
        EXAMPLE_FILE,
        (f"scorecard: {EXAMPLE}", "scorecard: safe"),
        (EXAMPLE_FILE, 1, "found 'safe'", "Name the file safe.yml"),
    ),
    "an objective without a baseline": (
        f"programmes/{PROGRAMME}.yml",
        (NO_BASELINE, ""),
        (
            f"programmes/{PROGRAMME}.yml",
            12,
            "found 'Reduction in social work turnover' without one",
            "'baseline_period'",
        ),
    ),
    "an objective of an unknown measure": (
        f"programmes/{PROGRAMME}.yml",
        ("measure: referrals", "measure: referals"),
        (f"programmes/{PROGRAMME}.yml", 83, "found 'referals'", "Did you mean referrals"),
    ),
    "an unknown programme": (
        "scorecards/workforce.yml",
        ("programme: creating", "programme: making"),
        (
            "scorecards/workforce.yml",
            4,
            "found making_strong_communities",
            "There are: brighter_futures, creating_strong_communities",
        ),
    ),
    "an unknown cohort": (
        "scorecards/workforce.yml",
        ("source: Table 4", "source: Table 4\ncohorts: [letters_before_proceeding]"),
        ("scorecards/workforce.yml", 9, "found 'letters_before_proceeding'", "Did you mean letters_before_proceedings"),
    ),
    "a cohort twice": (
        "scorecards/workforce.yml",
        ("source: Table 4", "source: Table 4\ncohorts: [conferences_ended, conferences_ended]"),
        ("scorecards/workforce.yml", 9, "found conferences_ended again", "Remove one of them"),
    ),
    "a population card with cohorts": (
        EXAMPLE_FILE,
        ("experience:", "cohorts: [conferences_ended]\nexperience:"),
        (EXAMPLE_FILE, 1, "found a population card has no cohorts; remove it", "Correct"),
    ),
}
IN_NEED = "  - {measure: children_in_need, role: headline, communication: high, proxy: high, data: high}\n"
# Which cards a bad input leaves out; the others are built.
LEFT_OUT = {
    "a percentage without its number": {EXAMPLE, "children_and_families"},
    "a number that is itself a percentage": {EXAMPLE, "children_and_families"},
    "a target in a name": {EXAMPLE, "children_and_families"},
    "a missing quadrant": {"workforce", "children_and_families"},
    "an objective without a baseline": {"workforce"},
    "an objective of an unknown measure": {"workforce"},
    "an unknown programme": {"workforce"},
    "an unknown cohort": {"workforce"},
    "a cohort twice": {"workforce"},
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_card_is_refused_with_file_line_and_mend_and_the_others_stay(folder, kind):
    before = names(read_definitions(folder))
    file, (old, new), (place, line, found, mend) = REFUSED[kind]
    edit(folder / "scorecards" / f"{EXAMPLE}.yml", "data_development:", f"{IN_NEED}data_development:")
    edit(folder / file, old, new)
    definitions = read_definitions(folder)
    told = [str(refusal) for refusal in definitions.refused]
    assert any(f"{folder / place}, line {line}: " in text and found in text and mend in text for text in told), (
        "\n".join(told)
    )
    assert before - names(definitions) == LEFT_OUT.get(kind, {EXAMPLE})
    assert (PROGRAMME in {programme.programme for programme in definitions.programmes}) != (PROGRAMME in file)


def answer(definitions: Definitions, number: int, name: str = EXAMPLE):
    return next(answer for answer in answers(context(definitions, name)) if answer.test_number == number)


SCHOOLS = "  - {name: Schools, role: See early that a child is not safe and say so}\n"
FINDINGS = {
    "one partner": (2, (SCHOOLS, ""), "The card names 1 partner.", "List each under partners"),
    "a single owner": (2, ("authorities:", "owner: Head of Care\nauthorities:"), "Head of Care alone owns", "Remove"),
    "too few headlines": (5, ("role: headline", "role: secondary"), "2 headlines, not three to five", "only one"),
    "no helping force": (7, ("force: helping", "force: hindering"), "nothing that is helping", "{force: helping"),
    "no hindering force": (7, ("force: hindering", "force: helping"), "nothing that is hindering", "{force: hindering"),
    "no cheap idea": (8, ("cost: none", "cost: some"), "No idea is free or cheap", "'cost: none' or 'cost: low'"),
    "an action without an owner": (9, ("    owner: Head of the Front Door\n", ""), "has no owner", "'owner: Head of"),
    "an action without a day": (9, ("    due: 2026-09-30\n", ""), "has no due", "'due: 2027-03-31'"),
    "an action on another card's measure": (
        9,
        ("    measure: re_referral_rate\n", "    measure: children_in_need\n"),
        "should move children_in_need, which is not on the card",
        "or add children_in_need",
    ),
    "weak data outside the agenda": (
        12,
        ("proxy: low, data: high", "proxy: low, data: low"),
        "'Referrals to children's social care' has low data power and is not",
        "Add it to data_development",
    ),
    "a headline with weak data": (
        12,
        ("proxy: high, data: high", "proxy: high, data: low"),
        "The headline 'Children looked after' has low data power",
        "'role: secondary' until",
    ),
}


@pytest.mark.parametrize("kind", FINDINGS)
def test_what_the_method_misses_is_a_finding_with_a_mend_and_the_card_stays(folder, kind):
    number, (old, new), finding, mend = FINDINGS[kind]
    edit(folder / EXAMPLE_FILE, old, new)
    found = answer(read_definitions(folder), number)
    assert found.result == "failed"
    assert finding in found.finding
    assert mend in found.mend


def test_a_measure_that_does_not_say_how_late_it_comes_is_a_finding(folder):
    edit(folder / "measures" / "referrals.yml", "lag_months: 7\n", "")
    found = answer(read_definitions(folder), 3)
    assert (found.result, found.finding) == (
        "failed",
        "'Referrals to children's social care' does not say its lag_months.",
    )
    assert "In measures/referrals.yml add lag_months" in found.mend


def test_a_rate_without_its_number_is_a_finding_and_no_refusal(folder):
    definitions = read_definitions(folder)
    asked = context(definitions, EXAMPLE)
    rate = asked.measures["referrals"].model_copy(update={"unit": "per_10000"})
    asked.measures["referrals"] = rate
    found = next(answer for answer in answers(asked) if answer.test_number == 4)
    assert "'Referrals to children's social care' is a rate without its number." in found.finding


def test_a_programme_card_asks_for_a_headline_of_who_is_better_off(folder):
    found = answer(read_definitions(folder), 5, "workforce")
    assert "The card has 1 headline, not three to five." in found.finding
    assert "No headline is the percentage who are better off." in found.finding


def test_a_headline_measures_what_the_card_is_about(folder):
    edit(folder / "scorecards" / "workforce.yml", "social_worker_turnover_rate", "children_looked_after")
    found = answer(read_definitions(folder), 5, "workforce")
    assert "'Children looked after' is about a whole population, for which no programme can answer" in found.finding
    edit(folder / EXAMPLE_FILE, "measure: children_looked_after", "measure: social_worker_turnover_rate")
    found = answer(read_definitions(folder), 5)
    assert "'Social worker turnover rate' measures a service, not the population" in found.finding


def test_a_title_that_is_a_wish_is_a_finding_and_no_refusal(folder):
    edit(folder / EXAMPLE_FILE, "title: Safe in Leeds", "title: Reduced risk")
    definitions = read_definitions(folder)
    found = answer(definitions, 1)
    assert (found.result, found.finding) == ("failed", "The title holds 'Reduced' (a word of change).")
    assert "'Children are safe', not 'Reduced risk'" in found.mend


def test_cards_about_staff_and_money_are_not_headed_as_how_children_are(definitions):
    subjects = {card.scorecard: card.subject for card in definitions.scorecards if card.kind == "population"}
    others = {name: subject for name, subject in subjects.items() if subject != "children"}
    assert others == {"staff_turnover_and_agency": "staff", "staff_wellbeing": "staff", "value_for_money": "money"}
    headings = {
        language.card_heading({"scorecard_kind": "population", "card_subject": subject})
        for subject in subjects.values()
    }
    assert len(headings) == 3
    assert not any(definitions.words.wrong_in_outcome(card.title) for card in definitions.scorecards if card.outcome)


def test_a_programme_card_needs_an_owner_and_states_no_outcome(folder):
    edit(folder / "scorecards" / "workforce.yml", "owner: Head of Workforce\n", "")
    definitions = read_definitions(folder)
    assert answer(definitions, 2, "workforce").finding == "Nobody is named as the programme's owner."
    assert answer(definitions, 1, "workforce").result == "not_applicable"


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        ("Children are safe.", []),
        ("Children aged 5 to 16 do well at school.", []),
        ("All under 18s and 16- and 17-year-olds are safe.", []),
        ("Young people aged 16–25 thrive.", []),  # noqa: RUF001
        ("Children are well served by life.", []),
        ("Reduced harm", ["Reduced"]),
        ("Children's Services are safe", ["Services"]),
        ("3 in 4 children are safe", ["3", "4"]),
        ("95% of children are safe", ["%", "95"]),
        ("Ninety per cent of children are safe", ["per cent"]),
    ],
)
def test_an_outcome_is_judged_by_its_words(definitions, outcome, wrong):
    assert list(definitions.words.wrong_in_outcome(outcome)) == wrong


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("Children looked after", None),
        ("Placed for at least 2 years", None),
        ("Persistent absence (10% or more of sessions)", None),
        ("Children whose score improved", None),
        ("Training target met", "target"),
        ("Referrals by 2018", "by 2018"),
        ("23% reduction in children looked after", "23% reduction"),
    ],
)
def test_a_name_is_judged_by_its_words(definitions, name, target):
    assert definitions.words.target_in(name) == target


def test_an_indicator_has_no_quadrant(folder):
    from oba.errors import DefinitionError

    edit(folder / "measures" / "referrals.yml", "cadence:", "quadrant: how_much\ncadence:")
    with pytest.raises(DefinitionError, match=r"referrals\.yml, line 1: .*an indicator has no quadrant"):
        read_definitions(folder)


def test_a_byar_interval_says_per_how_many(folder):
    from oba.errors import DefinitionError

    edit(folder / "measures" / "referrals.yml", "interval: count", "interval: byar")
    with pytest.raises(DefinitionError, match="'interval: byar' and 'multiplier'"):
        read_definitions(folder)


def refuse_some(definitions: Path) -> None:
    """Leave the documentation's card and one of the project, and let a card and the only programme be refused."""
    few_cards(definitions)
    edit(definitions / "programmes" / f"{PROGRAMME}.yml", NO_BASELINE, "")


@pytest.fixture(scope="module")
def built_with_refusals(enlarged) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(warehouse_file(enlarged)), read_only=True) as warehouse:
        tables = warehouse.sql("select table_name from duckdb_tables()").fetchall()
        return {name: warehouse.table(f"marts.{name}").df() for (name,) in tables}


def test_the_other_cards_are_built_with_everything_they_say(built_with_refusals):
    marts = built_with_refusals
    assert set(marts["dim_scorecard"]["scorecard_id"]) == {
        EXAMPLE,
        "children_and_families",
        "children_seen",
        "exampleshire_family_help",
    }
    assert len(marts["fct_objective"]) == 0
    of_example = {
        name: frame[frame["scorecard_id"] == EXAMPLE] for name, frame in marts.items() if "scorecard_id" in frame
    }
    story = of_example["scorecard_story"].set_index("entry_number")
    assert story.loc[2, ["force", "measure_id", "stated_in"]].tolist() == [
        "hindering",
        "referrals",
        "Housing service, quarterly return",
    ]
    assert str(story.loc[1, "stated_date"].date()) == "2026-03-12"
    assert of_example["scorecard_partner"]["partner_name"].tolist() == ["Schools", "Health visitors"]
    assert of_example["scorecard_idea"][["community_values", "is_no_or_low_cost"]].values.tolist() == [["high", True]]
    assert of_example["scorecard_action"][["action_status", "is_approval_needed"]].values.tolist() == [
        ["agreed", False]
    ]
    assert of_example["scorecard_data_development"]["priority"].tolist() == [1]
    assert of_example["bridge_scorecard_measure"]["is_headline"].sum() == 3


def test_a_card_for_a_place_without_figures_says_so_and_shows_nothing(built_with_refusals):
    marts = built_with_refusals
    assert EXAMPLE not in set(marts["scorecard_measure"]["scorecard_id"])
    tests = marts["scorecard_method_test"].query("scorecard_id == @EXAMPLE").set_index("test_number")
    assert len(tests) == 12
    assert set(tests.query("test_result == 'failed'").index) == {6, 11}
    assert "'Children looked after' has 0 of 3 periods" in tests.loc[6, "finding"]
    assert "'Children looked after' has no figure at the places of the card" in tests.loc[11, "finding"]


def test_a_run_with_a_refused_card_is_not_green_and_says_why(folder, settings, monkeypatch):
    edit(folder / EXAMPLE_FILE, "measure: referrals, role", "measure: referals, role")
    monkeypatch.setenv("OBA_HOME", str(settings.home))
    monkeypatch.setenv("OBA_DEFINITIONS", str(folder))
    with pytest.raises(steps.RefusedInThisRun, match=rf"scorecard {EXAMPLE} is refused\. .*line 13: .*'referals'"):
        steps.report_refusals([])


def test_the_status_names_each_refused_card(folder, own_build, monkeypatch, capsys):
    from oba import cli, publication

    publication.publish(own_build)
    edit(folder / EXAMPLE_FILE, "measure: referrals, role", "measure: referals, role")
    monkeypatch.setenv("OBA_HOME", str(own_build.home))
    monkeypatch.setenv("OBA_DEFINITIONS", str(folder))
    with pytest.raises(typer.Exit):
        cli.status()
    assert f"Not shown: scorecard {EXAMPLE} is refused." in capsys.readouterr().out
