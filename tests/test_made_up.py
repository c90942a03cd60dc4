import csv
import io
import itertools
import json
import tracemalloc
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from oba.cli import app
from oba.config import PROJECT
from oba.local_mi import read_records
from oba.local_mi.taking import Extract, take
from oba.made_up import words
from oba.made_up.council import Council
from oba.made_up.draws import size
from oba.made_up.emit.records import MADE, write_records
from oba.made_up.files import FORMATS, write_council
from oba.made_up.messes import read_messes
from oba.made_up.parameters import read_parameters
from oba.made_up.tuning import figures, targets, tune

DEFINITIONS = PROJECT / "data" / "definitions"
CODE = "E06999999"
BEFORE, LAST = date(2026, 3, 31), date(2026, 6, 30)
SMALL = {"referrals.families_a_year": 70.0, "warm_up_years": 6}


def council(seed: int = 1, last: date = LAST, years: int = 3, **changes: Any) -> Council:
    parameters = read_parameters(DEFINITIONS).changed(
        SMALL | {name.replace("__", "."): said for name, said in changes.items()}
    )
    return Council(CODE, seed, parameters, years, last)


def in_clear(of: str, value: str) -> str:
    return value


@dataclass(frozen=True)
class Written:
    folder: Path
    planted: dict[str, Any]

    def extract(self, name: str, on: date = LAST) -> Extract:
        return take(self.folder / CODE / on.isoformat() / name, CODE, on, DEFINITIONS, in_clear)


def write(folder: Path, **said: Any) -> Written:
    said = {"formats": FORMATS, "messes": None, "snapshots": (BEFORE, LAST)} | said
    write_council(
        council(), said.pop("snapshots"), folder / "drop", said.pop("formats"), folder / "planted.json", **said
    )
    return Written(folder / "drop", json.loads((folder / "planted.json").read_text()))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def messed(tmp_path_factory: pytest.TempPathFactory) -> Written:
    formats = ("annex_a", "ssda903", "ssd", "fgc", "cin")
    return write(tmp_path_factory.mktemp("messed"), formats=formats, messes=read_messes(DEFINITIONS), snapshots=(LAST,))


@pytest.fixture(scope="module")
def extracts(clean: Written) -> dict[str, Extract]:
    names = (
        "annex_a.xlsx",
        "cin_census.xml",
        "ssd.zip",
        "ssda903.zip",
        "fgc_register.xlsx",
        "training.csv",
        "survey.csv",
        "police_incidents.csv",
    )
    return {name.split(".")[0]: clean.extract(name) for name in names}


@pytest.fixture(scope="module")
def messed_extracts(messed: Written) -> dict[str, Extract]:
    names = {"annex_a": "annex_a.xlsx", "ssda903": "ssda903.zip", "ssd": "ssd.zip", "fgc": "fgc_register.xlsx"}
    return {layout: messed.extract(name) for layout, name in names.items()}


def rows(extract: Extract, record: str) -> list[dict[str, Any]]:
    return extract.records[record].to_pylist()


def spells(extract: Extract, record: str) -> dict[tuple[str, str], str | None]:
    return {(row["child_key"], row["start_date"]): row["end_date"] for row in rows(extract, record)}


def test_a_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    formats = ("annex_a", "ssda903_xml", "cin", "ssd", "fgc", "api", "survey")

    def made(place: str, seed: int) -> dict[str, bytes]:
        folder = tmp_path / place
        write_council(council(seed, referrals__families_a_year=8.0), (LAST,), folder, formats, folder / "planted")
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    first = made("first", 1)
    assert first == made("again", 1)
    assert all(first.get(name) != content for name, content in made("other", 2).items())


def test_a_clean_council_is_taken_without_an_error(extracts: dict[str, Extract]) -> None:
    told = {
        name: [row for row in extract.errors.to_pylist() if row["column_name"] is not None]
        for name, extract in extracts.items()
    }
    assert not any(told.values()), told


def test_a_plan_has_the_same_days_in_every_form(extracts: dict[str, Extract]) -> None:
    for record in ("child_protection_plan", "child_in_need_plan"):
        dataset, census = (spells(extracts[name], record) for name in ("ssd", "cin_census"))
        assert census.keys() <= dataset.keys() and census
        until = BEFORE.isoformat()
        known = {plan: end if end is not None and end <= until else None for plan, end in dataset.items()}
        assert census == {plan: known[plan] for plan in census}
    lists, dataset = (spells(extracts[name], "child_protection_plan") for name in ("annex_a", "ssd"))
    assert lists and lists == {plan: dataset[plan] for plan in lists}


def test_care_begins_on_the_same_days_in_every_form(extracts: dict[str, Extract]) -> None:
    def begun(name: str) -> set[tuple[str, str]]:
        found = rows(extracts[name], "looked_after_episode")
        return {
            (row["child_key"], row["start_date"])
            for row in found
            if row["start_reason"] == "S" or row["is_whole_period"] == "true"
        }

    dataset = begun("ssd")
    assert begun("annex_a") and begun("annex_a") <= dataset
    assert begun("ssda903") and begun("ssda903") <= dataset


def test_an_episode_has_the_same_status_placement_and_end_in_return_and_dataset(extracts: dict[str, Extract]) -> None:
    def episodes(name: str) -> dict[tuple[str, ...], str | None]:
        names = ("child_key", "start_date", "legal_status", "placement_type")
        return {
            tuple(row[column] for column in names): row["end_date"]
            for row in rows(extracts[name], "looked_after_episode")
        }

    dataset, year = episodes("ssd"), episodes("ssda903")
    until = BEFORE.isoformat()
    assert year and year == {one: end if (end := dataset[one]) and end <= until else None for one in year}


def test_a_chain_of_episodes_goes_on_where_the_last_one_ended(extracts: dict[str, Extract], clean: Written) -> None:
    planted = {child for case in clean.planted["cases"] for child in map(str, case["children"])}
    chains: dict[str, list[dict[str, Any]]] = {}
    for row in rows(extracts["ssd"], "looked_after_episode"):
        if row["child_key"] not in planted:
            chains.setdefault(row["period_key"], []).append(row)
    assert len(chains) > 20
    for chain in chains.values():
        chain.sort(key=lambda row: row["start_date"])
        assert [row["start_reason"] == "S" for row in chain] == [True] + [False] * (len(chain) - 1)
        for one, following in itertools.pairwise(chain):
            assert (one["end_date"], one["end_reason"]) == (following["start_date"], "X1")
        assert chain[-1]["end_reason"] != "X1"


def test_offers_and_letters_agree_between_census_and_register(extracts: dict[str, Extract]) -> None:
    letters = rows(extracts["ssd"], "pre_proceedings")
    sent = {(row["child_key"], row["letter_sent_date"]) for row in letters}
    children = rows(extracts["fgc_register"], "conference_child")
    in_register: set[tuple[str, str]] = set()
    for referral in rows(extracts["fgc_register"], "conference_referral"):
        if referral["is_in_letter_before_proceedings"] == "true":
            number = referral["conference_referral_key"]
            of = {
                (row["child_key"], referral["referral_date"])
                for row in children
                if row["conference_referral_key"] == number
            }
            assert of & sent
            in_register |= of
    assert in_register
    offered = {
        (row["child_key"], row["letter_sent_date"])
        for row in rows(extracts["cin_census"], "pre_proceedings")
        if row["is_conference_offered"] == "true"
    }
    assert offered <= in_register


def test_every_planted_child_is_in_the_dataset(extracts: dict[str, Extract], clean: Written) -> None:
    told = {row["child_key"] for row in rows(extracts["ssd"], "child")}
    assert {str(child) for case in clean.planted["cases"] for child in case["children"]} <= told
    wanted = {"care_and_plan_on_one_day", "around_a_year", "end_corrected", "conference_of_three", "twins"}
    assert wanted <= {case["id"] for case in clean.planted["cases"]}


def test_two_snapshots_differ_as_is_listed(extracts: dict[str, Extract], clean: Written) -> None:
    case = next(case for case in clean.planted["cases"] if case["id"] == "end_corrected")
    before = spells(clean.extract("ssd.zip", BEFORE), "child_protection_plan")
    now = spells(extracts["ssd"], "child_protection_plan")
    for spell in case["spells"]:
        found = before if spell["known_on"] == BEFORE.isoformat() else now
        assert found[spell["child"], spell["status_from"]] == spell["status_to"]
    both = before.keys() & now.keys()
    changed = {plan for plan in both if before[plan] is not None and before[plan] != now[plan]}
    assert (str(case["children"][0]), case["spells"][0]["status_from"]) in changed


def test_what_is_entered_late_is_not_in_the_snapshot_before(extracts: dict[str, Extract], clean: Written) -> None:
    before = {row["referral_key"] for row in rows(clean.extract("ssd.zip", BEFORE), "referral")}
    late = [
        row
        for row in rows(extracts["ssd"], "referral")
        if row["referral_date"] <= BEFORE.isoformat() and row["referral_key"] not in before
    ]
    assert 0 < len(late) < 0.2 * len(before)


def test_a_mess_lands_as_it_is_listed(messed: Written, messed_extracts: dict[str, Extract]) -> None:
    taken = [mess for mess in messed.planted["messes"] if mess["layout"] in messed_extracts]
    assert {mess["layout"] for mess in taken} == {"annex_a", "ssda903", "ssd", "fgc"} and len(taken) > 20
    wrong = [mess["mess"] for mess in taken if not _landed(mess, messed_extracts[mess["layout"]])]
    assert wrong == []


def _landed(mess: dict[str, Any], extract: Extract) -> bool:
    column = mess["column"] and "".join(letter for letter in mess["column"].lower() if letter.isalnum())
    told = [
        row
        for row in extract.errors.to_pylist()
        if column
        and row["column_name"]
        and "".join(letter for letter in row["column_name"].lower() if letter.isalnum()) == column
    ]
    if mess["error"] is not None and bool(told) != mess["error"]:
        return False
    if mess["dropped"]:
        return any(row["is_row_dropped"] for row in told)
    if mess["row"] == "twice":
        return sum(count.duplicates for count in extract.tables) > 0
    if mess["row"] == "blank":
        return any(count.blank for count in extract.tables)
    key = "child_key" if "child_key" in extract.records[mess["record"]].column_names else "conference_referral_key"
    name = mess["child"] if key == "child_key" else f"FGC{int(mess['child']) + 50_000}"
    return mess["value"] in {row[mess["field"]] for row in rows(extract, mess["record"]) if row[key] == name}


def test_stray_text_in_the_census_is_no_part_of_a_child(messed: Written) -> None:
    raw = (messed.folder / CODE / LAST.isoformat() / "cin_census.xml").read_text()
    assert "</UPN>PersonBirthDate" in raw or "</UPNunknown>PersonBirthDate" in raw
    child = str(next(case for case in messed.planted["cases"] if case["id"] == "messed")["children"][0])
    assert [row["birth_date"] for row in rows(messed.extract("cin_census.xml"), "child") if row["child_key"] == child]


def test_a_child_without_a_number_is_in_the_register_by_its_place(
    messed: Written, messed_extracts: dict[str, Extract]
) -> None:
    case = next(case for case in messed.planted["cases"] if case["id"] == "conference_of_three")
    children = rows(messed_extracts["fgc"], "conference_child")
    number = next(row["conference_referral_key"] for row in children if row["child_key"] == str(case["children"][0]))
    found = [row["child_key"] for row in children if row["conference_referral_key"] == number]
    assert found == [str(case["children"][0]), str(case["children"][1]), None]


def test_names_and_numbers_are_of_nobody_and_all_are_listed(clean: Written) -> None:
    listed = clean.planted["never_to_leak"]
    folder = clean.folder / CODE / LAST.isoformat()
    with zipfile.ZipFile(folder / "ssd.zip") as dataset:
        people = list(csv.DictReader(io.StringIO(dataset.read("ssd_person.csv").decode())))
        addresses = list(csv.DictReader(io.StringIO(dataset.read("ssd_address.csv").decode())))
    assert {row["pers_surname"] for row in people} <= {*listed["names"]}
    assert {row["pers_forename"] for row in people} <= {*listed["names"], "Unborn"}
    codes = {row["addr_address_postcode"] for row in addresses}
    assert codes and all(code.startswith(listed["postcodes_begin_with"]) for code in codes)
    numbers = {row["pers_upn"] for row in people if row["pers_upn"]}
    assert numbers and not any(_has_its_letter(number) for number in numbers)
    register = load_workbook(folder / "fgc_register.xlsx")
    notes = {row[-1] for row in register["Referrals"].iter_rows(min_row=2, values_only=True)}
    assert notes <= {*listed["free_text"]}


def _has_its_letter(number: str) -> bool:
    """Whether the check letter of a unique pupil number is the one that the DfE's rule gives."""
    total = sum(weight * int(digit) for weight, digit in enumerate(number[1:], start=2))
    return number[0] == words.UPN_LETTERS[total % 23]


def test_planted_cases_lie_outside_the_drop_folder(clean: Written) -> None:
    assert not list(clean.folder.rglob("*.json"))


@pytest.mark.parametrize("seed", [3, 4])
def test_a_council_is_tuned_to_the_figures_that_it_published(seed: int) -> None:
    published = {"child_protection_plans": 190.0, "looked_after": 410.0, "referrals": 1650.0, "re_referral_share": 0.18}
    parameters = read_parameters(DEFINITIONS)
    asked = targets(parameters, 1300, published)
    drawn, reached = tune(Council(CODE, seed, parameters, 3, LAST), asked, BEFORE)
    assert {one.figure for one in reached} == asked.keys()
    assert max(abs(one.off) for one in reached) < 0.03
    again = figures((drawn.walked(chunk) for chunk in range(drawn.chunks)), BEFORE)
    assert again["looked_after"] == pytest.approx(410, rel=0.03)


@pytest.mark.parametrize(("effect", "sign"), [("trial", -1), ("none", 0), ("harmful", 1)])
def test_a_planted_effect_is_reached_within_what_chance_gives(effect: str, sign: int) -> None:
    drawn = council(
        5, years=6, conferences__effect=effect, referrals__families_a_year=2500.0, pre_proceedings__share=0.6
    )
    letters = _letters(drawn)
    planted = drawn.parameters.effect.looked_after
    for arm, share in ((False, planted[0]), (True, planted[1])):
        seen = letters["in_care"][letters["offered"] == arm]
        # Siblings are alike, so a family counts for about its number of children less than that many draws.
        assert abs(seen.mean() - share) < 4 * np.sqrt(1.7 * share * (1 - share) / len(seen))
    difference = planted[1] - planted[0]
    assert np.sign(round(difference, 6)) == sign
    assert (letters["in_care"] == letters["drawn"]).all()


def test_needier_families_first_hides_the_effect_from_a_plain_comparison() -> None:
    drawn = council(
        5, years=6, conferences__offer="needier_first", referrals__families_a_year=2500.0, pre_proceedings__share=0.6
    )
    letters = _letters(drawn)
    plain = letters["in_care"][letters["offered"]].mean() - letters["in_care"][~letters["offered"]].mean()
    assert plain > 0.05
    assert letters["with"].mean() - letters["without"].mean() == pytest.approx(-0.086, abs=0.02)


def _letters(drawn: Council) -> dict[str, np.ndarray]:
    """Children with a letter that lies a year back: whether in care 12 months after it, by its periods of care."""
    parts = []
    for chunk in map(drawn.walked, range(drawn.chunks)):
        letters, care = chunk.tables["pre_proceedings"], chunk.tables["care"]
        care_of = {}
        for case, start, end in zip(care["case"], care["start"], care["end"], strict=True):
            care_of.setdefault(case, []).append((start, end))
        day = letters["letter"] + np.timedelta64(365, "D")
        here = [
            any(start <= on < end for start, end in care_of.get(case, ()))
            for case, on in zip(letters["case"], day, strict=True)
        ]
        old = (letters["letter"] >= np.datetime64("2020-09-01")) & (day <= np.datetime64(LAST))
        would = np.where(letters["offered"], letters["looked_after_1"], letters["looked_after_0"])
        found = {"in_care": np.array(here), "offered": letters["offered"], "drawn": would}
        found |= {"without": letters["looked_after_0"], "with": letters["looked_after_1"]}
        parts.append({name: column[old] for name, column in found.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def test_a_curve_turns_where_it_is_told_to() -> None:
    since = np.datetime64("2024-07-01")
    turn = [{"what": "step_down", "since": "2024-07-01", "factor": 1.35}]
    drawn = council(6, years=6, referrals__families_a_year=1500.0, turns=turn)

    def share(begins: np.datetime64, ends: np.datetime64) -> float:
        stepped = ended = 0
        for chunk in map(drawn.walked, range(drawn.chunks)):
            plans, care, after = (chunk.tables[name] for name in ("protection", "care", "plan"))
            rows = (plans["end"] >= begins) & (plans["end"] < ends) & ~np.isin(plans["case"], care["case"])
            stepped += np.isin(plans["case"][rows], after["case"]).sum()
            ended += rows.sum()
        return stepped / ended

    assert share(since, since + 365) > share(since - 365, since) + 0.12


def test_records_follow_the_contract_and_memory_stays_flat(tmp_path: Path) -> None:
    records = read_records(DEFINITIONS)

    def peak(place: str, families: float) -> tuple[float, dict[str, int]]:
        drawn = council(7, chunk_families=400, referrals__families_a_year=families)
        tracemalloc.start()
        written = write_records(drawn, (LAST,), tmp_path / place, records)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most, written

    peak("warm", 45.0)
    small, few = peak("small", 90.0)
    large, many = peak("large", 540.0)
    assert many["referral"] > 5 * few["referral"]
    assert large < 1.3 * small
    for name in MADE:
        found = pq.read_table(tmp_path / "large" / name / f"{CODE}.parquet")
        assert found.schema.equals(records[name].schema), name
        assert found.num_rows == many[name]


def test_rows_of_records_have_their_keys(tmp_path: Path) -> None:
    records = read_records(DEFINITIONS)
    write_records(council(8), (LAST,), tmp_path, records)
    for name in MADE:
        record = records[name]
        found = pq.read_table(tmp_path / name / f"{CODE}.parquet").to_pandas()
        key = [column for column in record.key if found[column].notna().any()]
        assert found[key[0]].notna().all() and not found.duplicated(key).any(), name
        assert record.only_date is None or found[record.only_date].notna().all(), name


def test_nothing_begins_before_its_referral_or_after_its_closure() -> None:
    tables = council(9, referrals__families_a_year=900.0).walked(0).tables
    case = tables["case"]
    for name in ("assessment", "plan", "enquiry", "protection", "care"):
        of = tables[name]["case"]
        assert size(tables[name]) and (tables[name]["start"] >= case["start"][of]).all(), name
        assert (tables[name]["start"] < case["closure"][of]).all(), name
    order = np.lexsort((case["start"], case["child"]))
    child, start, until = (case[name][order] for name in ("child", "start", "open_until"))
    assert (start[1:] > until[:-1])[child[1:] == child[:-1]].all()


def test_the_command_writes_a_council_and_says_what_it_reached(tmp_path: Path) -> None:
    said = tmp_path / "own.yml"
    said.write_text("figures: {looked_after: 20}\nparameters: {conferences.effect: none, warm_up_years: 4}\n")
    arguments = [
        "made-up",
        str(tmp_path / "drop"),
        "--children",
        "60",
        "--years",
        "2",
        "--formats",
        "annex_a",
        "--parameters",
        str(said),
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "looked_after: " in result.output
    planted = json.loads((tmp_path / "drop-planted.json").read_text())
    assert planted["effects"]["effect"] == "none"
    assert [path.name for path in (tmp_path / "drop" / CODE / LAST.isoformat()).iterdir()] == ["annex_a.xlsx"]


@pytest.mark.parametrize("said", ["parameters: {cases.plam: 0.1}", "figures: {carers: 20}", "colour: red"])
def test_the_command_refuses_a_file_that_sets_what_there_is_not(tmp_path: Path, said: str) -> None:
    own = tmp_path / "own.yml"
    own.write_text(said + "\n")
    result = CliRunner().invoke(app, ["made-up", str(tmp_path / "drop"), "--parameters", str(own)])
    assert result.exit_code == 1
    assert str(own) in str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--formats", "annex_b"], "There is no format annex_b"),
        (["--planted", "{drop}/planted.json"], "lies in the drop folder"),
        (["--council", "E06000012"], "may be a real council's"),
        (["--snapshots", "30/06/2026"], "A snapshot is a day such as"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(tmp_path: Path, arguments: list[str], told: str) -> None:
    drop = tmp_path / "drop"
    filled = [argument.replace("{drop}", str(drop)) for argument in arguments]
    result = CliRunner().invoke(app, ["made-up", str(drop), "--children", "20", "--years", "1", *filled])
    assert result.exit_code == 1
    assert told in str(result.exception)
