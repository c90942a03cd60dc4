"""Every family of the council comes out as README.md says; and what holds of all rows of the marts."""

import pandas as pd
import pytest

from cohort_faults import cases_bad_input, cases_dates, cases_families, cases_statuses  # noqa: F401
from cohort_faults.world import CHECKED

MARTS = {
    "fct_cohort_case": ["cohort", "council", "case_key"],
    "fct_cohort_child": ["cohort", "council", "case_key", "child_key"],
    "fct_cohort_follow_up": ["cohort", "council", "case_key", "child_key", "checkpoint", "checkpoint_date"],
    "fct_cohort_outcome": ["cohort", "council", "case_key", "child_key", "outcome"],
    "fct_cohort_duration": ["cohort", "council", "case_key", "child_key", "survival_event"],
}


@pytest.mark.parametrize("family_fault", sorted(CHECKED))
def test_the_family_comes_out_as_planned(found, family_fault):
    CHECKED[family_fault](found)


def test_every_row_is_one_row(found):
    for mart, key in MARTS.items():
        assert not found.frames[mart].duplicated(key).any(), mart


def test_no_case_is_lost_in_silence(found):
    cases, out = found.frames["fct_cohort_case"], found.frames["fct_cohort_exclusion"]
    left_out = cases[~cases["is_included"].astype(bool)].set_index(["cohort", "council", "case_key"]).index
    assert left_out.isin(out.set_index(["cohort", "council", "case_key"]).index).all()


def test_what_is_not_observed_has_a_reason_and_no_value(found):
    for mart, value in (("fct_cohort_outcome", "outcome_value"), ("fct_cohort_follow_up", "cohort_status")):
        frame = found.frames[mart]
        unseen = ~frame["is_observed"].astype(bool)
        assert frame.loc[unseen, value].isna().all() and frame.loc[unseen, "unobserved_reason"].notna().all()
        assert frame.loc[~unseen, value].notna().all() and frame.loc[~unseen, "unobserved_reason"].isna().all()


def test_days_in_care_are_never_more_than_the_window(found):
    frame = found.frames["fct_cohort_outcome"]
    for months, most in ((6, 184), (12, 366), (24, 731)):
        values = frame.loc[frame["outcome"] == f"days_looked_after_within_{months}_months", "outcome_value"].dropna()
        assert ((values >= 0) & (values <= most)).all()


def test_days_in_a_longer_window_are_never_fewer(found):
    frame = found.frames["fct_cohort_outcome"].query("outcome.str.startswith('days_looked_after')", engine="python")
    wide = frame.pivot_table(index=["cohort", "case_key", "child_key"], columns="outcome", values="outcome_value")
    both = wide.dropna()
    assert (both["days_looked_after_within_6_months"] <= both["days_looked_after_within_12_months"]).all()


def test_no_child_is_twice_in_a_cohort_at_one_index_date(found):
    frame = found.frames["fct_cohort_child"].query("is_included")
    assert not frame.duplicated(["cohort", "council", "child_key", "index_date"]).any()


def test_a_childs_clusters_are_one(found):
    frame = found.frames["fct_cohort_child"]
    assert (frame.groupby(["cohort", "council", "child_key"])["cluster_key"].nunique() <= 1).all()


def test_groups_are_whole_and_apart(found):
    cases = found.frames["fct_cohort_case"]
    assert (cases["is_offered"].astype(bool) == (cases["cohort_group"] != "not_offered")).all()
    assert (cases["is_attended"].astype(bool) == (cases["cohort_group"] == "offered_attended")).all()
    assert not (cases["days_to_conference"].dropna() < 0).any()


def test_follow_up_never_goes_beyond_what_the_extracts_tell(found):
    seen = found.frames["fct_cohort_follow_up"].merge(
        found.frames["fct_cohort_child"][["cohort", "council", "case_key", "child_key", "followed_until"]],
        on=["cohort", "council", "case_key", "child_key"],
    )
    seen = seen[seen["is_observed"].astype(bool)]
    assert (pd.to_datetime(seen["checkpoint_date"]) <= pd.to_datetime(seen["followed_until"])).all()
