"""Bad input, as families."""

from cohort_faults.world import INDEX, SNAPSHOT, after, checked, d, made


@made("A01")
def _(w):
    w.register("A01", [], referral_date=INDEX, offer_date=INDEX, response="declined", response_date=INDEX)


@checked("A01")
def _(f):
    assert f.is_out("offers", "A01") and f.is_excluded("offers", "A01", "no_children")


@made("A02")
def _(w):
    key = w.register(
        "A02", [None, None], referral_date=INDEX, offer_date=INDEX, response="accepted", response_date=INDEX
    )
    w.meeting(key, after(INDEX, 20))


@checked("A02")
def _(f):
    assert f.is_out("offers", "A02") and f.is_excluded("offers", "A02", "no_child_matched")


@made("A03")
def _(w):
    w.family("A03", offered=False)
    key = w.register(
        "A03",
        ["A03-1"],
        referral_date=INDEX,
        offer_date=INDEX,
        response="accepted",
        response_date=INDEX,
        closed_date=after(INDEX, -30),
        closed_reason="held",
    )
    w.meeting(key, after(INDEX, 20))


@checked("A03")
def _(f):
    assert f.is_excluded("exits", "A03", "exit_before_entry") or f.is_excluded("offers", "A03", "exit_before_entry")
    assert not f.cases("exits", "A03")


@made("A08")
def _(w):
    key = w.register("A08", ["A08-1"], referral_date=INDEX, offer_date=INDEX, response="accepted", response_date=INDEX)
    w.meeting(key, after(INDEX, 20))  # A08-1 is in no other record


@checked("A08")
def _(f):
    assert f.is_out("offers", "A08")


@made("A09")
def _(w):
    w.family("A09", index=after(SNAPSHOT, 40), held=None)


@checked("A09")
def _(f):
    assert f.is_out("letters", "A09") and f.is_excluded("letters", "A09", "index_after_extract")


@made("A12")
def _(w):
    w.family("A12", children=2)
    w.add("conference_child", conference_referral_key="A12-referral1", child_key=None, place_in_family=3)


@checked("A12")
def _(f):
    row = f.case("offers", "A12")
    assert (row["children_named"], row["children_matched"]) == (3, 2)
    assert f.is_excluded("offers", "A12", "child_not_matched")


@made("A13")
def _(w):
    w.family("A13", index=SNAPSHOT, held=None)


@checked("A13")
def _(f):
    assert f.case("letters", "A13")
    assert f.follow_up("letters", "A13", "3_months")["unobserved_reason"] == "not_yet"
    assert f.outcome("letters", "A13", "looked_after_at_12_months") is None


@made("A14")
def _(w):
    w.family("A14", offered=False)
    key = w.register(
        "A14",
        ["A14-1"],
        referral_date=INDEX,
        offer_date=INDEX,
        response="accepted",
        response_date=INDEX,
        closed_date=INDEX,
        closed_reason="held",
    )
    w.meeting(key, INDEX)


@checked("A14")
def _(f):
    assert f.case("offers", "A14")
    assert f.cases("exits", "A14"), "the exit on the day of the offer is no exit before entry"


@made("A15")
def _(w):
    w.family("A15")
    w.rows["conference_child"][-1]["status_as_typed"] = "closed"


@checked("A15")
def _(f):
    assert f.child("letters", "A15")["entry_status"] == "child_protection_plan", "derived, not typed"


@made("A16")
def _(w):
    w.family("A16", index=d("2030-01-01"), held=None)


@checked("A16")
def _(f):
    assert not f.cases("letters", "A16"), "after the cohort's last day as well as after the extract"
