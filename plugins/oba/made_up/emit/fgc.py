"""A service's register of Family Group Conferences: a workbook of five sheets."""

import numpy as np
import pandas as pd

from oba.made_up.emit.annex_a import teams
from oba.made_up.view import View
from oba.made_up.words import FREE_TEXT, forename, pick, surname, worker_name

ROUTES = {
    "pre_proceedings": "Pre-proceedings",
    "child_protection": "Child protection",
    "child_in_need": "Child in need",
}
ANSWERS = {"accepted": "Accepted", "declined": "Declined", "no_response": "No response", "": ""}
OUTCOMES = {"held": "Held", "cancelled": "Cancelled", "did_not_attend": "Did not attend", "": ""}
AGREED = {"yes": "Yes", "partial": "Partial", "no": "No", "": ""}
STATUSES = {
    "looked_after": "Looked after",
    "protection": "CP plan",
    "plan": "CIN plan",
    "open": "CIN",
    "closed": "Closed",
}
COORDINATORS = 900  # numbers of workers from here on


def sheets(view: View) -> dict[str, pd.DataFrame]:
    """Return the sheets by name."""
    rows = view["conference"].sort_values(["start", "id"], kind="stable").reset_index(drop=True)
    children = view["conference_child"].merge(rows, left_on="conference", right_on="id", suffixes=("", "_of"))
    first = children.drop_duplicates("conference").set_index("conference")["child"]
    referrers = rows["id"].map(first)
    return {
        "Referrals": pd.DataFrame(
            {
                "Referral ID": numbers(rows["id"]),
                "Family ID": [f"FAM{family}" for family in rows["family"]],
                "Family name": [surname(family) for family in rows["family"]],
                "Referral date": rows["start"],
                "Referring team": teams(view, referrers, "help"),
                "Route": [ROUTES[route] for route in rows["route"]],
                "Reason code": np.where(rows["route"] == "pre_proceedings", "Risk of proceedings", "Support plan"),
                "Offered in letter before proceedings": np.where(rows["in_letter"], "Yes", "No"),
                "Offer date": rows["offered"],
                "Response": [ANSWERS[answer] for answer in rows["answer"]],
                "Response date": rows["answered"],
                "Exemption reason": "",
                "Allocated date": rows["allocated"],
                "Coordinator": np.where(
                    rows["allocated"].notna(),
                    [worker_name(COORDINATORS + number) for number in rows["coordinator"]],
                    "",
                ),
                "Closed date": rows["closed"],
                "Closed reason": rows["closed_reason"].str.capitalize(),
                "Notes": pick(rows["id"].to_numpy(), 51, FREE_TEXT),
            }
        ),
        "Children": _children(view, children),
        "Meetings": _meetings(rows),
        "Plans": _plans(rows),
        "Outcomes": _outcomes(view, children),
    }


def numbers(conferences: pd.Series) -> list[str]:
    """Return the numbers of referrals as the register writes them."""
    return [f"FGC{number}" for number in conferences]


def status_on(view: View, children: pd.Series, days: pd.Series) -> list[str]:
    """Return each child's status on its day, as the service would type it from what the council knew."""
    asked = pd.DataFrame({"child": children.to_numpy(), "day": days.to_numpy(), "row": np.arange(len(children))})
    found: np.ndarray = np.full(len(asked), "closed", dtype=object)
    for name, status in (("case", "open"), ("plan", "plan"), ("protection", "protection"), ("episode", "looked_after")):
        frame = view[name]
        if name == "case":
            frame = frame[~frame["nfa"]]
        if name == "episode":
            frame = frame[frame["status"] != "V4"]
        both = asked.merge(frame[["child", "start", "end"]], on="child")
        runs = (both["start"] <= both["day"]) & ~(both["end"] <= both["day"])
        found[both.loc[runs, "row"].unique()] = status
    return [STATUSES[status] for status in found]


def _children(view: View, children: pd.DataFrame) -> pd.DataFrame:
    people = view.people(children["child"])
    return pd.DataFrame(
        {
            "Referral ID": numbers(children["conference"]),
            "Child ID": children["child"],
            "Child name": [
                f"{forename(child)} {surname(family)}"
                for child, family in zip(people["child"], people["family"], strict=True)
            ],
            "Place in family": children.groupby("conference").cumcount() + 1,
            "Date of birth": people["birth"],
            "Status at referral": status_on(view, children["child"], children["start"]),
            "Living with": children["lives"].str.capitalize(),
        }
    )


def _meetings(rows: pd.DataFrame) -> pd.DataFrame:
    planned = rows[rows["planned"].notna()]
    held = planned["held"].notna()
    first = pd.DataFrame(
        {
            "Referral ID": numbers(planned["id"]),
            "Meeting number": 1,
            "Meeting type": "FGC",
            "Planned date": planned["planned"],
            "Held date": planned["held"],
            "Outcome": [OUTCOMES[outcome] for outcome in planned["outcome"]],
            "Family members attending": planned["relatives"].where(held),
            "Professionals attending": planned["professionals"].where(held),
            "Child or advocate present": np.where(held, np.where(planned["child_there"], "Yes", "No"), ""),
        }
    )
    again = rows[rows["review"].notna()]
    review = pd.DataFrame(
        {
            "Referral ID": numbers(again["id"]),
            "Meeting number": 2,
            "Meeting type": "Review",
            "Planned date": again["review"],
            "Held date": again["review"],
            "Outcome": "Held",
            "Family members attending": again["relatives"] - 1,
            "Professionals attending": again["professionals"],
            "Child or advocate present": "Yes",
        }
    )
    return pd.concat([first, review], ignore_index=True) if len(review) else first.reset_index(drop=True)


def _plans(rows: pd.DataFrame) -> pd.DataFrame:
    held = rows[rows["held"].notna()]
    agreed = held["agreed"].isin(["yes", "partial"])
    return pd.DataFrame(
        {
            "Referral ID": numbers(held["id"]),
            "Meeting number": 1,
            "Plan agreed": [AGREED[agreed] for agreed in held["agreed"]],
            "Agreed by social worker": np.where(agreed, "Yes", "No"),
            "Agreed date": held["held"].where(agreed),
            "Plan type": held["plan"].str.capitalize(),
            "Kinship carer found": np.where(held["kin_found"], "Yes", "No"),
            "Review due date": (held["held"] + pd.Timedelta(days=84)).where(agreed),
            "Family satisfaction": held["satisfaction"],
        }
    )


def _outcomes(view: View, children: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for checkpoint, days in (("Conference", 0), ("3 months", 91), ("12 months", 365)):
        day = children["held"] + pd.Timedelta(days=days)
        rows = children[day <= view.on]
        parts.append(rows.assign(checkpoint=checkpoint, day=day[day <= view.on]))
    found = pd.concat(parts, ignore_index=True)
    letters = view["pre_proceedings"].drop_duplicates("case").set_index("case")["applied"]
    applied = found["case"].map(letters)
    return pd.DataFrame(
        {
            "Referral ID": numbers(found["conference"]),
            "Child ID": found["child"],
            "Checkpoint": found["checkpoint"],
            "Status": status_on(view, found["child"], found["day"]),
            "Living with": found["lives"].str.capitalize(),
            "Proceedings issued date": applied.where(applied <= found["day"]),
        }
    )
