"""The children in need census as XML with faults, in the forms of 2021 to 2026."""

from collections.abc import Callable

import pytest

from local_mi_faults.canaries import BIRTHS, CHILDREN, FORMER_UPN, NAMES, TOLD, UPNS, WORKERS
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
MESSAGE = """<?xml version="1.0" encoding="utf-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>2024</Year>
      <ReferenceDate>2024-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>301</LEA>
      <SoftwareCode>Local Authority</SoftwareCode>
      <Release>ver 3.1.21</Release>
      <SerialNo>001</SerialNo>
      <DateTime>2024-05-23T11:14:05</DateTime>
    </Source>
  </Header>
  <Children>
%s  </Children>
</Message>
"""
CHILD = """    <Child>
      <ChildIdentifiers>
        <LAchildID>{number}</LAchildID>
        <UPN>{upn}</UPN>
        <PersonBirthDate>{born}</PersonBirthDate>
        <Sex>{sex}</Sex>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>{ethnicity}</Ethnicity>
        <Disabilities>
          <Disability>NONE</Disability>
        </Disabilities>
      </ChildCharacteristics>
{details}    </Child>
"""
FIRST = """      <CINdetails>
        <CINreferralDate>2023-05-03</CINreferralDate>
        <ReferralSource>6</ReferralSource>
        <PrimaryNeedCode>N1</PrimaryNeedCode>
        <Assessments>
          <AssessmentActualStartDate>2023-05-04</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>2023-06-14</AssessmentAuthorisationDate>
          <FactorsIdentifiedAtAssessment>
            <AssessmentFactors>1C</AssessmentFactors>
            <AssessmentFactors>6B</AssessmentFactors>
          </FactorsIdentifiedAtAssessment>
        </Assessments>
        <CINPlanDates>
          <CINPlanStartDate>2023-06-15</CINPlanStartDate>
          <CINPlanEndDate>2023-09-04</CINPlanEndDate>
        </CINPlanDates>
        <Section47>
          <S47ActualStartDate>2023-08-14</S47ActualStartDate>
          <InitialCPCtarget>2023-09-05</InitialCPCtarget>
          <DateOfInitialCPC>2023-09-04</DateOfInitialCPC>
          <ICPCnotRequired>false</ICPCnotRequired>
        </Section47>
        <ReferralNFA>0</ReferralNFA>
        <ChildProtectionPlans>
          <CPPstartDate>2023-09-04</CPPstartDate>
          <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
          <LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>
          <NumberOfPreviousCPP>1</NumberOfPreviousCPP>
          <Reviews>
            <CPPreviewDate>2023-12-01</CPPreviewDate>
          </Reviews>
        </ChildProtectionPlans>
        <PreProceedingsandFGDM>
          <PPStartDate>2024-01-09</PPStartDate>
          <LBPSentDate>2024-01-19</LBPSentDate>
          <FGDMMeetingOffer>1</FGDMMeetingOffer>
          <FGDMMeetingFac>1</FGDMMeetingFac>
          <InitialPPMeetingDate>2024-02-02</InitialPPMeetingDate>
          <ReviewMeetingsCount>1</ReviewMeetingsCount>
          <StepDecisionDate>2024-03-01</StepDecisionDate>
          <PPOutcome>A</PPOutcome>
        </PreProceedingsandFGDM>
      </CINdetails>
"""
SECOND = """      <CINdetails>
        <CINreferralDate>2023-06-12</CINreferralDate>
        <ReferralSource>2A</ReferralSource>
        <PrimaryNeedCode>N2</PrimaryNeedCode>
        <CINclosureDate>2023-11-27</CINclosureDate>
        <ReasonForClosure>RC8</ReasonForClosure>
        <ReferralNFA>0</ReferralNFA>
      </CINdetails>
"""
THIRD = """      <CINdetails>
        <CINreferralDate>2023-10-03</CINreferralDate>
        <ReferralSource>1A</ReferralSource>
        <ReferralNFA>1</ReferralNFA>
      </CINdetails>
"""


def child(place: int, details: str) -> str:
    born = BIRTHS[place].isoformat()
    sex, ethnicity = ("M", "F", "M")[place], ("WBRI", "APKN", "MWBC")[place]
    return CHILD.format(
        number=CHILDREN[place], upn=UPNS[place], born=born, sex=sex, ethnicity=ethnicity, details=details
    )


FAMILY = (child(0, FIRST), child(1, SECOND), child(2, THIRD))
WHOLE = Base("cin_2024.xml", (MESSAGE % "".join(FAMILY)).encode)
SOUND = MESSAGE % "".join(FAMILY[1:])
BASE = Base("cin_2024 in brief.xml", SOUND.encode)

Edit = Callable[[str], str]


def census(what: str, edit: Edit, *expected: Expected, also: tuple[str, ...] = (), whole: bool = False) -> Fault:
    """Return the fault of a text that is changed: of the brief one, unless only the whole has what is changed."""
    base = WHOLE if whole or edit(SOUND) == SOUND else BASE

    def make() -> bytes:
        sound = base.content().decode()
        new = edit(sound)
        assert new != sound, what
        return new.encode()

    return Fault(what, base, make, expected, also=also)


def raw(what: str, make: Callable[[], bytes], *expected: Expected, name: str = "") -> Fault:
    return Fault(what, BASE, make, expected, name=name)


def swap(old: str, new: str) -> Edit:
    return lambda text: text.replace(old, new, 1)


def element(name: str, old: str, new: str, what: str, *expected: type | Expected) -> Fault:
    place = Place(None, None, name)
    outcomes = tuple(o() if o is Same else o(place) if isinstance(o, type) else o for o in expected)
    return census(f"{name}: {what}", swap(f"<{name}>{old}</{name}>", f"<{name}>{new}</{name}>"), *outcomes)


LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ATTRIBUTES = "".join(f' a{n}="1"' for n in range(100_000))
QUADRATIC = f'<!DOCTYPE Message [<!ENTITY a "{"a" * 100_000}">]>'


def declared(doctype: str, inside: str = "") -> Edit:
    """The message has a document type, and a pupil number is what is inside."""

    def edit(text: str) -> str:
        head, _, rest = text.partition("<Message>")
        return f"{head}{doctype}<Message>{rest.replace(UPNS[1], inside or UPNS[1], 1)}"

    return edit


DANGERS = [
    census("a bomb of entities", declared(f'<!DOCTYPE Message [<!ENTITY l0 "lol">{LOL}]>', "&l9;"), Refused()),
    census("an entity that is long, many times", declared(QUADRATIC, "&a;" * 2000), Refused()),
    census(
        "an entity of a file",
        declared('<!DOCTYPE Message [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;"),
        Refused(),
        also=("root:",),
    ),
    census(
        "an entity of the web",
        declared('<!DOCTYPE Message [<!ENTITY f SYSTEM "http://127.0.0.1:9/x">]>', "&f;"),
        Refused(),
    ),
    census("a document type of the web", declared('<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/m.dtd">'), Refused()),
    census(
        "a document type of a file",
        declared('<!DOCTYPE Message SYSTEM "file:///etc/passwd">'),
        Refused(),
        also=("root:",),
    ),
    census(
        "a document type of its own, harmless",
        declared("<!DOCTYPE Message [<!ELEMENT Message ANY>]>"),
        Refused(),
        Same(),
    ),
    census(
        "an entity of a parameter",
        declared('<!DOCTYPE Message [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>'),
        Refused(),
    ),
    census("an entity that nobody declared", swap(UPNS[1], "&upn;"), Refused()),
    census(
        "a part of another file",
        swap(
            "<Children>",
            '<Children xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/>',
        ),
        Refused(),
        Same(),
        Told(Place()),
    ),
    census(
        "an instruction for a style",
        swap("<Message>", '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl" type="text/xsl"?><Message>'),
        Same(),
        Refused(),
    ),
    census(
        "elements within each other a hundred thousand deep",
        swap("<Ethnicity>", "<a>" * 100_000 + "</a>" * 100_000 + "<Ethnicity>"),
        Refused(),
        Same(),
        Told(Place()),
    ),
    census("a hundred thousand attributes", swap("<Ethnicity>", f"<Ethnicity{ATTRIBUTES}>"), Refused(), Same()),
    census(
        "a cell of ten million letters",
        swap("<Ethnicity>APKN", f"<Ethnicity>{'WBRI' * 2_500_000}"),
        Refused(),
        Emptied(Place(None, None, "Ethnicity")),
    ),
]

FORMS = [
    raw("empty", lambda: b"", Refused()),
    raw("cut in the middle", lambda: SOUND[: len(SOUND) // 2].encode(), Refused()),
    raw("cut behind the last child", lambda: SOUND[: SOUND.rindex("</Children>")].encode(), Refused()),
    raw("something behind the root", lambda: f"{SOUND}<Message/>".encode(), Refused()),
    raw("a text behind the root", lambda: f"{SOUND}{TOLD}".encode(), Refused()),
    raw("blank lines before the declaration", lambda: f"\n\n{SOUND}".encode(), Refused(), Same()),
    raw("a byte order mark", lambda: b"\xef\xbb\xbf" + SOUND.encode(), Same()),
    raw("UTF-16", lambda: SOUND.replace("utf-8", "utf-16").encode("utf-16"), Same(), Refused()),
    raw("UTF-16 that says UTF-8", lambda: SOUND.encode("utf-16"), Refused(), Same()),
    raw(
        "letters of Windows that say UTF-8",
        lambda: SOUND.replace("Local Authority", "Autorité").encode("cp1252"),
        Refused(),
    ),
    raw(
        "letters of Windows that say so",
        lambda: SOUND.replace("Local Authority", "Autorité").replace("utf-8", "windows-1252").encode("cp1252"),
        Same(),
    ),
    raw("an encoding that there is not", lambda: SOUND.replace("utf-8", "utf-99").encode(), Refused()),
    raw("no declaration", lambda: SOUND.partition("?>")[2].strip().encode(), Same()),
    raw("XML 1.1", lambda: SOUND.replace('version="1.0"', 'version="1.1"').encode(), Refused(), Same()),
    raw("a NUL within", lambda: SOUND.replace("N2<", "N\x002<").encode(), Refused()),
    raw("a control character within", lambda: SOUND.replace("N2<", "N&#1;2<").encode(), Refused()),
    raw("named as a table of text", lambda: SOUND.encode(), Same(), Refused(), name="cin.csv"),
    raw("no ending", lambda: SOUND.encode(), Same(), Refused(), name="cin"),
    raw("a name of a person and a birth date", lambda: SOUND.encode(), Same(), name=f"{WORKERS[0]} {BIRTHS[0]}.xml"),
    census("another root", lambda text: text.replace("Message>", "Massage>"), Refused()),
    census("a root of a page", lambda _: f"<html><body>{TOLD}</body></html>", Refused()),
    census(
        "a root that is a child's name", lambda text: text.replace("Message>", f"{NAMES[0].split()[0]}>"), Refused()
    ),
    census(
        "a namespace by default",
        swap("<Message>", '<Message xmlns="http://www.education.gov.uk/cin">'),
        Same(),
        Refused(),
    ),
    census(
        "a namespace with a prefix",
        lambda text: (
            text.replace("</", "</c:")
            .replace("<", "<c:")
            .replace("<c:/c:", "</c:")
            .replace("<c:?", "<?")
            .replace("<c:Message>", '<c:Message xmlns:c="urn:x">', 1)
        ),
        Same(),
        Refused(),
    ),
    census("a prefix that nobody declared", lambda text: text.replace("Ethnicity>", "x:Ethnicity>"), Refused()),
    census("no children", lambda _: MESSAGE % "", Refused(), Without()),
    census(
        "no header",
        lambda text: text[: text.index("  <Header>")] + text[text.index("  <Children>") :],
        Same(),
        Refused(),
        Told(Place()),
    ),
    census("another collection", swap("<Collection>CIN<", "<Collection>SLAA<"), Refused(), Told(Place()), Same()),
    census("another authority", swap("<LEA>301<", "<LEA>201<"), Refused(), Told(Place()), Same()),
    census("a year that is none", swap("<Year>2024<", "<Year>twenty<"), Told(Place()), Same(), Refused()),
    census("a day of reference that is none", swap("2024-03-31", "2024-02-31"), Told(Place()), Refused(), Same()),
    census("a day of reference years from now", swap("2024-03-31", "2061-03-31"), Told(Place()), Refused()),
    census("a census of 2023 that has the sex of 2025", swap("<Year>2024", "<Year>2023"), Same()),
    census("comments with names", swap("<Child>", f"<!-- {NAMES[0]} {TOLD} --><Child>"), Same()),
    census("text between elements", swap("<UPN>", "PersonBirthDate<UPN>"), Same(), Told(Place())),
    census("a name between elements", swap("<UPN>", f"{NAMES[0]}<UPN>"), Same(), Told(Place())),
    census(
        "sections of plain text", lambda text: text.replace(f"<LAchildID>{B}<", f"<LAchildID><![CDATA[{B}]]><"), Same()
    ),
    census(
        "references to letters",
        lambda text: text.replace(f"<LAchildID>{B}<", f"<LAchildID>{''.join(f'&#{ord(letter)};' for letter in B)}<"),
        Same(),
    ),
    census("line ends within cells", lambda text: text.replace(f"<LAchildID>{B}<", f"<LAchildID>\n  {B}\n <"), Same()),
    census(
        "attributes on elements",
        swap("<PersonBirthDate>", f'<PersonBirthDate source="{NAMES[0]}">'),
        Same(),
        Told(Place()),
    ),
    census(
        "an attribute that says nil",
        swap(
            "<PrimaryNeedCode>N2</PrimaryNeedCode>",
            '<PrimaryNeedCode xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>',
        ),
        Blank(Place(None, None, "PrimaryNeedCode")),
    ),
    census(
        "an empty element",
        swap("<PrimaryNeedCode>N2</PrimaryNeedCode>", "<PrimaryNeedCode/>"),
        Blank(Place(None, None, "PrimaryNeedCode")),
    ),
    census(
        "names of elements in another case",
        lambda text: text.replace("LAchildID>", "LAChildID>"),
        Same(),
        Refused(),
        Told(Place()),
    ),
]


def _identifiers_last(text: str) -> str:
    start, end = text.index("      <ChildIdentifiers>"), text.index("      <ChildCharacteristics>")
    block = text[start:end]
    return (text[:start] + text[end:]).replace("    </Child>\n", f"{block}    </Child>\n", 1)


TREE = [
    census(
        "an element out of order",
        lambda text: text.replace("        <ReferralSource>2A</ReferralSource>\n", "", 1).replace(
            "<ReasonForClosure>RC8</ReasonForClosure>",
            "<ReasonForClosure>RC8</ReasonForClosure><ReferralSource>2A</ReferralSource>",
            1,
        ),
        Same(),
    ),
    census("the identifiers behind the details", _identifiers_last, Same()),
    census(
        "an element that nobody knows",
        swap("<Ethnicity>", f"<Nickname>{NAMES[0]}</Nickname><Ethnicity>"),
        Same(),
        Told(Place()),
    ),
    census(
        "an element named by a child's number", swap("<Ethnicity>", f"<C{A}>x</C{A}><Ethnicity>"), Same(), Told(Place())
    ),
    census(
        "a referral date twice",
        swap(
            "<CINreferralDate>2023-06-12</CINreferralDate>",
            "<CINreferralDate>2023-06-12</CINreferralDate><CINreferralDate>2023-06-19</CINreferralDate>",
        ),
        Told(Place()),
        Dropped(Place()),
        Refused(),
    ),
    census(
        "a child's number twice",
        swap(f"<LAchildID>{B}</LAchildID>", f"<LAchildID>{B}</LAchildID><LAchildID>{C}</LAchildID>"),
        Told(Place()),
        Dropped(Place()),
        Refused(),
    ),
    census(
        "the same birth date twice",
        swap(f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate>", f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate>" * 2),
        Same(),
        Told(Place()),
        Refused(),
    ),
    census(
        "a birth date twice",
        swap(
            f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate>",
            f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate><PersonBirthDate>{BIRTHS[2]}</PersonBirthDate>",
        ),
        Told(Place()),
        Emptied(Place()),
        Refused(),
    ),
    census(
        "identifiers twice",
        swap(
            "</ChildIdentifiers>", f"</ChildIdentifiers><ChildIdentifiers><LAchildID>{C}</LAchildID></ChildIdentifiers>"
        ),
        Told(Place()),
        Dropped(Place()),
        Refused(),
    ),
    census(
        "a child without identifiers",
        lambda text: text.replace(
            text[text.index("      <ChildIdentifiers>") : text.index("      <ChildCharacteristics>")], "", 1
        ),
        Dropped(Place()),
        whole=True,
    ),
    census(
        "a child without characteristics",
        lambda text: text.replace("Characteristics>", "Traits>"),
        Told(Place()),
        Blank(Place()),
        Reads(Place(), {}),
    ),
    census("a child without details", lambda text: text.replace(THIRD, ""), Without(), Told(Place())),
    census(
        "a child within a child",
        lambda text: text.replace(
            "    </Child>\n    <Child>\n",
            f"    <Child><ChildIdentifiers><LAchildID>{C}</LAchildID></ChildIdentifiers></Child></Child><Child>",
            1,
        ),
        Same(),
        Told(Place()),
        Refused(),
        Dropped(Place()),
    ),
    census("an empty child", swap("<Children>", "<Children><Child/>"), Told(Place()), Dropped(Place()), Same()),
    census(
        "children outside of the list",
        swap("  </Children>\n", f"  </Children>{FAMILY[2]}"),
        Same(),
        Told(Place()),
        Refused(),
    ),
    census(
        "a second list of children",
        swap("  </Children>\n", f"  </Children><Children>{FAMILY[2]}</Children>"),
        Same(),
        Told(Place()),
        Refused(),
    ),
    census(
        "a child twice",
        lambda text: text.replace(FAMILY[1], FAMILY[1] * 2),
        Same(),
        Told(Place(None, None, "LAchildID")),
    ),
    census(
        "a child twice with two birth dates",
        lambda text: text.replace(FAMILY[1], FAMILY[1] + FAMILY[1].replace(str(BIRTHS[1]), str(BIRTHS[0]))),
        Told(Place(None, None, "PersonBirthDate")),
    ),
    census(
        "two children with one pupil number",
        swap(UPNS[1], UPNS[2]),
        Told(Place(None, None, "UPN")),
        Reads(Place(None, None, "UPN"), {}),
    ),
    census(
        "a disability of none beside another",
        swap("<Disability>NONE</Disability>", "<Disability>NONE</Disability><Disability>MOB</Disability>"),
        Told(Place()),
        Reads(Place(), {"is_disabled": "true"}),
    ),
    census(
        "an assessment without a start",
        swap("<AssessmentActualStartDate>2023-05-04</AssessmentActualStartDate>", ""),
        Dropped(Place(None, None, "AssessmentActualStartDate")),
    ),
    census(
        "a plan without a start",
        swap("<CPPstartDate>2023-09-04</CPPstartDate>", ""),
        Dropped(Place(None, None, "CPPstartDate")),
    ),
    census(
        "a plan of nothing",
        swap("<ReferralNFA>0", "<CINPlanDates/><ReferralNFA>0"),
        Same(),
        Dropped(Place()),
        Told(Place()),
    ),
]


CELLS = [
    element("LAchildID", B, "", "blank", Dropped),
    element("LAchildID", B, "NULL", "the word NULL", Dropped),
    element("LAchildID", B, f"{B}.0", "a fraction of nought", Same, Dropped),
    element("LAchildID", B, NAMES[0], "a name", Dropped),
    element("LAchildID", B, "8.26E+06", "digits that are lost", Dropped),
    element("LAchildID", B, f"{B} {C}", "two numbers", Dropped),
    element("CINreferralDate", "2023-06-12", "2023-02-30", "no such day", Dropped),
    element("CINreferralDate", "2023-06-12", "2023-13-06", "no such month", Dropped),
    element("CINreferralDate", "2023-06-12", "12/06/2023", "the day first", Same),
    element("CINreferralDate", "2023-06-12", "2023-06-12T00:00:00", "a midnight", Same),
    element("CINreferralDate", "2023-06-12", "2023-06-12Z", "a zone", Same, Dropped),
    element("CINreferralDate", "2023-06-12", "2023-06-12T23:30:00-05:00", "an hour of another zone", Same, Dropped),
    element("CINreferralDate", "2023-06-12", "2023-163", "a day of the year", Dropped),
    element("CINreferralDate", "2023-06-12", "20230612", "no separators", Same, Dropped),
    element("CINreferralDate", "2023-06-12", "", "blank", Dropped),
    element("CINreferralDate", "2023-06-12", "1900-01-01", "the day that stands for none", Dropped),
    element(
        "CINreferralDate",
        "2023-06-12",
        "2023-12-12",
        "behind its closure",
        Told,
        Dropped,
        Told(Place(None, None, "CINclosureDate")),
    ),
    element("CINreferralDate", "2023-06-12", "1983-06-12", "forty years ago", Told, Dropped),
    element("CINreferralDate", "2023-06-12", "2024-04-01", "behind the census", Told, Dropped, Reads(Place(), {})),
    element("CINclosureDate", "2023-11-27", "2023-11-31", "no such day", Emptied),
    element("CINclosureDate", "2023-11-27", "2022-11-27", "before the referral", Told, Emptied),
    element("CINclosureDate", "2023-11-27", "9999-12-31", "the day that stands for none", Blank),
    element("CINclosureDate", "2023-11-27", "2063-11-27", "forty years from now", Told, Emptied),
    element("ReasonForClosure", "RC8", "RC88", "a code that there is not", Emptied),
    element("ReasonForClosure", "RC8", "rc8", "lower case", Same),
    element("ReferralSource", "2A", "2Z", "a code that there is not", Emptied),
    element("PrimaryNeedCode", "N2", "n 2", "a space within", Emptied, Same),
    element("ReferralNFA", "1", "true", "a word", Same),
    element("ReferralNFA", "1", "2", "another number", Emptied),
    element("ReferralNFA", "1", "", "blank", Blank, Told),
    element("Sex", "F", "9", "the number of old", Reads(Place(None, None, "Sex"), {"sex": "U"})),
    element("Sex", "F", "X", "a code that there is not", Emptied),
    element("Ethnicity", "APKN", "Pakistani (born in Leeds)", "a text", Emptied, Same),
    element("UPN", UPNS[1], "UN3", "a reason", Blank),
    element("UPN", UPNS[1], UPNS[1][:-1], "a digit too few", Emptied),
    element("UPN", UPNS[1], f"{UPNS[1][:1]} {UPNS[1][1:]}", "a space within", Same, Emptied),
    element("PersonBirthDate", str(BIRTHS[1]), "2013-02-29", "no such day", Emptied),
    element("PersonBirthDate", str(BIRTHS[1]), "2013-08", "a month", Emptied),
    element("PersonBirthDate", str(BIRTHS[1]), "", "blank, without an expected one", Blank, Told),
    element("PersonBirthDate", str(BIRTHS[1]), "2025-08-29", "two years behind the referral", Told, Emptied),
    element("PersonBirthDate", str(BIRTHS[1]), "1066-04-13", "of the eleventh century", Told, Emptied),
    census(
        "an unborn child with the day expected",
        swap(
            f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate>",
            "<ExpectedPersonBirthDate>2024-02-20</ExpectedPersonBirthDate>",
        ),
        Reads(Place(), {"birth_date": None, "expected_birth_date": "2024-02-20"}),
    ),
    census(
        "an unborn child with a day expected that there is not",
        swap(
            f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate>",
            "<ExpectedPersonBirthDate>2024-02-30</ExpectedPersonBirthDate>",
        ),
        Emptied(Place(None, None, "ExpectedPersonBirthDate")),
    ),
    census(
        "a death before the birth",
        swap(
            f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate>",
            f"<PersonBirthDate>{BIRTHS[1]}</PersonBirthDate><PersonDeathDate>2003-08-29</PersonDeathDate>",
        ),
        Told(Place(None, None, "PersonDeathDate")),
        Emptied(Place(None, None, "PersonDeathDate")),
    ),
    census(
        "the old element for the sex",
        lambda text: text.replace("<Sex>F</Sex>", "<GenderCurrent>2</GenderCurrent>").replace(
            "<Sex>M</Sex>", "<GenderCurrent>1</GenderCurrent>"
        ),
        Same(),
    ),
    census(
        "a pupil number of before",
        swap(f"<UPN>{UPNS[1]}</UPN>", f"<UPN>{UPNS[1]}</UPN><FormerUPN>{FORMER_UPN[:9]}</FormerUPN>"),
        Emptied(Place(None, None, "FormerUPN")),
        Told(Place(None, None, "FormerUPN")),
    ),
    element("CPPstartDate", "2023-09-04", "2023-04-31", "no such day", Dropped),
    element("CINPlanEndDate", "2023-09-04", "2023-06-01", "before its start", Told, Emptied),
    element("CINPlanStartDate", "2023-06-15", "TBC", "to be confirmed", Dropped),
    element("AssessmentAuthorisationDate", "2023-06-14", "2020-09-19", "before its start", Told, Emptied),
    element(
        "LatestCategoryOfAbuse",
        "EMO",
        "NEG;EMO",
        "two categories",
        Reads(Place(None, None, "LatestCategoryOfAbuse"), {"latest_category": "MUL"}),
    ),
    element("NumberOfPreviousCPP", "1", "one", "a word", Emptied),
    element("NumberOfPreviousCPP", "1", "1e3", "an exponent", Emptied, Reads(Place(), {"previous_plans": "1000"})),
    element("ICPCnotRequired", "false", "perhaps", "perhaps", Emptied),
    element("FGDMMeetingOffer", "1", "Y", "a letter", Same),
    element("FGDMMeetingFac", "1", "offered", "a word", Emptied),
    element("PPStartDate", "2024-01-09", "2024-01-32", "no such day", Emptied),
    element("LBPSentDate", "2024-01-19", "2024-01-02", "before the decision", Told, Emptied),
    element("ReviewMeetingsCount", "1", "-1", "below nought", Emptied),
    element("PPOutcome", "A", "Z", "a code that there is not", Emptied, Told, Reads(Place(), {"outcome": "Z"})),
]

FAULTS = [*DANGERS, *FORMS, *TREE, *CELLS]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_a_census_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
