"""The Standard Safeguarding Dataset: its tables, as a database of a council dumps them."""

import json

import numpy as np
import pandas as pd

from oba.made_up.emit.annex_a import (
    leaver_codes,
    periods,
    placement_postcodes,
    teams,
    urns,
    worker_numbers,
)
from oba.made_up.emit.ssda903 import MOVED, pupil_numbers
from oba.made_up.emit.texts import ACTIVITY, LEGAL, SOURCES
from oba.made_up.view import View, all_of_series, within_years
from oba.made_up.words import forename, postcode, street, surname, worker_name

YEARS = 6


def tables(view: View) -> dict[str, pd.DataFrame]:
    """Return the tables by name; every one has the cohort of ``ssd_person``: what ran in the last six years."""
    view = within_years(view, YEARS)
    return {
        f"ssd_{name}": made(view)
        for name, made in {
            "person": _person, "linked_identifiers": _identifiers, "family": _family, "mother": _mother,
            "address": _address, "disability": _disability, "contacts": _contacts,
            "early_help_episodes": _early_help, "cin_episodes": _cases, "cin_assessments": _assessments,
            "assessment_factors": _factors, "cin_plans": _plans, "s47_enquiry": _enquiries,
            "initial_cp_conference": _conferences, "cp_plans": _protection, "cp_reviews": _reviews,
            "cla_episodes": _episodes, "cla_placement": _placements, "legal_status": _legal,
            "permanence": _permanence, "cla_previous_permanence": _orders_before, "pre_proceedings": _pre_proceedings,
            "care_leavers": _leavers, "professionals": _professionals,
        }.items()
    }  # fmt: skip


def _frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {name: values.to_numpy() if isinstance(values, pd.Series) else values for name, values in columns.items()}
    )


def _flag(values: pd.Series) -> np.ndarray:
    return np.where(values, "Y", "N")


def _texts(codes: pd.Series, texts: dict[str, str]) -> list[str]:
    return [texts.get(code, "") for code in codes]


def _person(view: View) -> pd.DataFrame:
    rows = view["person"]
    numbers = pupil_numbers(rows, view.until)
    unborn = rows["unborn"]
    return _frame(
        pers_legacy_id=[f"L{child}" for child in rows["child"]],
        pers_person_id=rows["child"],
        pers_upn=["" if number == "UN1" else number for number in numbers],
        pers_forename=[
            forename(child) if not is_unborn else "Unborn"
            for child, is_unborn in zip(rows["child"], unborn, strict=True)
        ],
        pers_surname=[surname(family) for family in rows["family"]],
        pers_sex=np.where(unborn, "U", rows["sex"]),
        pers_gender=np.where(unborn, "U", rows["sex"]),
        pers_ethnicity=rows["ethnicity"],
        pers_dob=rows["birth"].where(~unborn),
        pers_single_unique_id="SSD_PH",
        pers_upn_unknown=[number if number == "UN1" else "" for number in numbers],
        pers_send_flag="",
        pers_expected_dob=rows["birth"].where(unborn),
        pers_death_date=rows["death"],
        pers_is_mother="N",
        pers_nationality="",
    )


def _identifiers(view: View) -> pd.DataFrame:
    rows = view["person"]
    rows = rows[rows["pupil_number_changed"]]
    return _frame(
        link_table_id=rows["child"],
        link_person_id=rows["child"],
        link_identifier_type="Case Number",
        link_identifier_value=[f"CN{child}" for child in rows["child"]],
        link_valid_from_date=pd.NaT,
        link_valid_to_date=pd.NaT,
    )


def _family(view: View) -> pd.DataFrame:
    rows = view["person"]
    return _frame(
        fami_table_id=rows["child"],
        fami_family_id=[f"F{family}" for family in rows["family"]],
        fami_person_id=rows["child"],
    )


def _mother(view: View) -> pd.DataFrame:
    rows = view["person"]
    rows = rows[rows["mother"] > 0]
    return _frame(
        moth_table_id=rows["child"],
        moth_person_id=rows["mother"],
        moth_childs_person_id=rows["child"],
        moth_childs_dob=rows["birth"].where(~rows["unborn"]),
    )


def _address(view: View) -> pd.DataFrame:
    rows = view["person"]
    rows = rows[rows["address"] > 0]
    moved = rows["moved"].where(rows["moved"] <= view.on)
    first = rows.assign(since=pd.NaT, until=moved, number=rows["address"])
    later = rows.assign(since=moved, until=pd.NaT, number=rows["address"] + MOVED)[moved.notna()]
    both = pd.concat([first, later]) if len(later) else first
    codes = [postcode(int(number)) for number in both["number"]]
    lines = [street(int(number)) for number in both["number"]]
    return _frame(
        addr_table_id=np.arange(len(both)) + 1,
        addr_person_id=both["child"],
        addr_address_type="HOME",
        addr_address_start_date=both["since"],
        addr_address_end_date=both["until"],
        addr_address_postcode=codes,
        addr_address_json=[
            json.dumps({"STREET": line, "POSTCODE": code}) for line, code in zip(lines, codes, strict=True)
        ],
    )


def _disability(view: View) -> pd.DataFrame:
    rows = view["person"]
    rows = rows[rows["disabled"]]
    return _frame(disa_table_id=rows["child"], disa_person_id=rows["child"], disa_disability_code=rows["disability"])


def _contacts(view: View) -> pd.DataFrame:
    rows = view["contact"]
    return _frame(
        cont_contact_id=rows["id"],
        cont_person_id=rows["child"],
        cont_contact_date=rows["start"],
        cont_contact_source_code=rows["source"],
        cont_contact_source_desc=_texts(rows["source"], SOURCES),
        cont_contact_outcome_json="{}",
    )


def _early_help(view: View) -> pd.DataFrame:
    rows = view["early_help"]
    return _frame(
        earl_episode_id=rows["id"],
        earl_person_id=rows["child"],
        earl_episode_start_date=rows["start"],
        earl_episode_end_date=rows["end"],
        earl_episode_reason="",
        earl_episode_end_reason="",
        earl_episode_organisation=[f"Early Help Locality {place + 1}" for place in rows["locality"]],
        earl_episode_worker_id="",
    )


def _cases(view: View) -> pd.DataFrame:
    rows = view["case"]
    return _frame(
        cine_referral_id=rows["id"],
        cine_person_id=rows["child"],
        cine_referral_date=rows["start"],
        cine_cin_primary_need_code=rows["need"],
        cine_referral_source_code=rows["source"],
        cine_referral_source_desc=_texts(rows["source"], SOURCES),
        cine_referral_outcome_json="{}",
        cine_referral_nfa=_flag(rows["nfa"]),
        cine_close_reason=rows["reason"],
        cine_close_date=rows["end"],
        cine_referral_team=teams(view, rows["child"], "contact"),
        cine_referral_worker_id=worker_numbers(rows["child"], "contact"),
    )


def _assessments(view: View) -> pd.DataFrame:
    rows = view["assessment"]
    return _frame(
        cina_assessment_id=rows["id"],
        cina_person_id=rows["child"],
        cina_referral_id=rows["case"],
        cina_assessment_start_date=rows["start"],
        cina_assessment_child_seen=_flag(rows["seen"]),
        cina_assessment_auth_date=rows["end"],
        cina_assessment_outcome_json="{}",
        cina_assessment_outcome_nfa=np.where(rows["end"].notna(), _flag(~rows["needed"].astype(bool)), ""),
        cina_assessment_team=teams(view, rows["child"], "assessment"),
        cina_assessment_worker_id=worker_numbers(rows["child"], "assessment"),
    )


def _factors(view: View) -> pd.DataFrame:
    rows = view["assessment"]
    rows = rows[rows["end"].notna()]
    return _frame(
        cinf_table_id=rows["id"],
        cinf_assessment_id=rows["id"],
        cinf_assessment_factors_json=[json.dumps([factor]) for factor in rows["factor"]],
    )


def _plans(view: View) -> pd.DataFrame:
    rows = view["plan"]
    return _frame(
        cinp_cin_plan_id=rows["id"],
        cinp_referral_id=rows["case"],
        cinp_person_id=rows["child"],
        cinp_cin_plan_start_date=rows["start"],
        cinp_cin_plan_end_date=rows["end"],
        cinp_cin_plan_team=teams(view, rows["child"], "help"),
        cinp_cin_plan_worker_id=worker_numbers(rows["child"], "help"),
    )


def _enquiries(view: View) -> pd.DataFrame:
    rows = view["enquiry"]
    return _frame(
        s47e_s47_enquiry_id=rows["id"],
        s47e_referral_id=rows["case"],
        s47e_person_id=rows["child"],
        s47e_s47_start_date=rows["start"],
        s47e_s47_end_date=rows["end"],
        s47e_s47_nfa=np.where(rows["end"].notna(), _flag(rows["conference"].isna()), ""),
        s47e_s47_outcome_json="{}",
        s47e_s47_completed_by_team=teams(view, rows["child"], "assessment"),
        s47e_s47_completed_by_worker_id=worker_numbers(rows["child"], "assessment"),
    )


def _conferences(view: View) -> pd.DataFrame:
    rows = view["enquiry"]
    rows = rows[rows["conference"].notna()]
    plans = view["protection"].drop_duplicates("case").set_index("case")["id"]
    return _frame(
        icpc_icpc_id=rows["id"],
        icpc_s47_enquiry_id=rows["id"],
        icpc_person_id=rows["child"],
        icpc_cp_plan_id=rows["case"].map(plans),
        icpc_referral_id=rows["case"],
        icpc_icpc_transfer_in="N",
        icpc_icpc_target_date=rows["start"] + pd.Timedelta(days=21),
        icpc_icpc_date=rows["conference"],
        icpc_icpc_outcome_cp_flag=_flag(rows["plan"]),
        icpc_icpc_outcome_json="{}",
        icpc_icpc_team=teams(view, rows["child"], "assessment"),
        icpc_icpc_worker_id=worker_numbers(rows["child"], "assessment"),
    )


def _protection(view: View) -> pd.DataFrame:
    rows = view["protection"]
    return _frame(
        cppl_cp_plan_id=rows["id"],
        cppl_referral_id=rows["case"],
        cppl_icpc_id="",
        cppl_person_id=rows["child"],
        cppl_cp_plan_start_date=rows["start"],
        cppl_cp_plan_end_date=rows["end"],
        cppl_cp_plan_ola="N",
        cppl_cp_plan_initial_category=rows["initial"],
        cppl_cp_plan_latest_category=rows["latest"],
    )


def _reviews(view: View) -> pd.DataFrame:
    rows = all_of_series(view["protection"].reset_index(drop=True), view.until, 85, 175)
    return _frame(
        cppr_cp_review_id=np.arange(len(rows)) + 1,
        cppr_person_id=rows["child"],
        cppr_cp_plan_id=rows["id"],
        cppr_cp_review_due=rows["day"],
        cppr_cp_review_date=rows["day"],
        cppr_cp_review_meeting_outcome_continue_cp="Y",
        cppr_cp_review_quorate="Y",
        cppr_cp_review_participation="",
    )


def _episodes(view: View) -> pd.DataFrame:
    rows = view["episode"]
    entered = rows["period"].map(rows.groupby("period")["start"].min())
    return _frame(
        clae_cla_episode_id=rows["id"],
        clae_person_id=rows["child"],
        clae_cla_placement_id=placement_ids(rows),
        clae_cla_episode_start_date=rows["start"],
        clae_cla_episode_start_reason=rows["began"],
        clae_cla_primary_need_code=rows["case"].map(view["case"].set_index("id")["need"]),
        clae_cla_episode_ceased_date=rows["end"],
        clae_cla_episode_ceased_reason=rows["ended"],
        clae_cla_id=rows["period"],
        clae_referral_id=rows["case"],
        clae_cla_last_iro_contact_date=pd.NaT,
        clae_entered_care_date=entered,
    )


def placement_ids(episodes: pd.DataFrame) -> pd.Series:
    """Return the number of each episode's placement."""
    return episodes["period"] * 10 + episodes["place_number"]


def _placements(view: View) -> pd.DataFrame:
    rows = view["episode"].assign(placement=lambda found: placement_ids(found))
    grouped = rows.groupby("placement")
    last = grouped.tail(1).set_index("placement")
    last["start"] = grouped["start"].min()
    last = last.reset_index()
    return _frame(
        clap_cla_placement_id=last["placement"],
        clap_cla_id=last["period"],
        clap_person_id=last["child"],
        clap_cla_placement_start_date=last["start"],
        clap_cla_placement_type=last["place"],
        clap_cla_placement_urn=urns(last),
        clap_cla_placement_distance="",
        clap_cla_placement_provider=last["provider"],
        clap_cla_placement_postcode=placement_postcodes(last),
        clap_cla_placement_end_date=last["end"],
        clap_cla_placement_change_reason=last["why"],
    )


def _legal(view: View) -> pd.DataFrame:
    rows = view["episode"].sort_values(["period", "start"], kind="stable")
    changed = (rows["period"] != rows["period"].shift()) | (rows["status"] != rows["status"].shift())
    grouped = rows.groupby(changed.cumsum())
    first, last = grouped.head(1).reset_index(drop=True), grouped.tail(1).reset_index(drop=True)
    return _frame(
        lega_legal_status_id=first["id"],
        lega_person_id=first["child"],
        lega_legal_status=[f"{code} - {LEGAL[code]}" for code in first["status"]],
        lega_legal_status_start_date=first["start"],
        lega_legal_status_end_date=last["end"],
    )


def _permanence(view: View) -> pd.DataFrame:
    every = periods(view)
    order = every["ended"].map(
        {"E11": "Adoption", "E12": "Adoption", "E41": "Child Arrangements/ Residence Order"}
        | dict.fromkeys(("E45", "E46", "E47", "E48"), "Special Guardianship Order")
    )
    rows, order = every[order.notna()], order[order.notna()]
    return _frame(
        perm_table_id=rows["id"],
        perm_person_id=rows["child"],
        perm_cla_id=rows["period"],
        perm_permanence_order_date=rows["end"],
        perm_permanence_order_type=order,
    )


def _orders_before(view: View) -> pd.DataFrame:
    rows = view.frames.get("order_before", pd.DataFrame({"child": [], "order": [], "month": []}))
    options = {
        "P1": "Adoption",
        "P2": "Special Guardianship Order",
        "P3": "Residence order or child arrangements order",
    }
    return _frame(
        lapp_table_id=rows["child"],
        lapp_person_id=rows["child"],
        lapp_previous_permanence_option=[f"{code} - {options[code]}" for code in rows["order"]],
        lapp_previous_permanence_la="",
        lapp_previous_permanence_order_date=rows["month"],
    )


def _pre_proceedings(view: View) -> pd.DataFrame:
    rows = view["pre_proceedings"]
    decided = rows["end"].notna()
    outcome = np.select(
        [decided & rows["issued"], decided], ["Decision to Issue Care Proceedings", "Decision to step down"], ""
    )
    return _frame(
        prep_table_id=rows["id"],
        prep_person_id=rows["child"],
        prep_plo_family_id=[f"P{family}" for family in rows["family"]],
        prep_pre_pro_decision_date=rows["start"],
        prep_initial_pre_pro_meeting_date=rows["met"],
        prep_pre_pro_outcome=outcome,
        prep_agree_stepdown_issue_date=rows["end"],
        prep_cp_plans_referral_period="",
        prep_legal_gateway_outcome="B",
        prep_prev_pre_proc_child=0,
        prep_prev_care_proc_child=0,
        prep_pre_pro_letter_date=rows["letter"],
        prep_care_pro_letter_date=rows["applied"],
        prep_pre_pro_meetings_num=np.where(decided, rows["reviews"], 0),
        prep_court_reference="",
    )


def _leavers(view: View) -> pd.DataFrame:
    rows = view["leaver"]
    codes = leaver_codes(rows["child"])
    return _frame(
        clea_table_id=rows["child"],
        clea_person_id=rows["child"],
        clea_care_leaver_eligibility="Former relevant",
        clea_care_leaver_in_touch=codes["touch"],
        clea_care_leaver_latest_contact=rows["start"],
        clea_care_leaver_accommodation=codes["accommodation"],
        clea_care_leaver_accom_suitable=np.where(codes["accommodation"] == "S", "N", "Y"),
        clea_care_leaver_activity=[f"{code} - {ACTIVITY[code]}" for code in codes["activity"]],
    )


def _professionals(view: View) -> pd.DataFrame:
    numbers = range(200)
    return _frame(
        prof_professional_id=numbers,
        prof_professional_name=[worker_name(number) for number in numbers],
        prof_social_worker_registration_no="",
    )
