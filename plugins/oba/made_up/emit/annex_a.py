"""Annex A: the eleven lists of children that an inspection asks for, of the six months before a day."""

import numpy as np
import pandas as pd

from oba.made_up.emit.texts import (
    ABUSE,
    ACCOMMODATION,
    ACTIVITY,
    ENDED,
    ETHNICITIES,
    LEGAL,
    NEEDS,
    PLACES,
    REASONS,
    SOURCES,
    STATUSES,
)
from oba.made_up.view import TEAMS, View, last_of_series
from oba.made_up.words import drawn, pick, postcode, worker_name

COMMON = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]
TEAM = ["Allocated Team", "Allocated Worker"]
DISABILITY = "Does the Child have a Disability"
WINDOW = pd.DateOffset(months=6)


def lists(view: View) -> dict[str, pd.DataFrame]:
    """Return the lists by the names of their sheets, with dates as dates."""
    return {
        f"List {number}": made(view)
        for number, made in enumerate(
            (
                _contacts, _early_help, _referrals, _assessments, _enquiries, _children_in_need, _protection,
                _looked_after, _leavers, _adoption, _adopters,
            ),
            start=1,
        )
    }  # fmt: skip


def yes(values: pd.Series) -> np.ndarray:
    """Return ``a) Yes`` and ``b) No``."""
    return np.where(values, "a) Yes", "b) No")


def _lettered(codes: pd.Series, texts: dict[str, str]) -> list[str]:
    places = {code: place for place, code in enumerate(texts)}
    return [f"{chr(97 + places[code])}) {code}: {texts[code]}" if code in texts else "" for code in codes]


def common(view: View, children: pd.Series) -> pd.DataFrame:
    """Return the first five columns of a list."""
    people = view.people(children)
    gender = np.select(
        [people["unborn"], people["sex"] == "M"], ["c) Not stated/recorded (or unborn)", "a) Male"], "b) Female"
    )
    ethnicity = [f"{chr(97 + ETHNICITIES.index(code))}) {code}" for code in people["ethnicity"]]
    birth = people["birth"]
    age = np.floor((view.on - birth).dt.days / 365.25)
    return pd.DataFrame(
        dict(zip(COMMON, [people["child"], gender, ethnicity, birth, age.clip(lower=-1).astype(int)], strict=True))
    )


def _with(
    view: View, rows: pd.DataFrame, columns: dict[str, object], team: str | None = None, disability: bool = False
) -> pd.DataFrame:
    rows = rows.reset_index(drop=True)
    found = common(view, rows["child"])
    if disability:
        found[DISABILITY] = yes(view.people(rows["child"])["disabled"])
    for name, values in columns.items():
        found[name] = values.to_numpy() if isinstance(values, pd.Series) else values
    if team:
        found[TEAM[0]] = teams(view, rows["child"], team)
        found[TEAM[1]] = workers(rows["child"], team)
    return found


def teams(view: View, children: pd.Series, kind: str) -> list[str]:
    """Return the team of each child: its kind's, one for each locality."""
    return [f"{TEAMS[kind]} {place + 1}" for place in view.people(children)["locality"]]


def worker_numbers(children: pd.Series, kind: str) -> np.ndarray:
    """Return the number of each child's worker in a kind of team."""
    first = [*TEAMS].index(kind) * 40
    return first + (drawn(children.to_numpy(), 11) * 40).astype(int)


def workers(children: pd.Series, kind: str) -> list[str]:
    """Return the name of each child's worker in a kind of team."""
    return [worker_name(number) for number in worker_numbers(children, kind)]


def _in_window(view: View, days: pd.Series) -> pd.Series:
    return (days > view.on - WINDOW) & (days <= view.on)


def _now_or_in_window(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["end"].isna() | _in_window(view, frame["end"])]


def _earlier_in_year(view: View, frame: pd.DataFrame, rows: pd.DataFrame, column: str = "start") -> np.ndarray:
    """Return how many rows of a frame the child of each row has in the 12 months before the day, this one left out."""
    recent = frame[(frame[column] > view.on - pd.DateOffset(months=12)) & (frame[column] <= view.on)]
    counts = recent.groupby("child").size()
    return (rows["child"].map(counts).fillna(1) - 1).clip(lower=0).astype(int).to_numpy()


def _contacts(view: View) -> pd.DataFrame:
    rows = view["contact"][_in_window(view, view["contact"]["start"])]
    return _with(view, rows, {"Date of Contact": rows["start"], "Contact Source": _lettered(rows["source"], SOURCES)})


def _early_help(view: View) -> pd.DataFrame:
    rows = view["early_help"]
    rows = rows[_in_window(view, rows["start"]) | rows["end"].isna()]
    done = rows["start"] + pd.Timedelta(days=30)
    organisation = [f"Early Help Locality {place + 1}" for place in rows["locality"]]
    columns = {"Assessment start date": rows["start"], "Assessment completion date": done.where(done <= view.on)}
    return _with(view, rows, columns | {"Organisation completing assessment": organisation})


def _referrals(view: View) -> pd.DataFrame:
    rows = view["case"][_in_window(view, view["case"]["start"])]
    columns = {
        "Date of Referral": rows["start"],
        "Referral Source": _lettered(rows["source"], SOURCES),
        "Referral NFA?": yes(rows["nfa"]),
        "Number of Referrals in Last 12 Months": _earlier_in_year(view, view["case"], rows),
    }
    return _with(view, rows, columns, "contact")


def _assessments(view: View) -> pd.DataFrame:
    rows = _now_or_in_window(view, view["assessment"])
    needed = np.where(rows["end"].notna(), yes(rows["needed"]), "")
    columns = {
        "Continuous Assessment Start Date": rows["start"],
        "Child Seen During Continuous Assessment": yes(rows["seen"]),
        "Continuous Assessment Date of Authorisation": rows["end"],
        "Was the child assessed as requiring LA children's social care support?": needed,
    }
    return _with(view, rows, columns, "assessment", disability=True)


def _enquiries(view: View) -> pd.DataFrame:
    enquiries = view["enquiry"]
    rows = enquiries[_in_window(view, enquiries["start"])]
    decided = rows["end"].notna()
    columns = {
        "Strategy discussion initiating Section 47 Enquiry Start Date": rows["start"],
        "Was an Initial Child Protection Conference deemed unnecessary?": np.where(
            decided, yes(rows["conference"].isna()), ""
        ),
        "Date of Initial Child Protection Conference": rows["conference"],
        "Did the Initial Child Protection Conference Result in a Child Protection Plan": np.where(
            rows["conference"].notna(), yes(rows["plan"]), ""
        ),
        "Number of Section 47 Enquiries in the last 12 months": _earlier_in_year(view, enquiries, rows),
        "Number of ICPCs in the last 12 months": _earlier_in_year(view, enquiries, rows, "conference"),
    }
    return _with(view, rows, columns, "assessment", disability=True)


def case_statuses(view: View) -> pd.DataFrame:
    """Return the newest case of each child in need, open on the day or closed in the window, with its status."""
    rows = view["case"]
    rows = rows[~rows["nfa"]].sort_values(["child", "start"], kind="stable").drop_duplicates("child", keep="last")
    rows = _now_or_in_window(view, rows)
    left = view["leaver"]
    rows = rows[~rows["child"].isin(left["child"])]

    def has(name: str) -> pd.Series:
        frame = view[name]
        if name == "episode":
            frame = frame[~frame["status"].isin(["V3", "V4"])]
        return rows["child"].isin(frame.loc[frame["end"].isna(), "child"])

    status = np.select(
        [rows["end"].notna(), has("episode"), has("protection"), has("plan"), has("assessment")],
        ["closed", "looked_after", "child_protection_plan", "child_in_need_plan", "assessment"],
        "child_in_need_plan",
    )
    return rows.assign(status=status)


def _children_in_need(view: View) -> pd.DataFrame:
    rows = case_statuses(view)
    seen = last_of_series(rows["start"], rows["end"], view.on, 4, 28)
    columns = {
        "CIN Start Date": rows["start"],
        "Primary Need Code": [f"{code} - {NEEDS[code]}" if code in NEEDS else "" for code in rows["need"]],
        "Date Child Was Last Seen": seen,
        "CIN Closure Date": rows["end"],
        "Reason for Closure": _lettered(rows["reason"], REASONS),
        "Case Status": [STATUSES[status] for status in rows["status"]],
    }
    return _with(view, rows, columns, "help", disability=True)


def _protection(view: View) -> pd.DataFrame:
    plans = view["protection"].sort_values(["child", "start"], kind="stable")
    plans = plans.assign(before=plans.groupby("child").cumcount())
    rows = _now_or_in_window(view, plans)
    columns = {
        "Child Protection Plan Start Date": rows["start"],
        "Initial Category of Abuse": [ABUSE[code] for code in rows["initial"]],
        "Latest Category of Abuse": [ABUSE[code] for code in rows["latest"]],
        "Date of the Last Statutory Visit": last_of_series(rows["start"], rows["end"], view.on, 3, 14),
        "Was the Child Seen Alone?": yes(pd.Series(drawn(rows["id"].to_numpy(), 3) < 0.8)),
        "Date of latest review conference": last_of_series(rows["start"], rows["end"], view.on, 85, 175),
        "Child Protection Plan End Date": rows["end"],
        "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)": "b) No",
        "Number of Previous Child Protection Plans": rows["before"],
    }
    return _with(view, rows, columns, "help", disability=True)


def periods(view: View) -> pd.DataFrame:
    """Return each period of care without short breaks: its newest episode, with the start and end of the period."""
    episodes = view["episode"]
    episodes = episodes[~episodes["status"].isin(["V3", "V4"])].sort_values(["period", "start"], kind="stable")
    grouped = episodes.groupby("period", sort=False)
    found = grouped.tail(1).set_index("period")
    found["entered"] = grouped["start"].min()
    newest_place = episodes["place_number"] == episodes["period"].map(grouped["place_number"].max())
    found["placed"] = episodes[newest_place].groupby("period")["start"].min()
    newest_status = episodes["status"] == episodes["period"].map(grouped["status"].last())
    found["legal_since"] = episodes[newest_status].groupby("period")["start"].min()
    in_year = episodes["end"].isna() | (episodes["end"] > view.on - pd.DateOffset(months=12))
    found["placements"] = episodes[in_year].groupby("period")["place_number"].nunique()
    return found.reset_index()


def _looked_after(view: View) -> pd.DataFrame:
    every = periods(view)
    earlier = every.sort_values("entered").groupby("child")["end"].shift()
    every["second"] = (every["entered"] - earlier).dt.days <= 365
    rows = _now_or_in_window(view, every)
    need = rows["case"].map(view["case"].set_index("id")["need"]).fillna("N1").replace("", "N1")
    newest = view.people(rows["child"])
    missing = (drawn(rows["id"].to_numpy(), 5) < 0.08).astype(int)
    interview = np.where(missing > 0, "a) Yes", "")
    permanence = np.select(
        [
            rows["status"] == "E1",
            rows["place"].isin(["U1", "U4"]),
            rows["place"].isin(["U2", "U3"]),
            rows["place"] == "K3",
        ],
        ["b) Adoption", "f) Long-term fostering", "c) SGO/CAO", "d) Supported living in the community"],
        "a) Return to family",
    )
    columns = {
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": yes(newest["alone"]),
        DISABILITY: yes(newest["disabled"]),
        "Date Started to be Looked After": rows["entered"],
        "Child's Category of Need": [f"{code} - {NEEDS[code]}" for code in need],
        "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)": yes(
            rows["second"]
        ),
        "Start date of current legal status": rows["legal_since"],
        "Child's Legal Status": [f"{code}: {LEGAL[code]}" for code in rows["status"]],
        "Date of Latest Statutory Review": last_of_series(rows["entered"], rows["end"], view.on, 20, 160),
        "Date of Last Social Work Visit": last_of_series(rows["entered"], rows["end"], view.on, 5, 35),
        "What is the permanence plan for this child?": permanence,
        "Date of Last IRO Visit / Contact to the Child": last_of_series(rows["entered"], rows["end"], view.on, 15, 160),
        "Date of Last Health Assessment": last_of_series(rows["entered"], rows["end"], view.on, 25, 330),
        "Date of Last Dental Check": last_of_series(rows["entered"], rows["end"], view.on, 60, 300),
        "Number of Placements in the Last 12 months": rows["placements"].fillna(1).astype(int),
        "Date Ceased to be Looked After": rows["end"],
        "Reason Ceased to be Looked After": [
            f"{code}: {ENDED[code]}" if code in ENDED else "" for code in rows["ended"]
        ],
        "Start Date of Most Recent Placement": rows["placed"],
        "Placement Type": [f"{code}: {PLACES[code]}" for code in rows["place"]],
        "Placement Provider": rows["provider"],
        "Placement postcode": placement_postcodes(rows),
        "URN of Placement": urns(rows),
        "Placement Location": np.where(rows["in_area"], "a) In", "b) Out"),
        "LA of Placement": np.where(rows["in_area"], "Exampleshire (made up)", "Elsewhere (made up)"),
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months": missing,
        "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months": 0,
        "Was the child offered a Return Interview after their last missing episode (Y/N)?": interview,
        "Did the child accept a Return Interview after their last missing episode (Y/N)?": interview,
    }
    return _with(view, rows, columns, "care")


def placement_postcodes(episodes: pd.DataFrame) -> list[str]:
    """Return the postcode of each episode's placement."""
    numbers = episodes["period"] * 10 + episodes["place_number"]
    return [postcode(int(number) * 31) for number in numbers]


def urns(episodes: pd.DataFrame) -> list[str]:
    """Return the number of each episode's home, empty where it has none."""
    number = 9_900_000 + (episodes["period"] * 10 + episodes["place_number"]) % 90_000
    return [str(one) if place[0] in "KR" else "" for one, place in zip(number, episodes["place"], strict=True)]


def leaver_codes(children: pd.Series) -> pd.DataFrame:
    """Return activity, accommodation and whether the authority is in touch, for each care leaver."""
    number = children.to_numpy()
    return pd.DataFrame(
        {
            "activity": pick(number, 21, ["F2", "F5", "G5", "F1", "G4"]),
            "accommodation": pick(number, 22, ["U", "D", "Z", "B", "U", "D", "S"]),
            "touch": np.where(drawn(number, 23) < 0.93, "YES", "NO"),
        }
    )


def _leavers(view: View) -> pd.DataFrame:
    rows = view["leaver"]
    rows = rows[rows["end"].isna()]
    codes = leaver_codes(rows["child"])
    newest = view.people(rows["child"])
    contact = last_of_series(rows["start"], rows["end"], view.on, 10, 56)
    columns = {
        "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)": yes(newest["alone"]),
        DISABILITY: yes(newest["disabled"]),
        TEAM[0]: teams(view, rows["child"], "leaving"),
        TEAM[1]: workers(rows["child"], "leaving"),
        "Allocated Personal Advisor": workers(rows["child"] + 1, "leaving"),
        "Eligibility Category": "b) Former relevant child",
        "Latest Pathway Plan Review Date": last_of_series(rows["start"], rows["end"], view.on, 30, 180),
        "LA in Touch": np.where(codes["touch"] == "YES", "a) Yes", "b) No"),
        "Latest Date of Contact": contact,
        "Type of Accommodation": [f"{code}: {ACCOMMODATION[code]}" for code in codes["accommodation"]],
        "Suitability of Accommodation": np.where(codes["accommodation"] == "S", "b) Unsuitable", "a) Suitable"),
        "Activity Status": [f"{code}: {ACTIVITY[code]}" for code in codes["activity"]],
    }
    return _with(view, rows, columns)


def adoptions(view: View) -> pd.DataFrame:
    """Return the periods of care that ended with an adoption in the 12 months before the day."""
    every = periods(view)
    recent = every["end"] > view.on - pd.DateOffset(months=12)
    return every[every["ended"].isin(["E11", "E12"]) & recent].reset_index(drop=True)


def _adoption(view: View) -> pd.DataFrame:
    rows = adoptions(view)
    found = common(view, rows["child"])
    ordered = rows["legal_since"]
    found.insert(1, "Family identifier", 800_000 + rows["period"].to_numpy() % 90_000)
    found[DISABILITY] = yes(view.people(rows["child"])["disabled"])
    dates = {
        "Date the Child Entered Care": rows["entered"],
        "Date of Decision that Child Should be Placed for Adoption": ordered - pd.Timedelta(days=40),
        "Date of Placement Order": ordered,
        "Date of Matching Child and Prospective Adopters": np.maximum(rows["placed"] - pd.Timedelta(days=30), ordered),
        "Date Placed for Adoption": rows["placed"],
        "Date of Adoption Order": rows["end"],
        "Date of Decision that Child Should No Longer be Placed for Adoption": pd.NaT,
        "Reason Why Child No Longer Placed for Adoption": "",
        "Date the child was placed for fostering in FFA or concurrent planning placement": pd.NaT,
    }
    return found.assign(**dates)


def _adopters(view: View) -> pd.DataFrame:
    rows = adoptions(view)
    placed = rows["placed"]

    def before(number: int) -> pd.Series:
        return placed - pd.Timedelta(days=number)

    return pd.DataFrame(
        {
            "Individual adopter identifier": 700_000 + rows["period"] % 90_000,
            "Family identifier": 800_000 + rows["period"] % 90_000,
            "Gender": "b) Female",
            "Ethnicity": "a) WBRI",
            "Disability": "b) No",
            "Is the (prospective) adopter fostering for adoption?": "b) No",
            "Date enquiry received": before(420),
            "Date Stage 1 started": before(400),
            "Date Stage 1 ended": before(330),
            "Date Stage 2 started": before(320),
            "Date Stage 2 ended": before(200),
            "Date application submitted": before(195),
            "Date application approved": before(180),
            "Date adopter matched with child(ren)": before(30),
            "Date child/children placed with adopter(s)": placed,
            "No. of children placed": 1,
            "Date of Adoption Order": rows["end"],
            "Date of leaving adoption process": pd.NaT,
            "Reason for leaving adoption process": "",
        }
    )
