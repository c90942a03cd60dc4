"""Made-up children, each a case that the derivation of status has to get right, as one council tells of them."""

from datetime import date

from told import Told

COUNCIL = "E09000001"
OF_TWO_FEEDS = "E09000003"
THEN, NOW = date(2023, 6, 30), date(2024, 6, 30)


def d(text: str) -> date:
    return date.fromisoformat(text)


def tell(told: Told) -> None:
    for snapshot in (THEN, NOW):
        told.statement(COUNCIL, "ssd", snapshot)
        _tell_of_system(told, snapshot)
    told.statement(COUNCIL, "annex_a", NOW, start=d("2023-12-31"))
    told.row("case_status", "typed plan", case_status="child_in_need_plan", start_date=d("2024-02-01"))
    told.row("case_status", "plan and care", case_status="closed", start_date=d("2022-01-10"))


def tell_of_two_feeds(told: Told) -> None:
    """One council's system and lists, each of both snapshots."""
    for snapshot in (THEN, NOW):
        told.statement(OF_TWO_FEEDS, "ssd", snapshot, start=d("2018-01-01"), records="early_help_episode")
        told.row("referral", "plan in both", referral_date=d("2022-01-10"))
        told.row("child_in_need_plan", "plan in both", start_date=d("2022-02-01"))
        for start, end in (("2021-01-01", "2022-09-01"), ("2022-06-01", "2022-09-01"), ("2023-01-10", None)):
            told.row(
                "referral", "referred while open", referral_date=d(start), closure_date=d(end) if end else None,
                is_no_further_action=False,
            )  # fmt: skip
        told.row("referral", "a day apart", referral_date=d("2023-03-04"), is_no_further_action=False)
        told.row("child", "still in care", birth_date=d("2015-05-05"), sex="F")
        told.row("child", "turned 18", birth_date=d("2006-01-01"), sex="F")
        for child in ("still in care", "turned 18"):
            for start, end, began, ended in (("2021-01-01", "2022-05-01", "S", "X1"), ("2022-05-01", None, "P", None)):
                told.row(
                    "looked_after_episode", child, start_date=d(start), end_date=d(end) if end else None,
                    start_reason=began, end_reason=ended, legal_status="C2", placement_type="U1",
                )  # fmt: skip
        told.row("child", "not born", expected_birth_date=d("2023-06-01"), sex="U", mother_key="mother of one")
        told.row("child", "born since", birth_date=d("2023-06-03"), sex="F", mother_key="mother of one")
        told.row("child_protection_plan", "not born", start_date=d("2023-04-01"), end_date=d("2023-06-03"))
        told.row("child_protection_plan", "backward", start_date=d("2022-04-01"), end_date=d("2022-03-01"))
        told.row("child_protection_plan", "backward", start_date=d("2022-05-01"), end_date=d("2022-09-01"))
        told.row("looked_after_episode", "backward", start_date=d("2022-04-01"), end_date=d("2022-03-01"))
        if snapshot == THEN:
            told.row("early_help_episode", "taken back", start_date=d("2023-01-01"))
        told.statement(
            OF_TWO_FEEDS, "annex_a", snapshot, start=d("2022-12-31") if snapshot == THEN else d("2023-12-31")
        )
        for child in ("plan in both", "plan of list"):
            told.row("case_status", child, case_status="child_in_need_plan", start_date=d("2022-01-10"))
        for day in ("2023-03-05", "2023-04-20"):
            told.row("referral", "a day apart", referral_date=d(day))
        told.row("child", "not born", birth_date=d("2023-06-01"), sex="U")
        for child in ("still in care", "turned 18"):
            told.row("looked_after_episode", child, start_date=d("2021-01-01"), is_whole_period=True, legal_status="C2")


def _tell_of_system(told: Told, snapshot: date) -> None:
    def referral(child: str, start: str, end: str | None = None, reason: str | None = None, **more) -> None:
        told.row(
            "referral", child, referral_date=d(start), closure_date=d(end) if end else None, closure_reason=reason,
            is_no_further_action=more.pop("nothing_followed", False), **more,
        )  # fmt: skip

    def span(record: str, child: str, start: str, end: str | None = None, **more) -> None:
        told.row(record, child, start_date=d(start), end_date=d(end) if end else None, **more)

    def care(child: str, start: str, end: str | None = None, rne="S", rec=None, ls="C2", place="U6") -> None:
        span(
            "looked_after_episode", child, start, end, start_reason=rne, end_reason=rec, legal_status=ls,
            placement_type=place,
        )  # fmt: skip

    referral("plan and care", "2022-01-10")
    span("child_protection_plan", "plan and care", "2022-03-01")
    care("plan and care", "2022-03-01")

    referral("home again", "2022-01-10")
    span("child_protection_plan", "home again", "2022-02-01", "2022-04-01")
    care("home again", "2022-04-01", "2022-09-01", rec="E4B")

    referral("short breaks", "2022-01-10")
    care("short breaks", "2022-02-01", "2022-02-05", ls="V4", rec="X1")
    care("short breaks", "2022-03-01", "2022-03-05", ls="V4", rec="E8")

    care("a day between", "2022-01-10", "2022-03-01", rec="X1")
    care("a day between", "2022-03-02", "2022-06-01", rne="P", rec="E4A")

    care("starts where it ended", "2022-01-10", "2022-03-01", rec="E4A")
    care("starts where it ended", "2022-03-01")

    referral("nothing followed", "2022-01-10", nothing_followed=True)

    referral("helped after", "2022-01-10", "2022-03-01", "RC9")
    span("early_help_episode", "helped after", "2022-03-11")
    referral("helped much later", "2022-01-10", "2022-03-01", "RC9")
    span("early_help_episode", "helped much later", "2022-03-30")

    care("to guardians", "2020-01-10", "2021-03-01", rec="E47")
    care("to guardians", "2022-09-01", place="U1")
    told.row("previous_permanence", "to guardians", previous_permanence="P2", order_month="zz/03/2021")

    for twin in ("twin one", "twin two"):
        told.row("child", twin, birth_date=d("2015-05-05"), address_key="address", mother_key="mother")
        referral(twin, "2022-01-10", worker_key="worker")

    told.row("child", "unborn", expected_birth_date=d("2022-08-01"), sex="U", mother_key="another mother")
    span("child_protection_plan", "unborn", "2022-06-01", "2022-08-03")
    told.row("child", "born", birth_date=d("2022-08-03"), sex="F", mother_key="another mother")
    span("child_protection_plan", "born", "2022-08-03")

    referral("came with a plan", "2022-01-10", transfer_in_conference_date=d("2022-01-20"))
    span("child_protection_plan", "came with a plan", "2022-01-20")
    span("child_protection_plan", "of another authority", "2022-01-20", is_other_authority=True)

    for child, dates in {
        "a year": ("2021-03-10", "2022-03-10"),
        "a year and a day": ("2021-03-10", "2022-03-11"),
        "a leap year": ("2023-03-10", "2024-03-10"),
        "a leap year and a day": ("2023-03-10", "2024-03-11"),
        "from 29 February": ("2020-02-29", "2021-02-28"),
        "from 29 February and a day": ("2020-02-29", "2021-03-01"),
    }.items():
        for day in dates:
            if d(day) <= snapshot:
                referral(child, day, nothing_followed=True)

    referral("corrected", "2022-01-10", "2022-05-01" if snapshot == THEN else "2022-04-01", "RC7")
    referral("withdrawn", "2022-01-10")
    if snapshot == THEN:
        span("child_protection_plan", "withdrawn", "2022-02-01")

    told.row("child", "eighteen", birth_date=d("2004-02-29"))
    referral("eighteen", "2020-01-10")
    care("eighteen", "2020-01-10")

    referral("stepped down", "2022-01-10")
    span("child_in_need_plan", "stepped down", "2022-01-20")
    span("child_protection_plan", "stepped down", "2022-02-01", "2022-06-01")
    span("child_in_need_plan", "stepped down", "2022-06-10", "2022-08-01")
    span("child_protection_plan", "without referral", "2022-02-01", "2022-06-01")

    referral("moved away", "2022-01-10", "2022-03-01", "RC5")
    told.row("child", "died", death_date=d("2022-03-01"))
    referral("died", "2022-01-10")
