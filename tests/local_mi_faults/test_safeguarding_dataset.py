"""Tables of the Standard Safeguarding Dataset, as a database writes them into text, with faults."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from local_mi_faults.canaries import BIRTHS, CHILDREN, FAMILIES, NAMES, POSTCODES, TOLD, UPNS, WORKERS
from local_mi_faults.files import Tables, changed, comma_separated
from local_mi_faults.judging import (
    Base,
    Blank,
    Dropped,
    Emptied,
    Expected,
    Fault,
    Place,
    Reads,
    Refused,
    Same,
    Told,
    Trial,
    Without,
)

A, B, C = CHILDREN


def moment(day: object) -> str:
    return f"{day} 00:00:00.000" if day else ""


def tables() -> Tables:
    """Return the tables by name, which a fault may change."""
    return {
        "ssd_person": [
            [
                "pers_legacy_id",
                "pers_person_id",
                "pers_upn",
                "pers_forename",
                "pers_surname",
                "pers_sex",
                "pers_gender",
                "pers_ethnicity",
                "pers_dob",
                "pers_single_unique_id",
                "pers_upn_unknown",
                "pers_send_flag",
                "pers_expected_dob",
                "pers_death_date",
                "pers_is_mother",
                "pers_nationality",
            ],
            *(
                ["", number, upn, *name.split(), sex, "", ethnicity, moment(born), "", "", "N", "", "", "N", "GB"]
                for number, upn, name, sex, ethnicity, born in zip(
                    CHILDREN, UPNS, NAMES, "MFM", ("WBRI", "APKN", "MWBC"), BIRTHS, strict=True
                )
            ),
        ],
        "ssd_cin_episodes": [
            [
                "cine_referral_id",
                "cine_person_id",
                "cine_referral_date",
                "cine_cin_primary_need_code",
                "cine_referral_source_code",
                "cine_referral_source_desc",
                "cine_referral_outcome_json",
                "cine_referral_nfa",
                "cine_close_reason",
                "cine_close_date",
                "cine_referral_team",
                "cine_referral_worker_id",
            ],
            ["R1", A, moment("2023-05-03"), "N1", "6", "Police", "{}", "N", "", "", "Duty Team 1", WORKERS[0]],
            [
                "R2",
                B,
                moment("2023-06-12"),
                "N2",
                "2A",
                "Schools",
                "{}",
                "N",
                "RC8",
                moment("2023-11-27"),
                "Duty Team 2",
                WORKERS[1],
            ],
            ["R3", C, moment("2023-10-03"), "N5", "1A", "Family", "{}", "Y", "", "", "Duty Team 1", WORKERS[2]],
        ],
        "ssd_cp_plans": [
            [
                "cppl_cp_plan_id",
                "cppl_referral_id",
                "cppl_icpc_id",
                "cppl_person_id",
                "cppl_cp_plan_start_date",
                "cppl_cp_plan_end_date",
                "cppl_cp_plan_ola",
                "cppl_cp_plan_initial_category",
                "cppl_cp_plan_latest_category",
            ],
            ["P1", "R1", "I1", A, moment("2023-09-04"), "", "N", "NEG", "EMO"],
            ["P2", "R2", "I2", B, moment("2023-07-10"), moment("2023-11-20"), "N", "PHY", "PHY"],
        ],
        "ssd_cla_episodes": [
            [
                "clae_cla_episode_id",
                "clae_person_id",
                "clae_cla_placement_id",
                "clae_cla_episode_start_date",
                "clae_cla_episode_start_reason",
                "clae_cla_primary_need_code",
                "clae_cla_episode_ceased_date",
                "clae_cla_episode_ceased_reason",
                "clae_cla_id",
                "clae_referral_id",
                "clae_entered_care_date",
            ],
            [
                "E1",
                A,
                "L1",
                moment("2023-05-06"),
                "S",
                "N1",
                moment("2023-08-14"),
                "X1",
                "K1",
                "R1",
                moment("2023-05-06"),
            ],
            ["E2", A, "L2", moment("2023-08-14"), "P", "N1", "", "", "K1", "R1", moment("2023-05-06")],
            [
                "E3",
                B,
                "L3",
                moment("2023-06-20"),
                "S",
                "N2",
                moment("2024-01-15"),
                "E4A",
                "K2",
                "R2",
                moment("2023-06-20"),
            ],
        ],
        "ssd_family": [
            ["fami_table_id", "fami_family_id", "fami_person_id"],
            ["1", FAMILIES[0], A],
            ["2", FAMILIES[0], B],
        ],
        "ssd_address": [
            [
                "addr_table_id",
                "addr_person_id",
                "addr_address_type",
                "addr_address_start_date",
                "addr_address_end_date",
                "addr_address_postcode",
                "addr_address_json",
            ],
            ["1", A, "Home", moment("2020-01-06"), "", POSTCODES[0], f'{{"STREET": "{NAMES[0]} Road"}}'],
            ["2", B, "Home", moment("2020-01-06"), "", POSTCODES[1], "{}"],
        ],
        "ssd_linked_identifiers": [
            [
                "link_table_id",
                "link_person_id",
                "link_identifier_type",
                "link_identifier_value",
                "link_valid_from_date",
                "link_valid_to_date",
            ],
            ["1", A, "NHS Number", "4857773456", moment("2020-01-06"), ""],
            ["2", B, "Case Number", "CN-66120", moment("2020-01-06"), ""],
        ],
    }


def comma(name: str) -> Base:
    return Base(f"{name}.csv", cache(lambda: comma_separated(tables()[name]).encode()))


def table(name: str, what: str, change: Callable[[list[list[Any]]], Any], *expected: Expected) -> Fault:
    def make() -> bytes:
        rows = tables()[name]
        return comma_separated(change(rows) or rows).encode()

    return Fault(f"{name}: {what}", comma(name), make, expected)


def cell(name: str, column: str, what: str, value: str, *expected: type | Expected, row: int = 3) -> Fault:
    place = Place(name, row, column)
    return Fault(
        f"{column}: {what}",
        comma(name),
        lambda: comma_separated(changed(tables(), name, row, column, value)[name]).encode(),
        tuple(o() if o is Same else o(place) if isinstance(o, type) else o for o in expected),
    )


REFERRALS, PLANS, CARE, PERSON = "ssd_cin_episodes", "ssd_cp_plans", "ssd_cla_episodes", "ssd_person"
FAULTS = [
    cell(REFERRALS, "cine_person_id", "minus one, which stands for none", "-1", Dropped),
    cell(REFERRALS, "cine_person_id", "a placeholder", "SSD_PH", Dropped),
    cell(REFERRALS, "cine_person_id", "a fraction of nought", f"{B}.0", Same, Dropped),
    cell(
        REFERRALS,
        "cine_person_id",
        "noughts before it, which are another number",
        f"000{B}",
        Reads(Place(REFERRALS, 3), {}),
    ),
    cell(REFERRALS, "cine_referral_date", "a time of day", "2023-06-12 14:35:00.000", Same),
    cell(REFERRALS, "cine_referral_date", "seven digits of a second", "2023-06-12 00:00:00.0000000", Same),
    cell(REFERRALS, "cine_referral_date", "the day that stands for none", "1900-01-01 00:00:00.000", Dropped),
    cell(REFERRALS, "cine_referral_date", "the words of a database", "Jun 12 2023 12:00AM", Dropped, Same),
    cell(REFERRALS, "cine_referral_date", "no such day", "2023-06-31 00:00:00.000", Dropped),
    cell(REFERRALS, "cine_referral_date", "no such hour", "2023-06-12 25:61:00.000", Dropped, Same),
    cell(REFERRALS, "cine_close_date", "before the referral", "2023-06-11 00:00:00.000", Told, Emptied),
    cell(REFERRALS, "cine_close_reason", "a description of none of the codes", "No longer our problem", Emptied),
    cell(REFERRALS, "cine_referral_nfa", "a null of the database", "NULL", Blank),
    cell(REFERRALS, "cine_referral_nfa", "a word", "possibly", Emptied),
    cell(REFERRALS, "cine_referral_outcome_json", "broken", '{"NFA": ', Same),
    cell(REFERRALS, "cine_referral_outcome_json", "a story", TOLD, Same),
    cell(REFERRALS, "cine_referral_worker_id", "minus one, which stands for none", "-1", Blank),
    cell(
        PLANS,
        "cppl_cp_plan_start_date",
        "before the child is born by fifty years",
        "1963-07-10 00:00:00.000",
        Told,
        Dropped,
    ),
    cell(PLANS, "cppl_cp_plan_end_date", "the day that stands for the end of time", "9999-12-31 00:00:00.000", Blank),
    cell(PLANS, "cppl_cp_plan_ola", "a null", "NULL", Blank),
    cell(PLANS, "cppl_cp_plan_latest_category", "a description", "Physical Abuse", Same),
    cell(CARE, "clae_cla_episode_start_date", "no date", "", Dropped),
    cell(CARE, "clae_cla_episode_ceased_date", "before its start", "2023-08-13 00:00:00.000", Told, Emptied),
    cell(
        CARE,
        "clae_cla_episode_ceased_reason",
        "a description",
        "Returned home to live with parent",
        Same,
        Emptied,
        Told,
        row=4,
    ),
    cell(PERSON, "pers_upn", "a reason", "UN1", Blank),
    cell(PERSON, "pers_forename", "a mark that says do not use", "Duplicate", Same, Told),
    cell(PERSON, "pers_dob", "no such day", "2013-02-30 00:00:00.000", Emptied),
    cell(PERSON, "pers_dob", "the day that stands for none", "1900-01-01 00:00:00.000", Blank),
    cell(PERSON, "pers_person_id", "another child's", A, Told(Place(PERSON, None, "pers_dob"))),
    cell(PERSON, "pers_person_id", "a name", NAMES[1], Dropped),
    cell("ssd_family", "fami_family_id", "a placeholder", "SSD_PH", Blank, Dropped(Place("ssd_family", 3))),
    cell("ssd_address", "addr_address_postcode", "a sentence", TOLD, Same, Emptied, Blank),
    cell(
        "ssd_linked_identifiers",
        "link_identifier_value",
        "a placeholder",
        "SSD_PH",
        Blank,
        Dropped(Place("ssd_linked_identifiers", 3)),
    ),
    cell(
        "ssd_linked_identifiers",
        "link_identifier_type",
        "a name",
        NAMES[0],
        Told,
        Emptied,
        Reads(Place("ssd_linked_identifiers", 3), {}),
    ),
    table(
        REFERRALS,
        "a column that the documents do not have",
        lambda rows: [row.append(value) for row, value in zip(rows, ["cine_x", *NAMES], strict=True)] and None,
        Same(),
        Told(Place()),
    ),
    table(
        REFERRALS,
        "a column missing that is not needed",
        lambda rows: [row[:5] + row[7:] for row in rows],
        Same(),
        Told(Place()),
        Refused(),
    ),
    table(REFERRALS, "a column missing that is needed", lambda rows: [row[:2] + row[3:] for row in rows], Refused()),
    table(REFERRALS, "names in upper case", lambda rows: [[name.upper() for name in rows[0]], *rows[1:]], Same()),
    table(
        REFERRALS,
        "names in brackets of a database",
        lambda rows: [[f"[{name}]" for name in rows[0]], *rows[1:]],
        Same(),
        Refused(),
    ),
    table(REFERRALS, "no row", lambda rows: rows[:1], Refused(), Without()),
    table(
        REFERRALS,
        "the line of dashes and the count of a database",
        lambda rows: [rows[0], ["-" * 10] * 12, *rows[1:], [], ["(3 rows affected)"]],
        Dropped(Place(REFERRALS)),
        Refused(),
    ),
    table(
        REFERRALS,
        "a message of a database behind the rows",
        lambda rows: [*rows, [f"Msg 245, Conversion failed: {NAMES[0]}"]],
        Told(Place(REFERRALS, 5)),
        Dropped(Place(REFERRALS, 5)),
    ),
    table(
        REFERRALS,
        "a row with a tab and a line end in a text",
        lambda rows: rows[2].__setitem__(10, "Duty\tTeam\r\n2"),
        Same(),
    ),
    table(
        PERSON,
        "a child twice with two birth dates",
        lambda rows: rows.append([*rows[2][:8], moment(BIRTHS[0]), *rows[2][9:]]),
        Told(Place(PERSON, None, "pers_dob")),
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_a_table_of_the_dataset_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
