"""Layouts and lists of codes: data that says in one line what is wrong with it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from council_files import DEFINITIONS, shipped, taken, write_csv
from oba.cli import app
from oba.errors import DefinitionError
from oba.local_mi import refused_layouts
from oba.local_mi.layouts import header_key, headers_of, read_layouts

SMALL = """layout: small
name: A small one
formats: [csv]
window: {everything: true}
tables:
  - table: contacts
    headers:
      child: {named: [Child], required: true}
      day: [Day]
    gives:
      - record: contact
        columns: {child_key: child, contact_date: day}
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file beside the shipped definitions and return their folder."""
    definitions = Path(shutil.copytree(DEFINITIONS, tmp_path / "definitions"))

    def written(name: str, text: str) -> Path:
        (definitions / "local_mi" / name).write_text(text)
        return definitions

    return written


def test_every_shipped_layout_can_be_used() -> None:
    assert refused_layouts(DEFINITIONS) == ()
    expected = {"annex_a", "ssda903", "ssda903_liia", "cin_census", "ssd", "dfe_api", "fgc_register", "fgc_families"}
    expected |= {"training", "survey", "partner_police", "partner_adult_services"}
    assert {layout.layout for layout in shipped().layouts} == expected


def test_no_shipped_list_of_codes_is_missing_one_of_a_record() -> None:
    layouts = shipped()
    wanted = {column.codes for record in layouts.records.records for column in record.columns.values() if column.codes}
    assert wanted == set(layouts.codes)


def test_every_code_means_itself() -> None:
    for codes in shipped().codes.values():
        for code, value in codes.values.items():
            assert {codes.code_of(spelling) for spelling in (code, *value.aliases)} == {code}


def test_a_small_layout_can_be_used(write: Callable[[str, str], Path]) -> None:
    assert refused_layouts(write("layouts/small.yml", SMALL)) == ()


@pytest.mark.parametrize(
    ("before", "after", "line", "rule"),
    [
        ("layout: small", "layout: other", 1, "a file is named for what it defines"),
        ("window: {everything: true}\n", "", 1, "a layout that extends none says its window"),
        ("window: {everything: true}", "window: {months: 3, everything: true}", 4, "it is one of everything"),
        ("record: contact", "record: telephone", 11, "a table gives records of records.yml"),
        ("contact_date: day", "contact_day: day", 12, "contact has the column"),
        ("contact_date: day", "contact_date: night", 12, "a column is read from a header of its table"),
        (", required: true", "", 6, "a table is known by at least one header"),
        ("day: [Day]", "day: [Child]", 7, "a spelling is of one header"),
        ("child_key: child, ", "", 12, "a contact has its child_key"),
        ("day: [Day]", "day: {named: [Day], matches: '('}", 9, "is no regular expression"),
        ("day: [Day]", "day: {name: [Day]}", 9, "no such field"),
        ("contact_date: day", "contact_date: [day, child]", 12, "only a key is made of several headers"),
        ("formats: [csv]", "formats: [xml]", 6, "a table of XML or JSON says where it is at"),
        ("formats: [csv]", "formats: [csv]\nbirths: {keep: day}", 4, "who keeps the day of birth says because"),
        ("formats: [csv]", "formats: [csv]\nextends: big", 4, "a variant extends a layout"),
    ],
)
def test_a_wrong_layout_names_file_line_rule_and_mend(
    write: Callable[[str, str], Path], before: str, after: str, line: int, rule: str
) -> None:
    assert before in SMALL
    refused = [str(one) for one in refused_layouts(write("layouts/small.yml", SMALL.replace(before, after, 1)))]
    assert any(f"small.yml, line {line}: " in one and rule in one for one in refused), refused


def test_an_address_is_kept_only_with_a_reason(write: Callable[[str, str], Path]) -> None:
    text = SMALL.replace("record: contact", "record: child").replace("contact_date: day", "address_key: day")
    refused = [str(one) for one in refused_layouts(write("layouts/small.yml", text))]
    assert any("an address is kept only with a reason" in one for one in refused), refused


def test_a_wrong_list_of_codes_is_refused(write: Callable[[str, str], Path]) -> None:
    text = "codes: sex\nsource: x\nseveral: Q\nvalues:\n"
    text += "  M: {text: Male, aliases: [x]}\n  F: {text: Female, aliases: [X]}\n"
    with pytest.raises(DefinitionError) as error:
        read_layouts(write("codes/sex.yml", text))
    assert "a spelling means one code; found 'x'" in str(error.value)
    assert "a pattern means a code of the list; found Q" in str(error.value)


def test_a_variant_has_what_it_leaves_unsaid_from_its_base() -> None:
    layouts = {layout.layout: layout for layout in shipped().layouts}
    base, variant = layouts["ssda903"], layouts["ssda903_liia"]
    assert [table.table for table in variant.tables] == [table.table for table in base.tables]
    assert variant.births == base.births
    assert {"year", "authority"} <= headers_of(variant, variant.tables[0]).keys()


def test_headers_are_compared_by_letters_and_digits() -> None:
    spelled = "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))"
    assert header_key(spelled) == header_key("UnaccompaniedAsylumSeekingChildUASCwithintheLast12MonthsYN")


COMMON = "ChildUniqueID Gender Ethnicity DateOfBirth Age"
# The names that a build of Annex A from the Standard Safeguarding Dataset writes in place of Ofsted's.
TECHNICAL = {
    "list_1": f"{COMMON} DateOfContact ContactSource",
    "list_2": f"{COMMON} AssessmentStartDate AssessmentCompletionDate OrganisationCompletingAssessment",
    "list_3": f"{COMMON} ReferralDate ReferralSource ReferralNFA ReferralsLast12Months AllocatedTeam AllocatedWorker",
    "list_4": f"{COMMON} HasDisability ContinuousAssessmentStart ContinuousAssessmentChildSeen "
    "ContinuousAssessmentAuthDate CSCSupportRequired AllocatedTeam AllocatedWorker",
    "list_5": f"{COMMON} HasDisability StratDiscussionDate InitialCPConfUnnecessary InitialCPConfDate "
    "CPConfResultInCPPlan NumberS47s12m NumberICPCs12m AllocatedTeam AllocatedWorker",
    "list_6": f"{COMMON} HasDisability CINStartDate PrimaryNeedCode DateChildLastSeen CINClosureDate ReasonForClosure "
    "CaseStatus AllocatedTeam AllocatedWorker",
    "list_7": f"{COMMON} HasDisability ChildProtectionPlanStartDate InitialCategoryOfAbuse LatestCategoryOfAbuse "
    "DateOfLastStatutoryVisit ChildSeenAlone DateOfLatestReviewConf ChildProtectionPlanEndDate ProtectionLastSixMonths "
    "NumberOfPreviousChildProtectionPlans AllocatedTeam AllocatedWorker",
    "list_8": f"{COMMON} UASC HasDisability LoookedAfterStartDate ChildCategoryOfNeed SubsequentLACEpisodeLast12Months "
    "MostRecentLegalStatusStart LegalStatus LatestStatutoryReviewDate LastSocialWorkVisitDate PermanencePlan "
    "LastIROVisitDate LastHealthAssessmentDate LastDentalCheckDate PlacementsLast12Months CeasedLookedAfterDate "
    "ReasonCeasedLookedAfter MostRecentPlacementStartDate PlacementType PlacementProvider PlacementPostcode "
    "PlacementURN EpisodesChildMissingFromPlacement EpisodesChildAbsentFromPlacement "
    "ChildOfferedReturnInterviewAfterLastMFH ChildAcceptedReturnInterviewAfterLastMFH AllocatedTeam AllocatedWorker",
    "list_9": f"{COMMON} UASC HasDisability AllocatedTeam AllocatedWorker AllocatedPersonalAdvisor EligibilityCategory "
    "LatestPathwayPlan LAInTouch LatestContact TypeOfAccommodation SuitabilityOfAccommodation ActivityStatus",
    "list_10": "ChildUniqueID FamilyID Gender Ethnicity DateOfBirth Age HasDisability EnteredCareDate "
    "ADMSHOBPADecisionDate PlacementOrderDate MatchedForAdoptionDate PlacedForAdoptionDate AdoptionOrderDate "
    "DecisionReversedDate DecisionReversedReason DateFFAConsurrencyPlacement",
}


@pytest.mark.parametrize("table", TECHNICAL)
def test_every_list_of_annex_a_is_known_by_its_technical_names_too(tmp_path: Path, table: str) -> None:
    extract = taken(write_csv(tmp_path / "a.csv", [TECHNICAL[table].split()]))
    assert [count.source_table for count in extract.tables] == [table]
    assert extract.errors.num_rows == 0  # no header is unknown or missing


def test_the_command_check_tells_what_is_wrong_with_a_layout(write: Callable[[str, str], Path]) -> None:
    definitions = write("layouts/small.yml", SMALL.replace("record: contact", "record: telephone"))
    found = CliRunner().invoke(app, ["check"], env={"OBA_DEFINITIONS": str(definitions), "COLUMNS": "400"})
    assert found.exit_code == 1
    assert "small.yml, line 11: a table gives records of records.yml; found telephone." in found.output
