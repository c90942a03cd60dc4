"""Cohorts of families that are let out: which files, what is hidden, and that nobody works out what is."""

import csv
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cohort_marts import marts_of
from expectations.local_cohorts import refuse_leaks
from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.definitions.feeds import Publication
from oba.gates import Unreadable
from oba.kinds.figures import check
from oba.kinds.figures.vintages import vintage_of
from oba.kinds.strict_csv import read_text_frame
from oba.local_mi.cohorts import Cohorts, FollowUp, read_cohorts
from oba.local_mi.cohorts_out import Marts, book_of, files_of, publication_text, refuse_undeclared, release, undeclared
from oba.local_mi.cohorts_out.book import EVERY, Book, Cell
from oba.local_mi.cohorts_out.files import STATUSES
from oba.local_mi.cohorts_out.telling import Telling
from oba.local_mi.disclosure import Rule, protect
from oba.local_mi.figures import read_local_figures
from oba.local_mi.releasing import NotReleased
from oba.quoting import VERBATIM
from oba.vocabulary import CohortGroup, CohortUnit, words

DEFINITIONS = PROJECT / "data" / "definitions"
EVERY_COHORT = read_cohorts(DEFINITIONS)
# One that is compared and one of a few families; an outcome of each form.
COHORTS = EVERY_COHORT.model_copy(
    update={
        "cohorts": tuple(
            one.model_copy(update={"follow_up": FollowUp(months=(12,))}) for one in EVERY_COHORT.cohorts[:2]
        ),
        "outcomes": tuple(EVERY_COHORT.outcomes[at] for at in (0, 1, 4)),
    }
)
COUNCIL = read_local_figures(DEFINITIONS).councils[0]
FEW = range(1, 6)
DAY, LATER = date(2026, 10, 10), date(2027, 1, 10)
FAMILIES = {one.cohort: number for one, number in zip(COHORTS.cohorts, (90, 12), strict=True)}
PAIRS = {"people": "base", "people_with": "people_observed"}


@pytest.fixture(scope="module")
def marts() -> Marts:
    return marts_of(COHORTS, FAMILIES, 7)


@pytest.fixture(scope="module")
def folder(marts: Marts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("local_figures")
    (written,) = release(COHORTS, COUNCIL, marts, DAY, folder, DAY)
    assert written.relative_to(folder).as_posix() == "exampleshire-conference-cohorts/2026-09-as-of-2026-10-10"
    return folder


def rows(folder: Path, name: str, day: date = DAY) -> list[dict[str, str]]:
    (path,) = folder.glob(f"*/*-as-of-{day}/cohort_{name}.csv")
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_publication_declares_every_file_as_the_cohorts_make_it():
    publication = next(
        one for one in read_definitions(DEFINITIONS).publications if one.slug == "exampleshire-conference-cohorts"
    )
    for file in files_of(EVERY_COHORT, COUNCIL):
        assert undeclared(file, publication) == []


def test_a_member_that_is_not_declared_is_named_with_the_yaml_to_paste():
    other = COHORTS.cohorts[0].model_copy(update={"cohort": "offers_in_the_north"})
    more = EVERY_COHORT.model_copy(update={"cohorts": (*EVERY_COHORT.cohorts, other)})
    with pytest.raises(NotReleased, match="cohort has no member 'offers_in_the_north'") as refused:
        refuse_undeclared(read_definitions(DEFINITIONS), more, COUNCIL)
    assert "offers_in_the_north: {optional: true}" in str(refused.value)
    assert "made_from: records" in str(refused.value)


def test_releases_from_before_and_after_an_outcome_and_a_cohort_were_added_both_pass_the_gate_in(
    folder: Path, tmp_path: Path
):
    first, ended = COHORTS.cohorts
    late = first.model_copy(update={"cohort": "offers_in_the_north", "follow_up": FollowUp(months=(12, 18))})
    more = Cohorts(cohorts=(first, ended, late), outcomes=(*COHORTS.outcomes, EVERY_COHORT.outcomes[2]))
    there = folder / "exampleshire-conference-cohorts"
    shutil.copytree(there, tmp_path / there.name)
    (written,) = release(more, COUNCIL, marts_of(more, FAMILIES | {late.cohort: 40}, 7), LATER, tmp_path, LATER)

    pasted = Publication.model_validate(yaml.safe_load(publication_text(COUNCIL, more, made_up=True)))
    definitions = read_definitions(DEFINITIONS)
    grown = set()
    for feed in pasted.figures:
        vintage = None
        for path in (next(there.iterdir()) / feed.files[0], written / feed.files[0]):
            text = read_text_frame(path, VERBATIM)
            cells = check(text, feed, path.parent.name, definitions, vintage)
            if vintage is not None and len(cells) > len(vintage.keys) * len(vintage.texts):
                grown.add(path.stem)
            vintage = vintage_of(cells, path.stem, path.parent.name)
    assert grown == {Path(feed.files[0]).stem for feed in pasted.figures}


def test_the_gate_out_keeps_a_file_that_lacks_a_row(folder: Path, tmp_path: Path):
    file = next(one for one in files_of(COHORTS, COUNCIL) if one.file_name == "cohort_outcome.csv")
    lines = next(folder.glob("*/*/cohort_outcome.csv")).read_text().splitlines(keepends=True)
    (tmp_path / file.file_name).write_text("".join(lines))
    refuse_leaks(file, COUNCIL, tmp_path / file.file_name)
    (tmp_path / file.file_name).write_text("".join(lines[:-1]))
    with pytest.raises(Unreadable, match="each row that the cohorts make is there"):
        refuse_leaks(file, COUNCIL, tmp_path / file.file_name)


def test_what_is_printed_to_paste_is_told_as_whole_and_marked_at_both_ends():
    (line, *_, last) = publication_text(COUNCIL, COHORTS).splitlines()
    assert line.startswith("# The whole of publications/exampleshire_conference_cohorts.yml")
    assert last == "# End of publications/exampleshire_conference_cohorts.yml."


def test_no_count_is_one_to_five_and_none_follows_from_its_row(folder: Path):
    hidden = 0
    for name in ("status", "flow", "outcome", "measure"):
        for row in rows(folder, name):
            for part, whole in PAIRS.items():
                if part not in row:
                    continue
                numbers = [int(row[column]) for column in (part, whole) if row[column].isdecimal()]
                assert not set(numbers) & set(FEW), (name, row)
                if len(numbers) == 2:
                    assert numbers[1] - numbers[0] not in FEW, (name, row)
                hidden += row[part] == "c"
    assert hidden > 20


def test_what_is_told_is_what_was_counted(folder: Path, marts: Marts):
    cohort = COHORTS.cohorts[0].cohort
    cases = marts.of("case", cohort)
    told = next(
        row
        for row in rows(folder, "measure")
        if (row["cohort"], row["index_year"], row["cohort_measure"]) == (cohort, "All", "offered")
    )
    assert told["base"] == str(len(cases))
    assert told["people"] == str((cases["cohort_group"] != "not_offered").sum())


def test_an_estimate_is_told_rounded_and_only_over_enough_families(folder: Path):
    effects = {(row["cohort"], row["comparison"], row["outcome"]): row for row in rows(folder, "effect")}
    told = [row for row in effects.values() if row["difference"] not in ("c", "z", "u")]
    assert told
    for row in told:
        assert (row["difference"], row["value_with"], row["e_value"]) == ("-11", "34", "2.0")
        assert min(int(row["families_with"]), int(row["families_without"])) >= 10
        assert int(row["families_with"]) % 5 == 0
    few = [row["return_ratio"] for row in rows(folder, "return") if row["cohort"] == COHORTS.cohorts[1].cohort]
    assert set(few) <= {"c", "z"}


def test_an_effect_of_few_is_not_told_and_one_that_found_too_few_says_so(tmp_path: Path, marts: Marts):
    cohort, few, nobody = COHORTS.cohorts[0].cohort, COHORTS.outcomes[0].outcome, COHORTS.outcomes[1].outcome
    had, effect = marts.frames["outcome"].copy(), marts.frames["effect"].copy()
    had.loc[(had["cohort"] == cohort) & had["outcome"].isin([few, nobody]), "outcome_value"] = 0.0
    had.loc[had.index[(had["cohort"] == cohort) & (had["outcome"] == few)][:4], "outcome_value"] = 1.0
    effect.loc[effect["outcome"] == nobody, "effect_verdict"] = "too_few_to_tell"
    release(COHORTS, COUNCIL, Marts({**marts.frames, "outcome": had, "effect": effect}), DAY, tmp_path, DAY)
    told = {(row["comparison"], row["outcome"]): row for row in rows(tmp_path, "effect") if row["cohort"] == cohort}
    for comparison in ("by_offer", "by_attendance"):
        assert (told[comparison, few]["difference"], told[comparison, nobody]["difference"]) == ("c", "u")
        assert int(told[comparison, nobody]["children_with"]) > 5


def test_a_return_tells_nothing_that_does_not_follow_from_the_pounds_and_conferences_told(folder: Path):
    told = {(row["cohort"], row["deadweight_kind"]): row for row in rows(folder, "return")}
    assert {row["return_ratio"] for (cohort, _), row in told.items() if cohort == COHORTS.cohorts[1].cohort} == {"c"}
    first = COHORTS.cohorts[0].cohort
    benefit, cost = (float(told[first, "low"][name]) for name in ("benefit_pounds", "cost_pounds"))
    assert (benefit, cost) == (204_000, 52_000)
    for kind, share in (("low", 0), ("medium", 0.15), ("high", 0.3)):
        assert float(told[first, kind]["return_ratio"]) == round((1 - share) * benefit / cost, 1)
    moved = [row for row in rows(folder, "sensitivity") if row["cohort"] == first]
    for row in moved:
        value = float(row["parameter_value"])
        share, weeks, each = {
            "deadweight": (value / 100, 1, 1),
            "weeks": (0.15, value / 52, 1),
            "conference_cost": (0.15, 1, value / 1295),
        }[row["parameter"]]
        assert float(row["return_ratio"]) == pytest.approx((1 - share) * weeks * benefit / cost / each, abs=0.051)
    assert len(moved) == 6


@pytest.mark.parametrize("of", ["nine families save", "one family saves most", "nine families came to cost more"])
def test_pounds_of_few_families_are_not_told(of: str, marts: Marts):
    first = COHORTS.cohorts[0].cohort
    frames = {**marts.frames, "benefit": marts.frames["benefit"].copy(), "follow_up": marts.frames["follow_up"].copy()}
    case = marts.of("case", first)
    keys = case.loc[case["cohort_group"] == "offered_attended", "case_key"]
    of_held = frames["benefit"]["case_key"].isin(keys) & (frames["benefit"]["checkpoint"] == "12_months")
    if of == "nine families save":
        saving = frames["benefit"].index[of_held & (frames["benefit"]["benefit_pounds"] > 0)]
        frames["benefit"].loc[saving[9:], "benefit_pounds"] = 0.0
    elif of == "one family saves most":
        at = frames["benefit"].index[of_held][0]
        frames["benefit"].loc[at, "benefit_pounds"] = frames["benefit"].loc[of_held, "benefit_pounds"].sum() + 5000
    else:
        later = frames["follow_up"]["case_key"].isin(keys[9:]) & (frames["follow_up"]["checkpoint"] == "12_months")
        frames["follow_up"].loc[later, "cohort_status"] = "closed"
    told = pounds_told(Marts(frames))
    assert [told[kind] for kind in ("low", "medium", "high")] == ["c"] * 3


def test_what_a_few_without_a_conference_saved_does_not_follow_from_two_sums(marts: Marts):
    first = COHORTS.cohorts[0].cohort
    case = marts.of("case", first)
    without = set(case.loc[case["cohort_group"].isin(["offered_declined", "offered_not_held"]), "case_key"])
    saving = marts.of("benefit", first).query("checkpoint == '12_months' and benefit_pounds > 0")["case_key"]
    assert 0 < len(without.intersection(saving)) < 10
    assert pounds_told(marts) == {"low": "204000", "medium": "204000", "high": "204000", "estimated": "c"}


def pounds_told(marts: Marts) -> dict[str, str]:
    """Return what is told of the benefit of the first cohort, by deadweight, where nothing else is hidden."""
    file = next(one for one in files_of(COHORTS, COUNCIL) if one.file_name == "cohort_return.csv")
    telling = Telling(COHORTS, marts, book_of(COHORTS, COUNCIL, marts), COUNCIL.rule)
    return {
        where["deadweight_kind"]: telling.row(file, where).figures["benefit_pounds"]
        for where in file.rows([])
        if where["cohort"] == COHORTS.cohorts[0].cohort
    }


def test_a_comparison_that_found_too_few_says_so_where_its_counts_are_told(tmp_path: Path, marts: Marts):
    cohort, outcome = COHORTS.cohorts[0].cohort, COHORTS.outcomes[0].outcome
    nobody, effect = marts.frames["outcome"].copy(), marts.frames["effect"].copy()
    nobody.loc[(nobody["cohort"] == cohort) & (nobody["outcome"] == outcome), "outcome_value"] = 0.0
    effect.loc[effect["outcome"] == outcome, "effect_verdict"] = "too_few_to_tell"
    release(COHORTS, COUNCIL, Marts({**marts.frames, "outcome": nobody, "effect": effect}), DAY, tmp_path, DAY)
    told = [row for row in rows(tmp_path, "effect") if (row["cohort"], row["outcome"]) == (cohort, outcome)]
    assert [row["difference"] for row in told] == ["u", "u"]
    assert all(int(row["children_with"]) > 5 for row in told)


def test_where_nobody_is_observed_no_nought_is_hidden():
    book = Book()
    of = {"small": {"a", "b"}, "others": set()}
    for status, people in of.items():
        book.tell(Cell("status", "letters", EVERY, "children", "all", ("exit", status)), people)
        book.tell(Cell("status", "letters", EVERY, "children", "not_offered", ("exit", status)), set())
    for group, people in (("all", {"a", "b"}), ("not_offered", set())):
        observed = book.tell(Cell("observed", "letters", EVERY, "children", group, ("exit",)), people)
        book.add_up(observed, [replace(observed, counted="status", at=("exit", status)) for status in of])
    hidden = protect(book.table(), Rule()).hidden
    assert hidden and {cell.group for cell in hidden} == {"all"}
    assert set(book.table().known_elsewhere) == {cell for cell in book.people if cell.group != "all"}


def test_a_year_is_hidden_before_the_size_of_a_cohort_and_before_cells_of_the_same_people():
    book = Book()
    years = {"2021/22": {f"a{one}" for one in range(3)}, "2022/23": {f"b{one}" for one in range(20)}}
    years["2023/24"] = {f"c{one}" for one in range(30)}
    for counted in ("size", "accepted"):
        for year, people in (*years.items(), (EVERY, set().union(*years.values()))):
            book.tell(Cell(counted, "ended", year, "families", "offered"), people)
    hidden = protect(book.table(), Rule()).hidden
    assert {cell.year for cell in hidden} == {"2021/22", "2022/23"}


def test_a_curve_never_steps_by_one_to_five_children(folder: Path, marts: Marts):
    curve = marts.of("survival", COHORTS.cohorts[0].cohort).set_index(["cohort_group", "months"])["events"]
    before: dict[str, int] = {}
    for row in rows(folder, "survival"):
        group = row["cohort_group"]
        if row["cohort"] != COHORTS.cohorts[0].cohort or row["survival_event"] != "closed":
            continue
        if row["share_pct"] not in ("c", "z"):
            events = int(curve[group, int(row["months"])])
            assert events - before.get(group, 0) not in FEW
            before[group] = events
            assert int(row["at_risk"]) % 5 == 0
    assert len(before) == 2


def test_a_release_is_never_written_again_and_what_it_hid_stays_hidden(folder: Path, marts: Marts, tmp_path: Path):
    target = tmp_path / "exampleshire-conference-cohorts"
    there = folder / "exampleshire-conference-cohorts" / "2026-09-as-of-2026-10-10"
    copy = target / there.name
    copy.mkdir(parents=True)
    for path in there.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    bytes_before = {path: path.read_bytes() for path in copy.iterdir()}
    assert release(COHORTS, COUNCIL, marts_of(COHORTS, FAMILIES, 8), DAY, tmp_path, LATER) == []

    # Two families more than were told: what is told of all of them stays as it was.
    cases = marts.frames["case"]
    first = COHORTS.cohorts[0].cohort
    left_out = cases[(cases["cohort"] == first) & (cases["cohort_group"] == "not_offered")]["case_key"].iloc[:2]
    fewer = {
        name: frame[~frame["case_key"].isin(left_out)] if "case_key" in frame else frame
        for name, frame in marts.frames.items()
    }
    release(COHORTS, COUNCIL, Marts(fewer), LATER, tmp_path, LATER)
    assert {path: path.read_bytes() for path in copy.iterdir()} == bytes_before
    changed = 0
    for name in ("status", "flow", "outcome", "measure"):
        for then, now in zip(rows(tmp_path, name, DAY), rows(tmp_path, name, LATER), strict=True):
            for column in (column for pair in PAIRS.items() for column in pair if column in then):
                assert then[column] != "c" or now[column] == "c", (name, then, now)
                if then[column].isdecimal() and now[column].isdecimal():
                    assert abs(int(then[column]) - int(now[column])) not in FEW, (name, column, then, now)
                changed += then[column] != now[column]
    base = [
        row["base"] for row in rows(tmp_path, "measure", LATER) if (row["cohort"], row["index_year"]) == (first, "All")
    ]
    assert base[0] in ("c", str(FAMILIES[first]))


@pytest.mark.parametrize(
    ("name", "slip", "rule"),
    [
        ("status", {"people": "3"}, "no count is from 1 to 5"),
        ("status", {"people": "17", "base": "20"}, "those who have not are not 1 to 5"),
        ("status", {"cohort": "Ms Example's"}, "cohort is of the declared list"),
        ("effect", {"difference": "-8.64"}, "a figure is a rounded number or a symbol"),
        ("outcome", {"mean_days": "31", "people_with": "c"}, "no estimate is of hidden or too few people"),
        ("measure", {"child_key": "k7f3"}, "the columns are those declared"),
        ("sensitivity", {"parameter": "unit_cost"}, "only with a parameter moved that tells nothing new"),
        (
            "sensitivity",
            {"parameter": "largest_families_left_out"},
            "only with a parameter moved that tells nothing new",
        ),
        ("return", {"families": "9", "benefit_pounds": "34000"}, "no estimate is of hidden or too few people"),
    ],
    ids=[
        "a small count",
        "a complement",
        "a name",
        "more digits",
        "a mean of the hidden",
        "a key",
        "a cost of a status",
        "two families",
        "few families",
    ],
)
def test_the_gate_lets_no_bad_file_out_and_quotes_none_of_it(name, slip, rule, folder: Path, tmp_path: Path):
    file = next(one for one in files_of(COHORTS, COUNCIL) if one.file_name == f"cohort_{name}.csv")
    good = rows(folder, name)
    bad = [{**good[0], **slip}, *({**row, **dict.fromkeys(slip.keys() - row.keys(), "")} for row in good[1:])]
    path = tmp_path / file.file_name
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(bad[0]))
        writer.writeheader()
        writer.writerows(bad)
    with pytest.raises(Unreadable) as refused:
        refuse_leaks(file, COUNCIL, path)
    assert rule in str(refused.value)
    assert "Ms Example" not in str(refused.value) and "k7f3" not in str(refused.value)


# An attacker who knows of each family only that it is in one group and one status, and of two cohorts that one lies in
# the other; who has every told count; and who does not have the sums of the product.
POINT = "entry"
WHOLE = COHORTS.cohorts[0].model_copy(update={"by": "whole", "compare": ()})
PART = WHOLE.model_copy(update={"cohort": "those_of_the_north"})
BOTH = Cohorts(cohorts=(WHOLE, PART))


@hypothesis_settings(max_examples=1, deadline=None)
@given(seed=st.integers(0, 10_000), families=st.integers(26, 32))
def test_an_attacker_with_every_told_count_of_two_cohorts_narrows_no_hidden_one(seed: int, families: int):
    marts = marts_of(Cohorts(cohorts=(WHOLE,)), {WHOLE.cohort: families}, seed)
    north = set(np.random.default_rng(seed).permutation(marts.frames["case"]["case_key"])[: families // 2])
    frames = dict(marts.frames)
    for name in ("case", "child", "follow_up", "family_follow_up", "benefit"):
        frame = frames[name]
        part = frame[frame["case_key"].isin(north)].assign(cohort=PART.cohort)
        frames[name] = pd.concat([frame, part], ignore_index=True)
    book = book_of(BOTH, COUNCIL, Marts(frames))
    found = protect(book.table(), Rule())
    kinds = [(inside, group, status) for inside in (True, False) for group in words(CohortGroup) for status in STATUSES]
    for unit in words(CohortUnit):
        cells = {
            cell: _members(cell, kinds)
            for cell in book.people
            if cell.unit == unit and cell.counted in ("status", "observed") and cell.at[0] == POINT
        }
        told = {cell: members for cell, members in cells.items() if cell not in found.hidden}
        equal = (list(told.values()), [len(book.people[cell]) for cell in told])
        # A hidden count is no nought, unless all of its group are alike.
        hidden = [cell for cell in cells if cell in found.hidden and book.people[cell]]
        for cell in hidden:
            if len(book.people[cell]) in FEW:
                low, high = (_end(cells[cell], equal, [cells[one] for one in hidden], sign) for sign in (1, -1))
                assert high - low >= 4 - 1e-6, (cell, low, high)
    assert found.hidden
    assert found.open_otherwise == 0


def _members(cell, kinds) -> np.ndarray:
    of = {"all": words(CohortGroup), "offered": words(CohortGroup)[:3]}.get(cell.group, (cell.group,))
    status = cell.at[1] if cell.counted == "status" else None
    return np.array(
        [
            float((cell.cohort == WHOLE.cohort or inside) and group in of and status in (None, one))
            for inside, group, one in kinds
        ]
    )


def _end(aim: np.ndarray, equal: tuple, positive: list, sign: int) -> float:
    left, right = equal
    answer = linprog(
        sign * aim,
        A_eq=np.array(left) if left else None,
        b_eq=right or None,
        A_ub=-np.array(positive),
        b_ub=-np.ones(len(positive)),
    )
    return np.inf if answer.status == 3 else sign * answer.fun


def test_counts_that_share_everybody_are_told_or_hidden_together():
    marts = marts_of(Cohorts(cohorts=(WHOLE,)), {WHOLE.cohort: 20}, 3)
    frames = dict(marts.frames)
    for name in ("case", "child", "follow_up", "family_follow_up", "benefit"):
        frames[name] = pd.concat([frames[name], frames[name].assign(cohort=PART.cohort)], ignore_index=True)
    book = book_of(BOTH, COUNCIL, Marts(frames))
    hidden = protect(book.table(), Rule()).hidden
    for cell, people in book.people.items():
        twin = replace(cell, cohort=PART.cohort if cell.cohort == WHOLE.cohort else WHOLE.cohort)
        assert book.people[twin] == people
        assert not people or (cell in hidden) == (twin in hidden)
    assert hidden
