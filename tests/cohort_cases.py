"""Made-up families for the tests of cohorts: the worked sheet of docs/cohorts.md, one of each exclusion, random ones.

The last part works random families out again in plain Python, a day at a time, and shares nothing with the models.
"""

import random
import re
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from oba.config import PROJECT
from told import Told

PAGE = PROJECT / "docs" / "cohorts.md"
SHEET, CASES, WITHOUT_REGISTER, RANDOM = "E06999991", "E06999992", "E06999993", "E06999994"
SEEN = date(2024, 12, 31)
DAY = timedelta(days=1)
EVERYTHING = (
    "child,referral,child_protection_plan,child_in_need_plan,looked_after_episode,pre_proceedings,early_help_episode"
)
COHORT = """
cohort: {cohort}
title: Of a test
councils: [{councils}]
index_event: {event}
from: 2020-04-01
by: {by}
follow_up: {{months: [3, 6, 12, 24], day: 2023-10-01}}
held_within_days: 56
review_weeks: {{from: 10, to: 14}}
families_at_least: 1
"""
COHORTS = {
    "letters": (
        "pre_proceedings_letter", "financial_year", (SHEET, CASES, WITHOUT_REGISTER, RANDOM), "offered_before_days: 28",
    ),
    "plans": ("child_protection_plan_started", "calendar_year", (CASES, RANDOM), "offered_within_days: 91"),
    "referred": ("conference_referral", "whole", (CASES,), ""),
    "offers": ("conference_offer", "whole", (CASES,), ""),
    "held": ("conference_held", "whole", (CASES,), ""),
    "ended": ("conference_exit", "financial_year", (CASES,), "is_held: true"),
    "alone": ("conference_referral", "whole", (CASES,), "teams: [Team of One]\nto: 2024-12-31"),
    "nobody": ("conference_referral", "whole", (CASES,), "routes: [kinship]"),
}  # fmt: skip


def definitions(folder: Path) -> Path:
    """The project's definitions with these cohorts in place of its own."""
    shutil.copytree(PROJECT / "data" / "definitions", folder)
    cohorts = folder / "local_mi" / "cohorts"
    shutil.rmtree(cohorts)
    cohorts.mkdir()
    for cohort, (event, by, councils, more) in COHORTS.items():
        text = COHORT.format(cohort=cohort, event=event, by=by, councils=", ".join(councils))
        (cohorts / f"{cohort}.yml").write_text(text + more + "\n")
    return folder


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def sheet(heading: str) -> list[dict[str, str]]:
    """Rows of the table of the page that begins with these columns."""
    lines = PAGE.read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(heading))
    names, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines[first : next(n for n in range(first, len(lines)) if not lines[n].startswith("|"))]
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def tell_of_sheet(told: Told) -> None:
    told.statement(SHEET, "ssd", SEEN, records=EVERYTHING)
    for one in sheet("| child | family | born |"):
        child = one["child"]
        mother = f"mother {one['family']}"
        told.row("child", child, birth_date=day(one["born"]), death_date=day(one["died"]), sex="F", mother_key=mother)
        letter = day(one["letter"])
        number = child if day(one["born"]) <= letter else f"{child}, unborn"
        if number != child:
            told.row("child", number, expected_birth_date=day(one["born"]), sex="U", mother_key=mother)
        told.row(
            "pre_proceedings", number, family_key=one["family"], started_date=letter, letter_sent_date=letter,
            is_conference_offered=one["offered"] == "yes", court_application_date=day(one["court"]),
        )  # fmt: skip
    told.row(
        "pre_proceedings", "Larch", family_key="11", started_date=day("2023-06-01"), letter_sent_date=day("2023-06-01"),
        is_conference_offered=True,
    )  # fmt: skip
    for one in sheet("| child | record | from |"):
        _run(told, one["child"], one["record"], day(one["from"]), day(one["to"]), one["code"].split())
    told.statement(SHEET, "fgc_register", SEEN, records="conference_referral")
    conference(told, "of Ash", "1", "2022-05-10", ["Ash", "Beech"], held="2022-06-20", plan="yes", review="2022-09-12")
    conference(told, "of Elder", "4", "2022-09-01", ["Elder"], response="declined")
    conference(told, "of Larch", "11", "2023-06-01", ["Larch"], response="accepted")


def _run(told: Told, child: str, record: str, start: date, end: date | None, code: list[str]) -> None:
    if record == "referral":
        told.row(
            "referral", child, referral_date=start, closure_date=end, closure_reason=code[0] if code else None,
            is_no_further_action=False, primary_need_code="N1",
        )  # fmt: skip
    elif record == "plan":
        told.row("child_protection_plan", child, start_date=start, end_date=end)
    else:
        status, place, reason = (*code, None)[:3]
        told.row(
            "looked_after_episode", child, start_date=start, end_date=end, start_reason="S", end_reason=reason,
            legal_status=status, placement_type=place,
        )  # fmt: skip


def conference(
    told: Told,
    key: str,
    family: str | None,
    on: str,
    children: list[str | None],
    response: str = "accepted",
    held: str | None = None,
    plan: str | None = None,
    review: str | None = None,
    **columns: object,
) -> None:
    """A row of a register with its children (None: one without a number), and a meeting, plan and review."""
    said = {"referral_date": day(on), "offer_date": day(on), "response": response, "response_date": day(on)} | columns
    _of_register(told, "conference_referral", conference_referral_key=key, family_key=family, **said)
    for place, child in enumerate(children, start=1):
        typed = "orbit" if child == "mistyped" else "child_in_need"
        _of_register(
            told, "conference_child", conference_referral_key=key, child_key=child, place_in_family=str(place),
            status_as_typed=typed,
        )  # fmt: skip
    for number, kind, on_day in (("1", "conference", held), ("2", "review", review)):
        if on_day:
            _of_register(
                told, "conference_meeting", conference_referral_key=key, meeting_number=number, meeting_type=kind,
                held_date=day(on_day), outcome="held",
            )  # fmt: skip
    if plan:
        _of_register(
            told, "conference_plan", conference_referral_key=key, meeting_number="1", plan_agreed=plan, satisfaction="4"
        )


def _of_register(told: Told, record: str, child_key: str | None = None, **columns: object) -> None:
    told.row(record, child_key, **columns)


def letter(
    told: Told, child: str, family: str | None, on: str, offered: bool | None = False, **columns: object
) -> None:
    told.row(
        "pre_proceedings", child, family_key=family, started_date=day(on), letter_sent_date=day(on),
        is_conference_offered=offered, **columns,
    )  # fmt: skip


def known(told: Told, child: str, start: str = "2021-01-01", end: str | None = None, **about: object) -> None:
    """A child with an open case."""
    told.row("child", child, **({"birth_date": day("2014-01-01"), "sex": "M"} | about))
    _run(told, child, "referral", day(start), day(end) if end else None, ["RC7"] if end else [])


def tell_of_cases(told: Told) -> None:
    told.statement(CASES, "ssd", SEEN, records=EVERYTHING)
    for child in (
        "beside one without", "mistyped", "from the future", "twice", "exited early", "late offer", "early offer",
        "just early enough", "in the letter", "of one", "shared", "other of shared", "third of shared", "issued",
        "of no family", "exempt", "reviewed", "held late", "not reviewed", "held before", "held on no day",
        "held in future", "second on a day", "offered long before", "taken over",
        "named later", "court alone", "letter and court",
    ):  # fmt: skip
        known(told, child)
    told.row("child", "nothing known", birth_date=day("2014-01-01"), sex="M")
    known(told, "grown up", birth_date=day("2004-01-01"))
    known(told, "died before", death_date=day("2021-06-01"))
    letter(told, "twice", "plo twice", "2022-03-15")
    letter(told, "early offer", "plo early", "2022-03-01")
    letter(told, "just early enough", "plo enough", "2022-03-01")
    letter(told, "offered long before", "plo long", "2022-03-01")
    letter(told, "named later", "plo named later", "2022-03-01")
    letter(told, "exempt", "plo exempt", "2022-03-05")
    letter(told, "taken over", "plo taken over", "2022-03-01")
    _run(told, "taken over", "care", day("2022-05-01"), day("2022-07-01"), ["C2", "U6", "E3"])
    letter(told, "in the letter", "plo letter", "2022-03-01", offered=True)
    letter(told, "shared", "plo one", "2022-03-01")
    letter(told, "other of shared", "plo one", "2022-03-10")
    letter(told, "third of shared", "plo two", "2024-03-01")
    letter(told, "shared", "plo two", "2024-03-01")
    letter(told, "issued", "plo issued", "2022-03-01")
    letter(told, "of no family", None, "2022-03-01")
    told.row("child", "gone already", birth_date=day("2014-01-01"), sex="M")
    _run(told, "gone already", "referral", day("2021-01-01"), day("2021-06-01"), ["RC5"])
    letter(told, "gone already", None, "2022-03-01")
    for child in ("offered in time", "offered late", "closed by then", "taken to court", "one of two", "two of two"):
        known(told, child, end="2022-05-01" if child == "closed by then" else None, mother_key=f"of {child[-6:]}")
        told.row("child_protection_plan", child, start_date=day("2022-02-01"), end_date=day("2022-04-01"))
    told.row("child_protection_plan", "offered in time", start_date=day("2022-06-01"))
    letter(told, "taken to court", None, "2022-03-01", court_application_date=day("2022-03-15"))
    told.row("pre_proceedings", "court alone", family_key="plo court", court_application_date=day("2022-05-01"))
    letter(told, "letter and court", "plo with court", "2022-03-01")
    told.row("pre_proceedings", "letter and court", court_application_date=day("2022-05-01"))
    told.statement(CASES, "fgc_register", SEEN, records="conference_referral")
    conference(told, "no children", "f1", "2022-03-01", [])
    conference(told, "none matched", "f2", "2022-03-01", [None, None])
    conference(told, "one matched", "f3", "2022-03-01", ["beside one without", None])
    conference(told, "mistyped", "f4", "2022-03-01", ["mistyped"])
    conference(told, "from the future", "f5", "2025-02-01", ["from the future"])
    conference(told, "no to begin with", "f6", "2022-03-01", ["twice"], response="declined")
    conference(told, "yes in the end", "f6", "2022-06-01", ["twice"], held="2022-07-01")
    conference(told, "nothing known", "f7", "2022-03-01", ["nothing known"])
    conference(told, "grown up", "f8", "2022-03-01", ["grown up"])
    conference(told, "died before", "f9", "2022-03-01", ["died before"])
    conference(told, "exited early", "f10", "2022-03-01", ["exited early"], closed_date=day("2022-02-01"))
    conference(told, "29 days before", "f11", "2022-01-31", ["early offer"])
    conference(told, "28 days before", "f12", "2022-02-01", ["just early enough"], held="2022-03-15")
    conference(told, "40 days after", "f13", "2022-04-10", ["in the letter"], held="2022-05-01")
    conference(told, "a month later", "f21", "2022-04-01", ["of no family"])
    conference(told, "of one", "f14", "2022-03-01", ["of one"], referrer_team="Team of One")
    conference(told, "day 91", "f15", "2022-05-03", ["offered in time"])
    conference(told, "day 92", "f16", "2022-05-04", ["offered late"])
    conference(
        told, "exempt", "f17", "2022-03-01", ["exempt"], response=None, offer_date=None, exemption_reason="Unsafe"
    )
    conference(
        told, "reviewed", "f18", "2022-03-01", ["reviewed"], held="2022-04-26", plan="partial", review="2022-08-02",
        closed_date=day("2022-09-01"),
    )  # fmt: skip
    conference(
        told, "held late", "f19", "2022-03-01", ["held late"], held="2022-04-27", plan="yes", review="2022-08-04"
    )
    conference(told, "not reviewed", "f20", "2022-03-01", ["not reviewed"], held="2022-04-01", plan="no")
    conference(told, "by number of family", "f27", "2022-02-20", [None], held="2022-03-20")
    conference(told, "with the child", "f27", "2024-06-01", ["named later"])
    conference(told, "two years before", "f26", "2020-02-28", ["offered long before"])
    conference(
        told, "held before", "f22", "2022-03-01", ["held before"], held="2022-02-19", closed_date=day("2022-04-01")
    )
    conference(told, "held on no day", "f23", "2022-03-01", ["held on no day"])
    conference(told, "second on a day", "f24", "2022-03-01", ["second on a day"])
    conference(told, "held in future", "f25", "2022-03-01", ["held in future"], held="2025-01-10")
    for key, number, on in (
        ("held on no day", "1", None),
        ("second on a day", "1", None),
        ("second on a day", "2", "2022-06-01"),
    ):
        _of_register(
            told, "conference_meeting", conference_referral_key=key, meeting_number=number, meeting_type="conference",
            held_date=day(on), outcome="held",
        )  # fmt: skip
    _of_register(
        told, "conference_outcome", conference_referral_key="late", child_key="issued", checkpoint="review",
        proceedings_issued_date=day("2022-04-01"),
    )  # fmt: skip
    told.statement(WITHOUT_REGISTER, "ssd", SEEN, records=EVERYTHING)
    known(told, "nobody can tell")
    letter(told, "nobody can tell", "f", "2022-03-01", offered=None)
    known(told, "told no")
    letter(told, "told no", "g", "2022-03-01", offered=False)


@dataclass
class Life:
    """What is recorded of a random child: half-open times."""

    birth: date
    letter: date
    offered: bool
    referrals: list[tuple[date, date | None]]
    plans: list[tuple[date, date]]
    care: list[tuple[date, date | None, str]]
    court: date | None
    death: date | None = None
    moved: bool = False  # by the closure of the last referral
    family: int = 0
    conferences: list[tuple[date, str, date | None]] = field(default_factory=list)  # offer, answer, held


def lives(children: int, seed: int) -> dict[str, Life]:
    chance = random.Random(seed)

    def later(start: date, most: int) -> date:
        return start + chance.randrange(1, most) * DAY

    found = {}
    for number in range(children):
        written = later(date(2022, 4, 1), 1000)
        start = written - chance.randrange(20, 900) * DAY
        referrals = [(start, later(written, 700) if chance.random() < 0.6 else None)]
        if referrals[0][1] and chance.random() < 0.5:
            referrals.append((later(referrals[0][1], 200), None))
        care, at = [], start + chance.randrange(0, 600) * DAY
        for _ in range(chance.randrange(0, 4)):
            end = later(at, 300) if chance.random() < 0.7 else None
            care.append((at, end, chance.choice(["C1", "C2", "V2", "V2", "V4", "E1"])))
            if end is None:
                break
            at = later(end, 200)
        plans = [(begun, later(begun, 400)) for begun in [start + 10 * DAY] if chance.random() < 0.6]
        birth = date(2003, 6, 1) + chance.randrange(6500) * DAY
        life = Life(
            min(birth, start), written, chance.random() < 0.5, referrals, plans, care,
            later(written - 5 * DAY, 500) if chance.random() < 0.3 else None,
            later(written, 600) if chance.random() < 0.05 else None,
            chance.random() < 0.1 and referrals[-1][1] is not None,
        )  # fmt: skip
        if chance.random() < 0.8:
            offer = written + chance.randrange(-40, 40) * DAY
            answer = chance.choice(["accepted", "accepted", "declined", "no_response"])
            life.conferences = [(offer, answer, later(offer, 60) if answer == "accepted" else None)]
        found[f"random {number}"] = life
    return found


def tell_of_lives(told: Told, found: dict[str, Life]) -> None:
    told.statement(RANDOM, "ssd", SEEN, records=EVERYTHING)
    for number, (child, life) in enumerate(found.items()):
        told.row("child", child, birth_date=life.birth, death_date=life.death, sex="F")
        for place, (start, end) in enumerate(life.referrals, start=1):
            reason = "RC5" if life.moved and place == len(life.referrals) else "RC7"
            _run(told, child, "referral", start, end, [reason] if end else [])
        for start, end in life.plans:
            _run(told, child, "plan", start, end, [])
        for start, end, status in life.care:
            _run(told, child, "care", start, end, [status, "U6", *(["E4A"] if end else [])])
        told.row(
            "pre_proceedings", child, family_key=f"family {number}", started_date=life.letter,
            letter_sent_date=life.letter, is_conference_offered=life.offered, court_application_date=life.court,
        )  # fmt: skip
    told.statement(RANDOM, "fgc_register", SEEN, records="conference_referral")
    for number, (child, life) in enumerate(found.items()):
        for offer, answer, held in life.conferences:
            conference(
                told, f"of {child}", f"fgc {number}", offer.isoformat(), [child], response=answer,
                held=held.isoformat() if held else None,
            )  # fmt: skip


def months_later(start: date, months: int) -> date:
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - DAY).day
    return date(year, month, min(start.day, last))


def group(life: Life) -> str:
    """The group by offer and attendance, of a letter with a window of 28 days before it."""
    in_window = [one for one in life.conferences if life.letter - 28 * DAY <= one[0] <= life.letter]
    after = [one for one in life.conferences if one[0] > life.letter]
    counted = in_window or (after if life.offered else [])
    if not life.offered and not in_window:
        return "not_offered"
    if any(held for _, _, held in counted):
        return "offered_attended"
    return "offered_declined" if any(answer == "declined" for _, answer, _ in counted) else "offered_not_held"


def outcomes(life: Life) -> dict[str, float | str]:
    """Every outcome of ``outcomes.yml`` that is told of care, proceedings and closure, a day at a time."""
    eighteen = date(life.birth.year + 18, 3, 1) if (life.birth.month, life.birth.day) == (2, 29) else None
    eighteen = eighteen or life.birth.replace(year=life.birth.year + 18)
    stop = min(eighteen, life.death or date.max)

    def in_care(on: date) -> bool:
        return on < stop and any(start <= on < (end or date.max) for start, end, status in life.care if status != "V4")

    def is_open(on: date) -> bool:
        if on >= (life.death or date.max):
            return False
        runs = [*life.referrals, *life.plans, *((start, end) for start, end, _ in life.care if in_care(on))]
        return any(start <= on < (end or date.max) for start, end in runs) or in_care(on)

    left = {eighteen: "grown_up"}
    if life.death:
        left[life.death] = "died"

    def gone(first: date, last: date) -> str | None:
        return next((left[on] for on in sorted(left) if on <= last), None)

    def told(months: int, kind: str) -> tuple[date, str | None]:
        end = months_later(life.letter, months)
        last = end if kind == "at" else end - DAY
        return end, gone(life.letter, last) or ("not_yet" if last > SEEN else None)

    found: dict[str, float | str] = {}
    end, why = told(12, "at")
    found["looked_after_at_12_months"] = why or float(in_care(end))
    for months in (12, 24):
        end, why = told(months, "at")
        found[f"closed_at_{months}_months"] = why or float(not is_open(end))
    for months in (6, 12, 24):
        end, why = told(months, "within")
        days = (life.letter + number * DAY for number in range((end - life.letter).days))
        found[f"days_looked_after_within_{months}_months"] = why or float(sum(map(in_care, days)))
    shown = [life.court] if life.court else []
    shown += [start for start, _, status in _periods(life) if status]
    for months in (12, 18):
        end, why = told(months, "within")
        found[f"care_proceedings_within_{months}_months"] = why or float(
            any(life.letter <= on < end for on in shown if on < stop or on == life.court)
        )
    return found


def _periods(life: Life) -> list[tuple[date, date | None, bool]]:
    return [(start, end, status in ("C1", "C2", "E1")) for start, end, status in life.care]


def shown(value: float | str) -> str:
    return value if isinstance(value, str) else re.sub(r"\.0$", "", str(value))
