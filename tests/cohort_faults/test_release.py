"""What is let out of the restricted side, of a council whose cells are small everywhere."""

import shutil

import pandas as pd
import pytest

from cohort_faults import attacks
from cohort_faults.let_out import let_out, marts_let_out, read
from cohort_faults.small_council import COUNCIL, families
from cohort_faults.world import SNAPSHOT, d
from oba.local_mi.cohorts import read_cohorts
from oba.local_mi.cohorts_out import book_of
from oba.local_mi.cohorts_out.telling import cells_of
from oba.local_mi.releasing import NotReleased
from shared_work import made_once

LATER = d("2025-09-30")
SAME = ("small_letters", "small_letters_calendar", "small_letters_whole")
WITHIN = (("small_letters_shorter", "small_letters"),)
ERASED = "R007"
KEY = ["cohort", "unit", "cohort_group", "checkpoint", "cohort_status"]


@pytest.fixture(scope="session")
def releases(warehouse, tmp_path_factory):
    """Two releases, the second after a family was erased; beside them the folder of the first as it was."""

    def make(folder):
        let_out(warehouse, folder, SNAPSHOT)
        shutil.copytree(folder, folder.with_name(f"{folder.name}_before"))
        let_out(warehouse, folder, LATER, without=(ERASED,))

    return made_once("cohort_releases", tmp_path_factory, make)


@pytest.fixture(scope="session")
def both(releases):
    return [read(path) for path in sorted((releases / f"{COUNCIL.slug}-conference-cohorts").iterdir())]


@pytest.fixture(scope="session")
def files(both):
    return both[0]


@pytest.mark.parametrize(
    "attack",
    [
        attacks.few_are_told, attacks.figures_beside_a_hidden_count,
        attacks.returns_of_hidden_families, attacks.steps_of_a_few,
    ],
    ids=lambda attack: attack.__name__,
)  # fmt: skip
def test_an_attack_finds_nothing(files, attack):
    assert attack(files) == []


def test_no_hidden_count_follows_from_all_that_is_told(files):
    assert [*attacks.Equations(files, SAME, WITHIN).followed()] == []


def test_a_count_that_is_told_beside_the_only_other_hidden_one_is_found(warehouse, files):
    """The attack itself: with one of two hidden statuses told, the other follows."""
    cohorts = read_cohorts(warehouse / "definitions")
    book = book_of(cohorts, COUNCIL, marts_let_out(warehouse))
    (cohort,) = (one for one in cohorts.cohorts if one.cohort == SAME[0])
    status = files["status"].copy()
    rows = status[(status["cohort"] == SAME[0]) & (status["base"] != "c") & (status["people"] == "c")]
    pairs = [of for _, of in rows.groupby(KEY[:4]) if len(of) == 2]
    found = []
    for pair in pairs:
        true = [len(book.people[cells_of("status", row, cohort)["people"]]) for row in pair.to_dict("records")]
        if true[1] in attacks.FEW:
            told = status.copy()
            told.loc[pair.index[0], "people"] = str(true[0])
            found = [*attacks.Equations({**files, "status": told}, SAME, WITHIN).followed()]
            break
    assert found


def test_of_two_nested_cohorts_the_difference_is_of_nobody_or_of_many(files):
    people = files["status"].set_index(KEY)["people"]
    inner, outer = people.xs("small_letters_shorter"), people.xs("small_letters_whole")
    told = pd.concat([inner, outer], axis=1, keys=["inner", "outer"])
    told = told[told["inner"].str.isdecimal() & told["outer"].str.isdecimal()].astype(int)
    between = (told["outer"] - told["inner"]).abs()
    assert len(between) > 20 and not between.isin([*attacks.FEW]).any()


def test_more_is_told_than_noughts(files):
    told = files["status"]["people"]
    assert (told.str.isdecimal() & (told != "0")).mean() > 0.05


def test_no_key_of_a_child_or_family_leaves(releases):
    keys = {row["child_key"] for row in families().rows["child"]} | {"-family", "-referral", "-register"}
    for path in releases.rglob("*.*"):
        if path.is_file():
            text = path.read_text()
            assert not [key for key in keys if key in text], path.name


def test_the_same_snapshot_is_let_out_once(warehouse, releases):
    before = {path: path.read_bytes() for path in releases.rglob("*") if path.is_file()}
    assert let_out(warehouse, releases, SNAPSHOT) is None
    assert {path: path.read_bytes() for path in releases.rglob("*") if path.is_file()} == before


def test_a_family_that_is_erased_leaves_the_past_as_it_is(releases):
    past = releases.with_name(f"{releases.name}_before")
    files = [path for path in past.rglob("*") if path.is_file()]
    assert files and all((releases / path.relative_to(past)).read_bytes() == path.read_bytes() for path in files)


def test_a_family_that_is_erased_is_not_told_by_what_falls(both):
    old, new = (one["status"].set_index(KEY)["people"] for one in both)
    told = pd.concat([old, new], axis=1, keys=["old", "new"])
    told = told[told["old"].str.isdecimal() & told["new"].str.isdecimal()].astype(int)
    assert not (told["old"] - told["new"]).abs().isin([*attacks.FEW]).any()


def test_no_hidden_count_follows_after_a_family_is_erased(both):
    assert [*attacks.Equations(both[1], SAME, WITHIN).followed()] == []


def test_a_cohort_whose_definition_changed_is_not_let_out_under_its_name(warehouse, releases, tmp_path):
    definitions = shutil.copytree(warehouse / "definitions", tmp_path / "definitions")
    path = definitions / "local_mi" / "cohorts" / "small_letters.yml"
    path.write_text(path.read_text().replace("2021-04-01", "2021-06-01"))
    folder = shutil.copytree(releases, tmp_path / "releases")
    with pytest.raises(NotReleased, match=r"small_letters is defined otherwise"):
        let_out(warehouse, folder, d("2025-12-31"), cohorts=read_cohorts(definitions))
