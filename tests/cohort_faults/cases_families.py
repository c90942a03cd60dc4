"""Families, clusters and the register of conferences."""

from cohort_faults.world import COUNCIL, INDEX, SNAPSHOT, after, checked, d, day, made

GROUPS = {"offered_attended", "offered_not_held", "offered_declined", "not_offered"}


@made("F01")
def _(w):
    w.family("F01", offered=False)
    w.letter("F01", "F01-1", after(INDEX, 100), False)


@checked("F01")
def _(f):
    found = f.cases("letters", "F01")
    assert day(found[0]["index_date"]) == INDEX
    assert (len(found) == 1 and f.is_excluded("letters", "F01", "second_index_event")) or len(
        {c["cluster_key"] for c in found}
    ) == 1, "two letters to one family: one case, or two of one cluster"


@made("F02")
def _(w):
    w.family("F02", held=None)
    key = w.register(
        "F02",
        ["F02-1"],
        number=2,
        referral_date=after(INDEX, 120),
        offer_date=after(INDEX, 120),
        response="accepted",
        response_date=after(INDEX, 121),
    )
    w.meeting(key, after(INDEX, 140))


@checked("F02")
def _(f):
    found = f.cases("offers", "F02")
    assert len(found) == 1 or len({c["cluster_key"] for c in found}) == 1
    assert day(found[0]["index_date"]) == INDEX


@made("F03")
def _(w):
    w.family("F03", offered=False)
    w.child("F03-2")
    w.need("F03-2", d("2023-01-01"))
    other = after(INDEX, 60)
    for child in ("F03-1", "F03-2"):
        w.letter("F03", child, other, False, family_key="F03-other")
        w.add("family_member", child_key=child, family_kind="plo", family_key="F03-other")


@checked("F03")
def _(f):
    found = f.cases("letters", "F03")
    assert len({c["cluster_key"] for c in found}) == 1, "families that share a child are one cluster"


@made("F04")
def _(w):
    for number, families in enumerate((("a", "b"), ("b", "c"), ("c", "e")), 1):
        child = w.child(f"F04-{number}")
        w.need(child, d("2023-01-01"))
        for letter in families:
            w.add("family_member", child_key=child, family_kind="plo", family_key=f"F04-{letter}")
        w.letter("F04", child, after(INDEX, number), False, family_key=f"F04-{families[0]}")


@checked("F04")
def _(f):
    found = f.cases("letters", "F04")
    assert len({c["cluster_key"] for c in found}) == 1, "a chain of shared children is one cluster"


@made("F05")
def _(w):
    w.family("F05", children=2, offered=False)


@checked("F05")
def _(f):
    assert f.case("letters", "F05")["children_named"] == 2, "twins: one birth date, one address, two children"


@made("F06")
def _(w):
    w.family("F06", children=2, offered=False)
    w.rows["pre_proceedings"][-1].update(letter_sent_date=after(INDEX, 14))


@checked("F06")
def _(f):
    found = f.cases("letters", "F06")
    assert day(found[0]["index_date"]) == INDEX
    assert (len(found) == 1 and found[0]["children_named"] == 2) or len({c["cluster_key"] for c in found}) == 1


def _answers(case, *answers, held=None, expected, attended):
    """Several offers to one family: (days after the letter, response)."""

    @made(case)
    def _(w):
        w.family(case, offered=False)
        for row in w.rows["pre_proceedings"][-1:]:
            row["is_conference_offered"] = True
        for number, (days, response) in enumerate(answers, 1):
            key = w.register(
                case,
                [f"{case}-1"],
                number=number,
                referral_date=after(INDEX, days),
                offer_date=after(INDEX, days),
                response=response,
                response_date=after(INDEX, days + 2),
            )
        if held:
            w.meeting(key, after(INDEX, held))

    @checked(case)
    def _(f):
        row = f.case("letters_28", case)
        assert row["cohort_group"] == expected
        assert bool(row["is_attended"]) == attended


_answers("F07", (0, "declined"), (15, "accepted"), held=25, expected="offered_attended", attended=True)
_answers("F08", (0, "accepted"), (15, "declined"), expected="offered_not_held", attended=False)
_answers("F09", (0, "no_response"), expected="offered_not_held", attended=False)
_answers("F10", (0, "no_response"), held=25, expected="offered_attended", attended=True)
_answers("F11", (28, "accepted"), expected="offered_not_held", attended=False)  # the last day is within
_answers("F12", (27, "accepted"), expected="offered_not_held", attended=False)


@made("F13")
def _(w):
    w.family("F13", offered=False)
    w.register(
        "F13",
        ["F13-1"],
        referral_date=after(INDEX, 60),
        offer_date=after(INDEX, 60),
        response="accepted",
        response_date=after(INDEX, 62),
    )


@checked("F13")
def _(f):
    row = f.case("letters_28", "F13")
    assert row["cohort_group"] == "not_offered", (
        "offered after the window: at the landmark not offered, so that nobody's future decides"
    )


def _before(case, days, held_days=None):
    @made(case)
    def _(w):
        w.family(case, offered=False)
        key = w.register(
            case,
            [f"{case}-1"],
            referral_date=after(INDEX, -days),
            offer_date=after(INDEX, -days),
            response="accepted",
            response_date=after(INDEX, 2 - days),
        )
        if held_days is not None:
            w.meeting(key, after(INDEX, held_days))

    @checked(case)
    def _(f):
        assert not f.cases("letters", case) and f.is_excluded("letters", case, "offered_before_index"), (
            "offered shortly before the window: nobody to compare with"
        )


_before("F14", 5)
_before("F15", 200, held_days=-170)


@made("F16")
def _(w):
    w.family("F16", held=after(INDEX, -10))


@checked("F16")
def _(f):
    for row in f.cases("offers", "F16"):
        assert row["days_to_conference"] is None or row["days_to_conference"] >= 0, (
            "a conference before its offer has no days to it"
        )
        assert row["is_held_in_time"] is not True or f.is_flagged("offers", "F16")


@made("F17")
def _(w):
    w.family("F17")
    w.meeting("F17-referral1", after(INDEX, 10), number=2, kind="review")


@checked("F17")
def _(f):
    row = f.case("offers", "F17")
    assert row["is_review_in_time"] is not True, "a review before the conference is no review of it"
    assert row["conferences_held"] == 1


def _meetings(case, *meetings, expected):
    """Meetings as (type, day or None, outcome); expected: columns of the case in the cohort of offers."""

    @made(case)
    def _(w):
        w.family(case, held=None)
        w.rows["pre_proceedings"][-1]["is_conference_held"] = None
        for number, (kind, held, outcome) in enumerate(meetings, 1):
            w.meeting(
                f"{case}-referral1", held, number=number, kind=kind, outcome=outcome, planned=held or after(INDEX, 20)
            )
        w.plan(f"{case}-referral1")

    @checked(case)
    def _(f):
        row = f.case("offers", case)
        for column, allowed in expected.items():
            value = row[column]
            assert value in allowed, (column, value)


_meetings(
    "F18", ("conference", after(INDEX, 20), "cancelled"), expected={"is_attended": (False,), "conferences_held": (0,)}
)
_meetings(
    "F19",
    ("conference", None, "held"),
    expected={"is_attended": (True,), "days_to_conference": (None,), "is_held_in_time": (None,)},
)
_meetings(
    "F20", ("conference", after(SNAPSHOT, 10), "held"), expected={"is_attended": (False,), "conferences_held": (0,)}
)
_meetings(
    "F21",
    ("conference", after(INDEX, 20), "postponed"),
    ("conference", after(INDEX, 40), "held"),
    expected={"conferences_held": (1,), "days_to_conference": (40,), "is_held_in_time": (True,)},
)
_meetings(
    "F22",
    ("conference", after(INDEX, 20), "held"),
    ("conference", after(INDEX, 200), "held"),
    expected={"conferences_held": (2,), "days_to_conference": (20,)},
)
_meetings(
    "F23",
    ("conference", after(INDEX, 20), "held"),
    ("review", after(INDEX, 104), "held"),
    ("second_review", after(INDEX, 188), "held"),
    expected={"conferences_held": (1,), "is_review_in_time": (True,)},
)
_meetings(
    "F24", ("network_meeting", after(INDEX, 20), "held"), expected={"conferences_held": (0,)}
)  # a network meeting is none
_meetings("F25", ("review", after(INDEX, 20), "held"), expected={"conferences_held": (0,), "is_attended": (False,)})
_meetings("F26", ("conference", after(INDEX, 42), "held"), expected={"is_held_in_time": (True,)})
_meetings(
    "F27", ("conference", after(INDEX, 43), "held"), expected={"is_held_in_time": (False,), "is_attended": (True,)}
)
_meetings(
    "F28",
    ("conference", after(INDEX, 20), "did_not_attend"),
    expected={"is_attended": (False,), "conferences_held": (0,)},
)
_meetings(
    "F29",
    ("conference", after(INDEX, 20), "cancelled"),
    expected={"plan_agreed": (None, False, "no"), "is_attended": (False,)},
)
for _case, _days, _in_time in (("F30", 69, False), ("F31", 70, True), ("F32", 98, True), ("F33", 99, False)):
    _meetings(
        _case,
        ("conference", after(INDEX, 20), "held"),
        ("review", after(INDEX, 20 + _days), "held"),
        expected={"is_review_in_time": (_in_time,)},
    )


@made("F34")
def _(w):
    w.family("F34", index=after(SNAPSHOT, -60), held=after(SNAPSHOT, -35))


@checked("F34")
def _(f):
    row = f.case("offers", "F34")
    assert row["is_review_due"] is not True and row["is_review_in_time"] is not False, (
        "five weeks after it no review is late"
    )


@made("F35")
def _(w):
    w.family("F35", index=after(SNAPSHOT, -10), held=None)


@checked("F35")
def _(f):
    assert f.case("offers", "F35")["is_held_in_time"] is not False, "the days for holding it are not over"


@made("F36")
def _(w):
    w.family("F36")
    w.rows["conference_plan"][-1]["satisfaction"] = None


@checked("F36")
def _(f):
    value = f.case("offers", "F36")["is_satisfied"]
    assert value is None, "no answer is no dissatisfaction"


@made("F37")
def _(w):
    w.family("F37")
    w.rows["conference_plan"][-1].update(plan_agreed="partial", satisfaction=3)


@checked("F37")
def _(f):
    row = f.case("offers", "F37")
    assert row["is_satisfied"] is not True and row["plan_agreed"] not in (
        "no",
        False,
    )  # in part: open whether it counts, never "no"


@made("F39")
def _(w):
    w.family("F39", offered=False)
    w.rows["pre_proceedings"][-1]["is_conference_offered"] = True


@checked("F39")
def _(f):
    assert f.case("letters", "F39")["cohort_group"] == "offered_not_held", (
        "the letter's word alone, no row of the register"
    )


@made("F40")
def _(w):
    w.family("F40", offered=False)
    w.rows["pre_proceedings"][-1].update(is_conference_offered=True, is_conference_held=True)


@checked("F40")
def _(f):
    assert f.case("letters", "F40")["cohort_group"] == "offered_attended"


@made("F41")
def _(w):
    w.family("F41", held=None)
    w.rows["pre_proceedings"][-1]["is_conference_held"] = True
    w.rows["conference_referral"][-1].update(response="declined")


@checked("F41")
def _(f):
    assert f.case("letters", "F41")["cohort_group"] == "offered_attended", "facts before the answer"


@made("F42")
def _(w):
    w.family("F42", offered=False)
    w.register(
        "F42",
        ["F42-1"],
        referral_date=INDEX,
        offer_date=None,
        exemption_reason="Unsafe",
        closed_date=after(INDEX, 3),
        closed_reason="unsafe",
    )


@checked("F42")
def _(f):
    assert f.case("letters", "F42")["cohort_group"] == "not_offered"
    assert f.is_excluded("letters", "F42", "exempt")


@made("F43")
def _(w):
    w.family("F43", offered=False)
    for record in ("child", "referral", "child_protection_plan", "pre_proceedings", "family_member"):
        w.rows[record].append(dict(w.rows[record][-1]))


@checked("F43")
def _(f):
    assert f.case("letters", "F43")["children_named"] == 1
    assert len(f.rows("fct_cohort_outcome", "letters", "F43").query("outcome == 'looked_after_at_12_months'")) == 1


@made("F44")
def _(w):
    for case, year in (("F44", 2021), ("F44b", 2024)):
        day_ = INDEX.replace(year=year)
        w.child(f"{case}-1")
        w.need(f"{case}-1", after(day_, -100))
        w.register(
            case,
            [f"{case}-1"],
            family_key="F44-register",
            referral_date=day_,
            offer_date=day_,
            response="declined",
            response_date=day_,
        )


@checked("F44")
def _(f):
    children = [set(f.rows("fct_cohort_child", "offers", case)["child_key"]) for case in ("F44", "F44b")]
    assert children[0] == {"F44-1"} and children[1] == {"F44b-1"}, (
        "one number of the register for two families, years apart"
    )


@made("F45")
def _(w):
    for number in range(1, 13):
        child = w.child(f"F45-{number}", address_key="F45-hostel")
        w.need(child, d("2023-01-01"))
        w.letter("F45", child, after(INDEX, number), False, family_key=f"F45-{number}-family")


@checked("F45")
def _(f):
    assert len({c["cluster_key"] for c in f.cases("letters", "F45")}) == 12, (
        "one address of twelve families is no family"
    )


@made("F46")
def _(w):
    w.family("F46", children=3, offered=False)
    w.care("F46-2", d("2023-06-01"), None)
    for record, column in (("referral", "closure_date"), ("child_protection_plan", "end_date")):
        for row in w.rows[record]:
            if row["child_key"] == "F46-3":
                row[column] = d("2023-08-01")


@checked("F46")
def _(f):
    rows = f.rows("fct_cohort_family_follow_up", "letters", "F46").query("checkpoint == '12_months'")
    assert list(rows["cohort_status"]) == ["looked_after"], (
        "the family's status is that of its child with the highest need"
    )
    assert [f.status("letters", "F46", "12_months", n) for n in (1, 2, 3)] == [
        "child_protection_plan",
        "looked_after",
        "closed",
    ]


@made("F47")
def _(w):
    w.family("F47", children=2, offered=False)
    w.rows["child"][-1].update(birth_date=d("2005-10-10"))


@checked("F47")
def _(f):
    rows = f.rows("fct_cohort_family_follow_up", "letters", "F47").query("checkpoint == '12_months'")
    assert len(rows) == 1
    row = rows.to_dict("records")[0]
    assert not row["is_observed"] or row["cohort_status"] == "child_protection_plan", "one of two children has grown up"


@made("F48")
def _(w):
    w.family("F48", offered=False, born=d("2005-10-10"))


@checked("F48")
def _(f):
    rows = f.rows("fct_cohort_family_follow_up", "letters", "F48").query("checkpoint == '12_months'")
    assert rows.empty or not rows["is_observed"].any(), "all children have grown up: the family is not closed"


@made("F49")
def _(w):
    w.child("F49-1")
    key = w.register("F49", ["F49-1"], referral_date=INDEX, offer_date=INDEX, response="accepted", response_date=INDEX)
    w.meeting(key, after(INDEX, 20))
    w.add("conference_child", conference_referral_key=key, child_key="F49-1", place_in_family=2)
    w.need("F49-1", after(INDEX, -30))


@checked("F49")
def _(f):
    assert f.case("offers", "F49")["children_named"] == 1, "one child typed twice into one row of the register"


@made("F50")
def _(w):
    w.family("F50")
    w.rows["conference_referral"][-1]["offer_date"] = None


@checked("F50")
def _(f):
    assert f.case("letters", "F50")["cohort_group"] == "offered_attended", (
        "in the letter, accepted and held: offered, whatever day is missing"
    )
    assert not f.cases("offers", "F50") or f.cases("offers", "F50")[0]["index_date"] is not None


@made("F51")
def _(w):
    w.family("F51")
    w.rows["conference_referral"][-1]["response_date"] = after(INDEX, -20)


@checked("F51")
def _(f):
    assert f.case("letters", "F51")["cohort_group"] == "offered_attended", (
        "answered before the offer: the answer stands, its day does not"
    )


@made("F52")
def _(w):
    w.meeting("F52-nowhere", INDEX)


@checked("F52")
def _(f):
    assert not f.cases("held", "F52"), "a meeting of a referral that no file has"
    assert COUNCIL


@made("F53")
def _(w):
    w.family("F53", held=after(INDEX, 30))


@checked("F53")
def _(f):
    row = f.case("letters_28", "F53")
    assert row["cohort_group"] == "offered_attended", "offered within the window, held after it: by offer it counts"
    assert row["cohort_group"] in GROUPS
