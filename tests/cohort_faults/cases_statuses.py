"""Statuses, transitions, and what a change of status saves."""

from cohort_faults.world import INDEX, after, checked, d, made

CP_WEEK, CIN_WEEK, CARE_WEEK, KIN_WEEK = 113.9, 65.4, 685.0, 442.0


def _close(w, case, number, closed, reason="RC7"):
    for record, changes in (
        ("referral", {"closure_date": closed, "closure_reason": reason}),
        ("child_protection_plan", {"end_date": closed}),
    ):
        for row in w.rows[record]:
            if row["child_key"] == f"{case}-{number}":
                row.update(changes)


def _benefit(f, case, checkpoint="12_months", cohort="offers"):
    rows = f.rows("fct_cohort_benefit", cohort, case).query("checkpoint == @checkpoint")
    assert len(rows) == 1, f"{case}: one row of fct_cohort_benefit expected, {len(rows)} found"
    value = rows["benefit_pounds"].iloc[0]
    return None if value != value or value is None else round(float(value), 2)


@made("S01")
def _(w):
    w.family("S01", offered=False)
    w.care("S01-1", INDEX, None)


@checked("S01")
def _(f):
    assert f.status("letters", "S01", "12_months") == "looked_after", "care and a plan at once"


@made("S02")
def _(w):
    w.family("S02", offered=False)
    w.care("S02-1", d("2023-06-01"), None, place="U3")


@checked("S02")
def _(f):
    assert f.outcome("letters", "S02", "looked_after_at_12_months") == 1, (
        "with a relative as foster carer a child is looked after by law"
    )
    assert f.outcome("letters", "S02", "with_kin_at_12_months") == 1
    assert f.status("letters", "S02", "12_months") == "looked_after"


def _order(case, reason, kin, statuses):
    @made(case)
    def _(w):
        w.family(case, offered=False)
        w.care(f"{case}-1", d("2023-06-01"), d("2023-12-01"), reason=reason, place="U1")
        _close(w, case, 1, d("2023-12-15"), "RC4" if reason.startswith("E4") else "RC7")

    @checked(case)
    def _(f):
        assert f.outcome("letters", case, "looked_after_at_12_months") == 0
        assert f.outcome("letters", case, "with_kin_at_12_months") in kin
        assert f.status("letters", case, "12_months") in statuses


_order("S03", "E47", (1,), ("kinship_care",))
_order("S04", "E46", (0,), ("closed",))
_order("S05", "E41", (1,), ("kinship_care",))  # an order that does not say whose: docs/cohorts.md counts it


@made("S06")
def _(w):
    w.family("S06", offered=False)
    w.care("S06-1", d("2023-06-01"), d("2023-12-01"), reason="E47")
    _close(w, "S06", 1, d("2023-12-01"), "RC4")
    w.need("S06-1", d("2024-03-30"))
    w.care("S06-1", d("2024-04-01"), None)


@checked("S06")
def _(f):
    assert f.status("letters", "S06", "12_months") == "looked_after", "an order lasts to the next care"
    assert f.status("letters", "S06", "7_months") == "kinship_care"


@made("S07")
def _(w):
    w.family("S07", offered=False, need=False)


@checked("S07")
def _(f):
    out = f.is_out("letters", "S07") and f.is_excluded("letters", "S07", "not_known_at_entry")
    assert out or f.child("letters", "S07")["entry_status"] in (None,), (
        "nothing is known of the child: not called closed"
    )


@made("S08")
def _(w):
    w.family("S08", offered=False, need=False)
    w.need("S08-1", d("2023-01-01"))
    w.add("child_in_need_plan", child_key="S08-1", start_date=d("2023-02-01"))


@checked("S08")
def _(f):
    assert f.child("letters", "S08")["entry_status"] == "child_in_need", "plan or none: one cohort status"


@made("S09")
def _(w):
    w.family("S09", offered=False)
    _close(w, "S09", 1, d("2023-12-01"), "RC9")
    w.add("early_help_episode", child_key="S09-1", start_date=d("2023-12-10"), end_date=None)


@checked("S09")
def _(f):
    row = f.follow_up("letters", "S09", "12_months")
    assert (row["cohort_status"], row["step_since_entry"]) == ("early_help", "stepped_down")


@made("S10")
def _(w):
    w.family("S10", offered=False)
    _close(w, "S10", 1, d("2023-07-01"))
    w.need("S10-1", d("2024-02-01"))


@checked("S10")
def _(f):
    row = f.follow_up("letters", "S10", "12_months")
    assert row["cohort_status"] == "child_in_need"
    assert row["step_since_entry"] == "stepped_down", "by what it was at entry, whatever came between"
    assert row["is_re_referred_since"]
    assert f.follow_up("letters", "S10", "3_months")["step_since_entry"] == "closed"


@made("S11")
def _(w):
    w.family("S11", offered=False, need=False)
    w.need("S11-1", d("2023-01-01"))
    w.protection("S11-1", d("2023-02-01"), is_other_authority=True)


@checked("S11")
def _(f):
    assert f.child("letters", "S11")["entry_status"] == "child_in_need", "another authority's plan is no status here"


@made("S12")
def _(w):
    w.family("S12", offered=False, need=False)
    w.add(
        "referral", child_key="S12-1", referral_key="S12-nfa", referral_date=d("2023-01-01"), is_no_further_action=True
    )
    w.need("S12-1", d("2022-01-01"), d("2022-03-01"))


@checked("S12")
def _(f):
    found = f.rows("fct_cohort_child", "letters", "S12")
    assert found.empty or found["entry_status"].iloc[0] == "closed", "a referral with no further action opens nothing"


@made("S13")
def _(w):
    w.family("S13", offered=False, need=False)
    w.protection("S13-1", d("2023-02-01"))


@checked("S13")
def _(f):
    assert f.child("letters", "S13")["entry_status"] == "child_protection_plan", (
        "a plan without a referral: the missing one is inferred"
    )


@made("S14")
def _(w):
    w.family("S14", offered=False)
    w.rows["child_protection_plan"][-1]["end_date"] = after(INDEX, -120)  # before it began


@checked("S14")
def _(f):
    assert f.child("letters", "S14")["entry_status"] == "child_in_need", (
        "a plan that ends before it begins is no status"
    )


@made("S15")
def _(w):
    w.family("S15", offered=False)
    w.care("S15-1", d("2023-06-01"), d("2023-09-01"))


@checked("S15")
def _(f):
    rows = f.rows("fct_cohort_duration", "letters", "S15").query("survival_event == 'looked_after'")
    assert list(rows["survival_days"]) == [22] and bool(rows["is_event"].iloc[0])


# --- money, in the cohort of offers: entry on a protection plan unless said
@made("S20")
def _(w):
    w.family("S20")
    w.care("S20-1", d("2023-08-01"), None)


@checked("S20")
def _(f):
    assert _benefit(f, "S20") == 0, "a child who comes into care saves nothing, and costs nothing either in this method"


@made("S21")
def _(w):
    w.family("S21", children=2)
    w.care("S21-1", d("2023-08-01"), None)
    _close(w, "S21", 2, d("2023-10-01"))


@checked("S21")
def _(f):
    assert _benefit(f, "S21") == round(CP_WEEK * 52, 2), "by child, not by the family's highest status"


@made("S22")
def _(w):
    w.family("S22", index=d("2025-01-15"))


@checked("S22")
def _(f):
    rows = f.rows("fct_cohort_benefit", "offers", "S22").query("checkpoint == '12_months'")
    assert len(rows) and rows["benefit_pounds"].isna().all(), (
        "not yet followed so long: no benefit, which is not a benefit of 0"
    )


def _gone(case, reason, gone):
    @made(case)
    def _(w):
        w.family(case)
        _close(w, case, 1, gone, reason)
        if reason == "RC2":
            w.rows["child"][-1]["death_date"] = gone

    @checked(case)
    def _(f):
        rows = f.rows("fct_cohort_benefit", "offers", case).query("checkpoint == '12_months'")
        assert len(rows) and rows["benefit_pounds"].isna().all(), "whoever died or moved away saved nothing"


_gone("S23", "RC2", d("2023-10-01"))
_gone("S24", "RC5", d("2023-10-01"))


@made("S25")
def _(w):
    w.family("S25", born=d("2005-10-10"))


@checked("S25")
def _(f):
    rows = f.rows("fct_cohort_benefit", "offers", "S25").query("checkpoint == '12_months'")
    assert len(rows) and rows["benefit_pounds"].isna().all(), "nor who has grown up"


@made("S26")
def _(w):
    w.family("S26")
    w.care("S26-1", d("2023-01-01"), d("2023-12-01"), reason="E47")
    _close(w, "S26", 1, d("2023-12-15"), "RC4")


@checked("S26")
def _(f):
    assert _benefit(f, "S26") == round((CARE_WEEK - KIN_WEEK) * 52, 2), "from care to kin: £243 a week"


@made("S27")
def _(w):
    w.family("S27")
    for row in w.rows["child_protection_plan"]:
        if row["child_key"] == "S27-1":
            row["end_date"] = d("2023-09-01")


@checked("S27")
def _(f):
    assert _benefit(f, "S27") == round((CP_WEEK - CIN_WEEK) * 52, 2)


@made("S28")
def _(w):
    w.family("S28", held=None)
    _close(w, "S28", 1, d("2023-12-01"))


@checked("S28")
def _(f):
    rows = f.rows("fct_cohort_benefit", "offers", "S28")
    assert (
        rows.empty or (rows["cost_pounds"].fillna(0) == 0).all() or f.case("offers", "S28")["conferences_held"] == 0
    ), "no conference was held: it has no conference's cost, and its return is no number (nothing divided by nothing)"
