"""Dates. Every time is half-open: its last day is not in it."""

from cohort_faults.world import INDEX, SNAPSHOT, after, checked, d, day, made


def _care(case, index, *spells, **family):
    """Makes a family with one child and these times in care, (from, to)."""

    @made(case)
    def _(w):
        w.family(case, index=index, offered=False, **family)
        for start, end in spells:
            w.care(f"{case}-1", start, end)


# --- month arithmetic
_care("D01", d("2024-02-29"), (d("2025-02-28"), None))


@checked("D01")
def _(f):
    row = f.follow_up("letters", "D01", "12_months")
    assert day(row["checkpoint_date"]) == d("2025-02-28")
    assert f.status("letters", "D01", "12_months") == "looked_after"
    assert f.outcome("letters", "D01", "looked_after_at_12_months") == 1
    assert f.follow_up("letters", "D01", "24_months")["unobserved_reason"] == "not_yet"


_care("D02", d("2024-02-29"), (d("2025-03-01"), None))


@checked("D02")
def _(f):
    assert f.status("letters", "D02", "12_months") == "child_protection_plan"
    assert f.outcome("letters", "D02", "looked_after_at_12_months") == 0


_care("D03", d("2024-01-31"))


@checked("D03")
def _(f):
    dates = {c: day(f.follow_up("letters", "D03", c)["checkpoint_date"]) for c in ("3_months", "7_months", "12_months")}
    assert dates == {"3_months": d("2024-04-30"), "7_months": d("2024-08-31"), "12_months": d("2025-01-31")}, (
        "each from the index, none from the checkpoint before"
    )


_care("D04", d("2023-08-31"), (d("2023-01-01"), None))


@checked("D04")
def _(f):
    assert f.outcome("letters", "D04", "days_looked_after_within_6_months") == (d("2024-02-29") - d("2023-08-31")).days
    assert f.outcome("letters", "D04", "days_looked_after_within_12_months") == 366


_care("D05", d("2023-11-30"))


@checked("D05")
def _(f):
    assert day(f.follow_up("letters", "D05", "3_months")["checkpoint_date"]) == d("2024-02-29")


# --- half-open intervals
_care("D06", INDEX, (d("2024-05-10"), None))


@checked("D06")
def _(f):
    assert f.outcome("letters", "D06", "looked_after_at_12_months") == 1
    assert f.outcome("letters", "D06", "days_looked_after_within_12_months") == 0


_care("D07", INDEX, (d("2023-09-01"), d("2024-05-10")))


@checked("D07")
def _(f):
    assert f.outcome("letters", "D07", "looked_after_at_12_months") == 0
    assert f.outcome("letters", "D07", "days_looked_after_within_12_months") == (d("2024-05-10") - d("2023-09-01")).days


_care("D08", INDEX, (INDEX, d("2023-05-20")))


@checked("D08")
def _(f):
    assert f.child("letters", "D08")["entry_status"] == "looked_after"
    assert f.child("letters", "D08")["days_looked_after_before_12_months"] == 0
    assert f.outcome("letters", "D08", "days_looked_after_within_6_months") == 10


_care("D09", INDEX, (d("2023-05-01"), INDEX))


@checked("D09")
def _(f):
    assert f.child("letters", "D09")["entry_status"] == "child_protection_plan"
    assert f.outcome("letters", "D09", "days_looked_after_within_12_months") == 0
    assert f.child("letters", "D09")["days_looked_after_before_12_months"] == 9


_care("D10", INDEX, (d("2023-07-01"), d("2023-07-02")))


@checked("D10")
def _(f):
    assert f.outcome("letters", "D10", "days_looked_after_within_6_months") == 1


_care("D11", INDEX, (d("2023-07-01"), d("2023-07-01")))


@checked("D11")
def _(f):
    assert f.outcome("letters", "D11", "days_looked_after_within_6_months") == 0
    assert f.status("letters", "D11", "12_months") == "child_protection_plan"


_care("D12", INDEX, (d("2023-11-01"), None))


@checked("D12")
def _(f):
    assert f.outcome("letters", "D12", "days_looked_after_within_6_months") == 9  # 1 to 9 November
    assert f.outcome("letters", "D12", "days_looked_after_within_12_months") == (d("2024-05-10") - d("2023-11-01")).days


_care("D13", INDEX, (d("2023-06-01"), d("2023-07-01")), (d("2023-07-01"), d("2023-08-01")))


@checked("D13")
def _(f):
    assert f.outcome("letters", "D13", "days_looked_after_within_6_months") == 61


_care("D14", INDEX, (d("2023-06-01"), d("2023-07-01")), (d("2023-06-21"), d("2023-08-01")))


@checked("D14")
def _(f):
    assert f.outcome("letters", "D14", "days_looked_after_within_6_months") == 61


@made("D15")
def _(w):
    w.family("D15", offered=False)
    w.care("D15-1", d("2023-06-01"), d("2024-06-01"), legal="V4")


@checked("D15")
def _(f):
    assert f.outcome("letters", "D15", "days_looked_after_within_12_months") == 0
    assert f.outcome("letters", "D15", "looked_after_at_12_months") == 0


@made("D16")
def _(w):
    w.family("D16", offered=False)
    w.care("D16-1", d("2023-06-01"), d("2023-07-01"), reason="X1")
    w.care("D16-1", d("2023-07-02"), d("2023-08-01"), begins="P")


@checked("D16")
def _(f):
    assert f.outcome("letters", "D16", "days_looked_after_within_6_months") == 61, (
        "X1 and a gap goes on to the next (rule 5)"
    )


@made("D17")
def _(w):
    w.family("D17", offered=False)
    w.care("D17-1", d("2023-06-01"), None, place="P1")


@checked("D17")
def _(f):
    assert f.outcome("letters", "D17", "looked_after_at_12_months") == 1


# --- what ends observation
_care("D18", INDEX, (d("2023-01-01"), None), born=d("2005-10-10"))


@checked("D18")
def _(f):
    row = f.follow_up("letters", "D18", "12_months")
    assert not row["is_observed"] and row["unobserved_reason"] == "grown_up"
    assert f.outcome("letters", "D18", "looked_after_at_12_months") is None
    assert f.follow_up("letters", "D18", "3_months")["is_observed"]


_care("D19", INDEX, (d("2023-01-01"), None), born=d("2006-05-10"))


@checked("D19")
def _(f):
    assert not f.follow_up("letters", "D19", "12_months")["is_observed"], (
        "18 on the day itself: care ends on it by birthday"
    )


_care("D20", INDEX, (d("2023-01-01"), None), born=d("2006-05-11"))


@checked("D20")
def _(f):
    assert f.outcome("letters", "D20", "looked_after_at_12_months") == 1


_care("D21", d("2021-02-28"), (d("2021-01-01"), None), born=d("2004-02-29"))


@checked("D21")
def _(f):
    assert f.outcome("letters", "D21", "looked_after_at_12_months") == 1, "born on 29 February: 18 on 1 March 2022"


_care("D22", d("2021-03-01"), (d("2021-01-01"), None), born=d("2004-02-29"))


@checked("D22")
def _(f):
    assert f.outcome("letters", "D22", "looked_after_at_12_months") is None


@made("D23")
def _(w):
    w.family("D23", offered=False, born=d("2004-01-05"))


@checked("D23")
def _(f):
    assert not f.cases("letters", "D23"), "18 and over on the index date: not a child of the cohort"
    assert f.is_flagged("letters", "D23")


@made("D24")
def _(w):
    w.child("D24-1", born=None, expected_birth_date=d("2023-08-01"), sex="U")
    w.need("D24-1", d("2023-03-01"))
    w.protection("D24-1", d("2023-04-01"))
    w.letter("D24", "D24-1", INDEX, False)


@checked("D24")
def _(f):
    row = f.child("letters", "D24")
    assert row["is_unborn"] and row["entry_status"] == "child_protection_plan"
    assert row["age_at_index"] is None or row["age_at_index"] <= 0


@made("D25")
def _(w):
    w.child("D25-1", born=d("2023-08-01"))
    w.need("D25-1", d("2023-03-01"))
    w.protection("D25-1", d("2023-04-01"))
    w.letter("D25", "D25-1", INDEX, False)
    w.care("D25-1", d("2023-08-01"), None)


@checked("D25")
def _(f):
    assert f.child("letters", "D25")["is_unborn"], "born after the letter, under the same number"
    assert f.outcome("letters", "D25", "looked_after_at_12_months") == 1


@made("D26")
def _(w):
    w.family("D26", offered=False)
    w.child("D26-2", born=d("2023-12-01"))
    w.add("family_member", child_key="D26-2", family_kind="plo", family_key="D26-family")
    w.need("D26-2", d("2023-12-01"))
    w.care("D26-2", d("2023-12-02"), None)


@checked("D26")
def _(f):
    assert f.case("letters", "D26")["children_named"] == 1, (
        "a child born later and not in the letter is no child of the case"
    )
    assert f.rows("fct_cohort_outcome", "letters", "D26").query("child_key == 'D26-2'").empty


@made("D27")
def _(w):
    w.child("D27-1", born=None, expected_birth_date=d("2023-08-01"), sex="U", mother_key="D27-mother")
    w.need("D27-1", d("2023-03-01"))
    w.protection("D27-1", d("2023-04-01"))
    w.letter("D27", "D27-1", INDEX, False)
    w.child("D27-2", born=d("2023-08-03"), mother_key="D27-mother")
    w.need("D27-2", d("2023-08-03"))
    w.care("D27-2", d("2023-08-04"), None)


@checked("D27")
def _(f):
    assert f.case("letters", "D27")["children_named"] == 1
    rows = f.rows("fct_cohort_outcome", "letters", "D27").query("outcome == 'looked_after_at_12_months'")
    assert len(rows) == 1 and rows["outcome_value"].iloc[0] == 1, (
        "born under a new number: led to it by mother and expected date"
    )


@made("D28")
def _(w):
    w.family("D28", offered=False)
    w.rows["child"][-1]["death_date"] = d("2023-10-01")
    w.rows["referral"][-1].update(closure_date=d("2023-10-01"), closure_reason="RC2")
    w.rows["child_protection_plan"][-1]["end_date"] = d("2023-10-01")


@checked("D28")
def _(f):
    row = f.follow_up("letters", "D28", "12_months")
    assert not row["is_observed"] and row["unobserved_reason"] == "died"
    assert f.outcome("letters", "D28", "looked_after_at_12_months") is None
    closed = f.rows("fct_cohort_duration", "letters", "D28").query("survival_event == 'closed'")
    assert not closed["is_event"].astype(bool).any(), "a death is no closure"


@made("D29")
def _(w):
    w.family("D29", offered=False)
    w.rows["child"][-1]["death_date"] = d("2023-05-01")


@checked("D29")
def _(f):
    assert not f.cases("letters", "D29") and f.is_flagged("letters", "D29")


@made("D30")
def _(w):
    w.family("D30", offered=False)
    w.rows["referral"][-1].update(closure_date=d("2023-10-01"), closure_reason="RC5")
    w.rows["child_protection_plan"][-1]["end_date"] = d("2023-10-01")


@checked("D30")
def _(f):
    row = f.follow_up("letters", "D30", "12_months")
    assert not row["is_observed"] and row["unobserved_reason"] == "moved_away"
    assert f.outcome("letters", "D30", "closed_at_12_months") is None, "a transfer is no success"
    assert f.follow_up("letters", "D30", "3_months")["is_observed"]


@made("D31")
def _(w):
    w.family("D31", offered=False)
    w.care("D31-1", d("2023-06-01"), d("2023-10-01"), reason="E3")


@checked("D31")
def _(f):
    assert f.outcome("letters", "D31", "looked_after_at_12_months") is None, "care was taken over by another authority"


@made("D32")
def _(w):
    w.family("D32", offered=False)
    w.care("D32-1", d("2023-06-01"), d("2024-03-01"), reason="E11", place="A5")
    w.rows["referral"][-1].update(closure_date=d("2024-03-01"), closure_reason="RC1")
    w.rows["child_protection_plan"][-1]["end_date"] = d("2023-06-01")
    w.child("D32x-9", born=d("2015-08-17"))  # the new number, not to be led back
    w.need("D32x-9", d("2024-04-01"))
    w.care("D32x-9", d("2024-04-02"), None)


@checked("D32")
def _(f):
    assert f.outcome("letters", "D32", "looked_after_at_12_months") is None, (
        "after an adoption nobody may say who the child is"
    )
    assert f.outcome("letters", "D32", "days_looked_after_within_12_months") is None
    assert len(f.rows("fct_cohort_child", "letters", "D32")) == 1


# --- the end of what is known
_care("D33", d("2024-06-30"))


@checked("D33")
def _(f):
    assert f.follow_up("letters", "D33", "12_months")["is_observed"], "12 months end on the day of the extract"


_care("D34", d("2024-07-01"))


@checked("D34")
def _(f):
    row = f.follow_up("letters", "D34", "12_months")
    assert not row["is_observed"] and row["unobserved_reason"] == "not_yet"


@made("D35")
def _(w):
    w.family("D35", index=d("2024-10-01"), offered=False, court_application_date=d("2024-12-01"))


@checked("D35")
def _(f):
    assert f.outcome("letters", "D35", "care_proceedings_within_12_months") is None, (
        "issued already, but the window is not over: to count events early and not their absence raises the share"
    )


@made("D36")
def _(w):
    w.family("D36", offered=False, court_application_date=d("2023-05-01"))


@checked("D36")
def _(f):
    if f.cases("letters", "D36"):
        assert f.outcome("letters", "D36", "care_proceedings_within_12_months") != 1, "issued before the letter"
    else:
        assert f.is_flagged("letters", "D36")


for _case, _issued, _at_12, _at_18 in (
    ("D37", "2024-05-09", (1,), (1,)),
    ("D38", "2024-05-10", (0,), (1,)),
    ("D39", "2024-05-11", (0,), (1,)),
    ("D40", "2024-11-11", (0,), (0,)),
):

    def _make(w, case=_case, issued=_issued):
        w.family(case, offered=False, court_application_date=d(issued))

    def _check(f, case=_case, at_12=_at_12, at_18=_at_18):
        assert f.outcome("letters", case, "care_proceedings_within_12_months") in at_12
        assert f.outcome("letters", case, "care_proceedings_within_18_months") in at_18

    made(_case)(_make)
    checked(_case)(_check)


@made("D41")
def _(w):
    w.family("D41", court_application_date=d("2023-12-04"))
    w.add(
        "conference_outcome",
        conference_referral_key="D41-referral1",
        child_key="D41-1",
        checkpoint="6_months",
        proceedings_issued_date=d("2023-12-01"),
    )


@checked("D41")
def _(f):
    assert f.outcome("letters", "D41", "care_proceedings_within_12_months") == 1
    assert day(f.child("letters", "D41")["proceedings_date"]) in (d("2023-12-01"), d("2023-12-04"))


# --- referred again
def _again(case, closed, again, expected, nfa=False, first=INDEX):
    @made(case)
    def _(w):
        w.family(case, offered=False, need=False)
        w.need(f"{case}-1", first, closed)
        if nfa:
            w.add(
                "referral",
                child_key=f"{case}-1",
                referral_key=f"{case}-nfa",
                referral_date=again,
                source_code="6",
                is_no_further_action=True,
            )
        else:
            w.need(f"{case}-1", again)

    @checked(case)
    def _(f):
        assert f.outcome("letters", case, "re_referral_within_12_months") in expected


_again("D42", d("2023-08-01"), d("2024-05-09"), (1,))
_again("D43", d("2023-08-01"), d("2024-05-11"), (0,))
_again("D44", d("2023-12-01"), d("2023-10-01"), (0,))  # made while the case was open: it counts as none
_again("D45", d("2023-08-01"), d("2023-12-15"), (1,), nfa=True)  # a referral is one, whatever became of it
# Within 12 months of the letter, 14 after the last referral: it counts from the letter.
_again("D61", d("2023-08-01"), d("2024-03-01"), (1,), first=d("2023-01-01"))


@made("D46")
def _(w):
    w.family("D46", offered=False)


@checked("D46")
def _(f):
    assert f.outcome("letters", "D46", "re_referral_within_12_months") == 0
    assert f.outcome("letters", "D46", "closed_at_12_months") == 0


# --- the cohort's own days
_care("D47", d("2020-01-01"))
_care("D48", d("2019-12-31"))


@checked("D47")
def _(f):
    assert f.case("letters", "D47"), "the first day counts"


@checked("D48")
def _(f):
    assert not f.cases("letters", "D48"), "the day before does not"


_care("D49", d("2024-03-31"))
_care("D50", d("2024-04-01"))


@checked("D49")
def _(f):
    assert day(f.case("letters", "D49")["index_period_end_date"]) == d("2024-03-31")


@checked("D50")
def _(f):
    assert day(f.case("letters", "D50")["index_period_end_date"]) == d("2025-03-31")


@made("D51")
def _(w):
    w.family("D51", offered=False, started_date=after(INDEX, 4))


@checked("D51")
def _(f):
    assert f.is_flagged("letters", "D51") or day(f.case("letters", "D51")["index_date"]) == INDEX


@made("D52")
def _(w):
    w.family("D52", offered=False)
    w.rows["pre_proceedings"][-1]["letter_sent_date"] = None


@checked("D52")
def _(f):
    assert not f.cases("letters", "D52"), "started, but no letter was sent: no index event of this cohort"


_care("D53", INDEX, (d("2022-01-01"), d("2022-04-05")))


@checked("D53")
def _(f):
    row = f.child("letters", "D53")
    assert row["days_looked_after_before_12_months"] == 0
    assert row["days_looked_after_before_24_months"] == (d("2022-04-05") - d("2022-01-01")).days


_care("D54", INDEX, (d("2022-04-10"), d("2022-06-09")))


@checked("D54")
def _(f):
    assert (
        f.child("letters", "D54")["days_looked_after_before_12_months"]
        == (d("2022-06-09") - INDEX.replace(year=2022)).days
    )


@made("D55")
def _(w):
    w.family("D55", offered=False, need=False)
    w.need("D55-1", d("2023-01-01"), INDEX)


@checked("D55")
def _(f):
    assert f.is_flagged("letters", "D55") or f.child("letters", "D55")["entry_status"] == "closed", (
        "closed on the day of the letter: half-open, closed that day"
    )


@made("D56")
def _(w):
    w.family("D56", offered=False, need=False)
    w.need("D56-1", d("2023-01-01"), after(INDEX, 14))


@checked("D56")
def _(f):
    assert f.is_excluded("letters_28", "D56", "closed_before_landmark"), (
        "closed within the window: out of the landmark cohort"
    )
    assert f.case("letters", "D56")


_care("D57", INDEX, (d("2024-05-20"), None))


@checked("D57")
def _(f):
    assert f.outcome("letters", "D57", "looked_after_at_12_months") == 0
    assert f.outcome("letters_28", "D57", "looked_after_at_12_months") == 1, (
        "with a landmark the clock starts at its end"
    )


_care("D58", SNAPSHOT.replace(year=2024), (SNAPSHOT, None))


@checked("D58")
def _(f):
    assert f.outcome("letters", "D58", "looked_after_at_12_months") in (1, None), (
        "care that began on the day of the extract"
    )


_care("D59", d("2025-01-31"))


@checked("D59")
def _(f):
    row = f.follow_up("letters", "D59", "follow_up")
    assert row["is_observed"] and row["cohort_status"] == "child_protection_plan", "the fixed day is the index date"


_care("D60", d("2025-02-01"))


@checked("D60")
def _(f):
    rows = f.rows("fct_cohort_follow_up", "letters", "D60").query("checkpoint == 'follow_up'")
    assert rows.empty or not rows["is_observed"].any(), "the fixed day lies before the letter: nothing followed"
