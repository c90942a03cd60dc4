"""What newer statements, the order of rows and silence do to a cohort."""

import pytest

from cohort_faults import councils as of
from cohort_faults.world import COUNCIL, Found


@pytest.fixture(scope="session")
def of_council(found):
    return lambda council: Found({mart: frame[frame["council"] == council] for mart, frame in found.frames.items()})


def test_a_corrected_day_of_care_is_the_newest(of_council):
    assert of_council(of.CORRECTED).outcome("letters", "known", "looked_after_at_12_months") == 0


def test_a_letter_taken_back_is_no_case(of_council):
    found = of_council(of.TAKEN_BACK)
    assert not found.cases("letters", "known") and not found.is_flagged("letters", "known")


def test_the_same_statement_twice_is_one(of_council):
    found = of_council(of.SAID_TWICE)
    assert found.case("letters", "known")["children_named"] == 1
    assert found.outcome("letters", "known", "looked_after_at_12_months") == 1


def test_what_was_not_yet_becomes_known(of_council):
    early, late = (of_council(one).follow_up("letters", "march", "12_months") for one in (of.NOT_YET, of.BY_NOW))
    assert (early["is_observed"], early["unobserved_reason"], late["is_observed"]) == (False, "not_yet", True)


def test_the_order_of_landed_rows_is_harmless(of_council):
    for mart, frame in of_council(of.IN_ORDER).frames.items():
        other = of_council(of.TURNED).frames[mart]
        columns = [column for column in frame.columns if column != "council"]
        straight, turned = (one[columns].astype(str).sort_values(columns).to_numpy().tolist() for one in (frame, other))
        assert straight == turned, mart


@pytest.mark.parametrize("council", [of.SILENT, of.UNKNOWN])
def test_a_council_that_tells_nothing_has_no_rows(of_council, council):
    assert all(frame.empty for frame in of_council(council).frames.values())


def test_another_cohort_beside_it_changes_nothing(found):
    for mart, frame in found.frames.items():
        of_both = frame[frame["council"] == COUNCIL]
        one, other = (of_both[of_both["cohort"] == name] for name in ("letters", "letters_again"))
        # The draws behind the interval of a return are the cohort's own.
        drawn = {"lower", "upper", "deadweight_lower", "deadweight_upper"} if mart == "fct_cohort_return" else set()
        columns = [column for column in frame.columns if column not in {"cohort", *drawn}]
        one, other = one[columns], other[columns]
        assert one.astype(str).sort_values(columns).to_numpy().tolist() == (
            other.astype(str).sort_values(columns).to_numpy().tolist()
        ), mart


def test_an_offer_that_no_file_tells_of_is_not_taken_for_none(of_council):
    found = of_council(of.WITHOUT_REGISTER)
    assert not found.cases("letters", "unsaid") and found.is_excluded("letters", "unsaid", "offer_not_known")
