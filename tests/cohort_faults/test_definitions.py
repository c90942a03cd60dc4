"""Definitions of cohorts and outcomes that cannot be meant: refused when read, with file, place, rule and mend."""

import shutil
from datetime import date

import pytest
import yaml

from oba.config import PROJECT
from oba.errors import DefinitionError
from oba.local_mi.cohorts import read_cohorts

SHIPPED = PROJECT / "data" / "definitions" / "local_mi"
SOUND = {
    "cohort": "letters", "title": "Letters before proceedings", "councils": ["E06999999"],
    "index_event": "pre_proceedings_letter", "from": date(2020, 4, 1), "to": date(2024, 3, 31), "by": "financial_year",
    "offered_within_days": 28, "follow_up": {"months": [3, 7, 12, 24], "day": date(2024, 1, 31)},
    "held_within_days": 42, "review_weeks": {"from": 10, "to": 14}, "compare": ["age_at_index", "entry_status"],
    "families_at_least": 20,
}  # fmt: skip

REFUSED = {  # what is changed, and what the message names
    "an index event that is none": ({"index_event": "conference_invited"}, "index_event"),
    "no index event": ({"index_event": None}, "index_event"),
    "the last day before the first": ({"from": date(2024, 4, 1), "to": date(2020, 3, 31)}, "to"),
    "30 February": ({"from": "2024-02-30"}, "from"),
    "a day of which nobody knows whether it is a month": ({"from": "01/04/2020"}, "from"),
    "by the quarter": ({"by": "quarter"}, "by"),
    "no council": ({"councils": []}, "councils"),
    "a code that is none": ({"councils": ["E06000012x"]}, "councils"),
    "a council twice": ({"councils": ["E06999999", "E06999999"]}, "councils"),
    "a window of fewer than no days": ({"offered_within_days": -1}, "offered_within_days"),
    "half a day": ({"offered_within_days": 28.5}, "offered_within_days"),
    "followed for no months": ({"follow_up": {"months": [0, 12]}}, "follow_up"),
    "followed backwards": ({"follow_up": {"months": [-3]}}, "follow_up"),
    "the same month twice": ({"follow_up": {"months": [12, 12]}}, "follow_up"),
    "half a month": ({"follow_up": {"months": [7.5]}}, "follow_up"),
    "a month in words": ({"follow_up": {"months": ["twelve"]}}, "follow_up"),
    "a hundred years": ({"follow_up": {"months": [1200]}}, "follow_up"),
    "no follow-up": ({"follow_up": {}}, "follow_up"),
    "a follow-up before the first index day": ({"follow_up": {"months": [12], "day": date(2020, 1, 31)}}, "follow-up"),
    "weeks that end before they begin": ({"review_weeks": {"from": 14, "to": 10}}, "review_weeks"),
    "weeks without an end": ({"review_weeks": {"from": 12}}, "review_weeks"),
    "held within no days": ({"held_within_days": 0}, "held_within_days"),
    "a covariate that is none": ({"compare": ["shoe_size"]}, "compare"),
    "a covariate from after the index": ({"compare": ["plan_agreed"]}, "compare"),
    "what is compared as a covariate": ({"compare": ["is_attended"]}, "compare"),
    "a covariate twice": ({"compare": ["age_at_index", "age_at_index"]}, "compare"),
    "a number of families in words": ({"families_at_least": "ten"}, "families_at_least"),
    "a route that is none": (
        {"routes": ["by_bus"], "index_event": "conference_offer", "offered_within_days": 0},
        "routes",
    ),
    "no title": ({"title": None}, "title"),
    "an empty title": ({"title": ""}, "title"),
    "a misspelt key": ({"folow_up": {"months": [12]}}, "folow_up"),
    "a name that is a path": ({"cohort": "../letters"}, "cohort"),
    "a name that is a sentence": ({"cohort": "Letters of 2020!"}, "cohort"),
    "a name that is not the file's": ({"cohort": "other_name"}, "cohort"),
}
HARMLESS = {
    "one day": {"from": date(2023, 5, 10), "to": date(2023, 5, 10)},
    "no end": {"to": None},
    "an end that has not come": {"to": date(2031, 3, 31)},
    "one whole": {"by": "whole"},
    "no window": {"offered_within_days": 0},
    "no covariate": {"compare": []},
}
TEXTS = {  # what stands in the file, and what the message names beside it
    "nothing": ("", "letters.yml"),
    "no YAML": ("cohort: letters\n  title: [unclosed", "letters.yml"),
    "a key twice": (yaml.safe_dump(SOUND) + "title: a second\n", "title"),
    "two documents": (yaml.safe_dump(SOUND) + "---\n" + yaml.safe_dump(SOUND), "letters.yml"),
    "a list": ("- just\n- a list\n", "letters.yml"),
    "aliases that grow a thousandfold": (
        "\n".join(
            f"{name}: &{name} [{', '.join([before] * 9)}]"
            for before, name in (("x", "a"), ("*a", "b"), ("*b", "c"), ("*c", "d"), ("*d", "e"), ("*e", "f"))
        ),
        "letters.yml",
    ),
}
OUTCOME = {
    "outcome": "looked_after_at_12_months", "title": "Looked after twelve months on", "form": "status_at",
    "of": "looked_after", "months": 12, "polarity": "lower_is_better",
}  # fmt: skip
OUTCOMES_REFUSED = {
    "a form that is none": [OUTCOME | {"form": "status_before"}],
    "no months later": [OUTCOME | {"months": 0}],
    "months before": [OUTCOME | {"months": -12}],
    "half a month": [OUTCOME | {"months": 12.5}],
    "months left out": [{key: cell for key, cell in OUTCOME.items() if key != "months"}],
    "a direction that is none": [OUTCOME | {"polarity": "up"}],
    "an outcome twice": [OUTCOME, OUTCOME],
    "an empty title": [OUTCOME | {"title": ""}],
    "a state that is none": [OUTCOME | {"of": "in_care"}],
    "a state of another form": [OUTCOME | {"of": "care_proceedings"}],
    "a misspelt key": [OUTCOME | {"monhts": 12}],
    "none": [],
}


@pytest.fixture
def definitions(tmp_path):
    folder = tmp_path / "local_mi"
    shutil.copytree(SHIPPED / "codes", folder / "codes")
    shutil.copy(SHIPPED / "outcomes.yml", folder)
    (folder / "cohorts").mkdir()
    return tmp_path


def write(definitions, name="letters", **changed):
    cohort = {key: cell for key, cell in (SOUND | changed).items() if cell is not None}
    (definitions / "local_mi" / "cohorts" / f"{name}.yml").write_text(yaml.safe_dump(cohort))


def refusal(definitions):
    with pytest.raises(DefinitionError) as error:
        read_cohorts(definitions)
    return str(error.value)


def test_the_sound_cohort_is_read(definitions):
    write(definitions)
    assert [cohort.cohort for cohort in read_cohorts(definitions).cohorts] == ["letters"]


@pytest.mark.parametrize(("changed", "named"), REFUSED.values(), ids=REFUSED.keys())
def test_a_cohort_that_cannot_be_meant_is_refused(definitions, changed, named):
    write(definitions, **changed)
    said = refusal(definitions)
    assert "letters.yml" in said and named in said


@pytest.mark.parametrize("changed", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_cohort_that_can_be_meant_is_read(definitions, changed):
    write(definitions, **changed)
    assert read_cohorts(definitions).cohorts


@pytest.mark.parametrize(("text", "named"), TEXTS.values(), ids=TEXTS.keys())
def test_a_file_that_is_no_cohort_is_refused(definitions, text, named):
    (definitions / "local_mi" / "cohorts" / "letters.yml").write_text(text)
    said = refusal(definitions)
    assert "letters.yml" in said and named in said and len(said) < 5000


def test_one_name_in_two_files_is_refused(definitions):
    write(definitions)
    write(definitions, name="again")
    assert "again.yml" in refusal(definitions)


def test_everything_wrong_is_told_at_once(definitions):
    write(definitions, by="quarter", families_at_least="ten")
    said = refusal(definitions)
    assert "by" in said and "families_at_least" in said


def test_a_byte_order_mark_and_the_line_ends_of_another_system_are_harmless(definitions):
    path = definitions / "local_mi" / "cohorts" / "letters.yml"
    path.write_bytes(b"\xef\xbb\xbf" + yaml.safe_dump(SOUND).replace("\n", "\r\n").encode())
    assert read_cohorts(definitions).cohorts


@pytest.mark.parametrize("outcomes", OUTCOMES_REFUSED.values(), ids=OUTCOMES_REFUSED.keys())
def test_an_outcome_that_cannot_be_meant_is_refused(definitions, outcomes):
    path = definitions / "local_mi" / "outcomes.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"outcomes": outcomes}))
    write(definitions)
    assert "outcomes.yml" in refusal(definitions)


def test_one_sound_outcome_is_read(definitions):
    path = definitions / "local_mi" / "outcomes.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"outcomes": [OUTCOME]}))
    write(definitions)
    assert [one.outcome for one in read_cohorts(definitions).outcomes] == ["looked_after_at_12_months"]
