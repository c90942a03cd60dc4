"""SSDA903: the return of children looked after in a year to 31 March, as CSV files or one XML file."""

import numpy as np
import pandas as pd

from oba.made_up.emit.annex_a import adoptions, leaver_codes, periods, placement_postcodes, urns, worker_numbers
from oba.made_up.emit.writing import DAY_FIRST, cell
from oba.made_up.emit.xml import Element
from oba.made_up.journeys import birthday
from oba.made_up.view import View, all_of_series
from oba.made_up.words import drawn, pick, postcode, pupil_number

MOVED = 100_000  # added to the number of an address: the one moved to; more than a chunk has families
LETTERS_FOR_SEX = 2025  # first year of M and F for 1 and 2
WORKERS_SINCE, DEPRIVATION_SINCE = 2024, 2027


def files(view: View) -> dict[str, pd.DataFrame]:
    """Return the files by the name of each; the view is of a year. Without rows there is only the first two."""
    episodes = in_year(view)
    children = episodes[["child"]].drop_duplicates().reset_index(drop=True)
    people = view.people(children["child"])
    sex = sexes(people, view)
    found = {
        "header": pd.DataFrame(
            {
                "CHILD": people["child"], "SEX": sex, "DOB": people["birth"], "ETHNIC": people["ethnicity"],
                "UPN": pupil_numbers(people, view.until), "MOTHER": None, "MC_DOB": pd.NaT,
            }
        ),
        "episodes": pd.DataFrame(
            {
                "CHILD": episodes["child"], "DECOM": episodes["start"], "RNE": episodes["began"],
                "LS": episodes["status"], "CIN": episodes["need"], "PLACE": episodes["place"],
                "PLACE_PROVIDER": episodes["provider"], "DEC": episodes["end"], "REC": episodes["ended"],
                "REASON_PLACE_CHANGE": episodes["why"], "HOME_POST": home_postcodes(view, episodes["child"]),
                "PL_POST": placement_postcodes(episodes), "URN": urns(episodes),
            }
        ),
    }  # fmt: skip
    every = periods(view)
    here = every[every["end"].isna() | (every["end"] >= view.since)].assign(start=lambda rows: rows["entered"])
    reviews = all_of_series(here.reset_index(drop=True), view.until, 20, 160)
    reviews = reviews[reviews["day"] >= view.since]
    found["reviews"] = _dated(
        view,
        reviews["child"],
        {
            "REVIEW": reviews["day"],
            "REVIEW_CODE": pick(reviews["id"].to_numpy() + reviews["number"].to_numpy(), 31, ["PN1", "PN3", "PN5"]),
        },
    )
    alone = people[people["alone"]]
    found["uasc"] = pd.DataFrame(
        {
            "CHILD": alone["child"],
            "SEX": sexes(alone, view),
            "DOB": alone["birth"],
            "DUC": birthday(alone["birth"].to_numpy().astype("datetime64[D]"), 18),
        }
    )
    a_year = here[here["end"].isna() & (here["entered"] <= view.until - pd.DateOffset(years=1))]
    found["oc2"] = _health(view, a_year)
    found["oc3"] = _leavers(view)
    adopted = adoptions(view)
    adopted = adopted[(adopted["end"] >= view.since) & (adopted["end"] <= view.until)]
    match = adopted["placed"] - pd.Timedelta(days=30)
    found["ad1"] = _dated(
        view,
        adopted["child"],
        {
            "DATE_INT": match,
            "DATE_MATCH": match,
            "FOSTER_CARE": 0,
            "NB_ADOPTR": 2,
            "SEX_ADOPTR": "MF",
            "LS_ADOPTR": "L11",
        },
    )
    placed = here[here["place"].str.startswith("A")]
    found["placed_for_adoption"] = _dated(
        view,
        placed["child"],
        {"DATE_PLACED": placed["placed"], "DATE_PLACED_CEASED": pd.NaT, "REASON_PLACED_CEASED": None},
    )
    began = every[(every["entered"] >= view.since) & (every["entered"] <= view.until)]
    order = view.frames.get("order_before")
    known = (
        began["child"].map(order.set_index("child")["order"])
        if order is not None and len(order)
        else pd.Series(None, index=began.index)
    )
    month = began["child"].map(order.set_index("child")["month"]) if order is not None and len(order) else None
    found["previous_permanence"] = _dated(
        view,
        began["child"],
        {
            "PREV_PERM": known.fillna("Z1").to_numpy(),
            "LA_PERM": None,
            "DATE_PERM": None if month is None else month.to_numpy(),
        },
    )
    missing = here[drawn(here["id"].to_numpy(), 5) < 0.08]
    day = missing["entered"].clip(lower=view.since) + pd.Timedelta(days=3)
    missing, day = missing[day < view.until], day[day < view.until]
    found["missing"] = _dated(
        view, missing["child"], {"MISSING": "M", "MIS_START": day, "MIS_END": day + pd.Timedelta(days=1)}
    )
    if view.until.year >= WORKERS_SINCE:
        numbers = worker_numbers(here["child"], "care")
        found["sw_episodes"] = _dated(
            view,
            here["child"],
            {
                "SW_ID": [f"SW{number}" for number in numbers],
                "SW_DECOM": here["entered"],
                "SW_DEC": here["end"],
                "SW_REASON": "MANAGE",
            },
        )
    if view.until.year >= DEPRIVATION_SINCE:
        found["dolo"] = _dated(view, here["child"].head(0), {"DOLO_START": pd.NaT, "DOLO_END": pd.NaT})
    return {name: frame for name, frame in found.items() if len(frame) or name in ("header", "episodes")}


def in_year(view: View) -> pd.DataFrame:
    """Return the episodes that ran in the year of the view, with the need of their case."""
    episodes = view["episode"]
    rows = episodes[episodes["end"].isna() | (episodes["end"] >= view.since)].sort_values(
        ["child", "start"], kind="stable"
    )
    need = rows["case"].map(view["case"].set_index("id")["need"]).fillna("N1").replace("", "N1")
    return rows.assign(need=need).reset_index(drop=True)


def sexes(people: pd.DataFrame, view: View) -> np.ndarray:
    """Return the sex of children as the year of the view codes it."""
    if view.until.year >= LETTERS_FOR_SEX:
        return people["sex"].to_numpy()
    return np.where(people["sex"] == "M", "1", "2")


def pupil_numbers(people: pd.DataFrame, on: pd.Timestamp) -> list[str]:
    """Return a pupil number for each child of four years or more, and UN1 for the younger."""
    at_school = people["birth"] < on - pd.DateOffset(years=4)
    return [pupil_number(child) if has else "UN1" for child, has in zip(people["child"], at_school, strict=True)]


def home_postcodes(view: View, children: pd.Series) -> list[str]:
    """Return the postcode of each child's family as it is now, empty where it is not known."""
    people = view.people(children)
    moved = people["moved"] <= view.on
    return [
        postcode(int(address) + MOVED * bool(has)) if address else ""
        for address, has in zip(people["address"], moved, strict=True)
    ]


def _dated(view: View, children: pd.Series, columns: dict[str, object]) -> pd.DataFrame:
    people = view.people(children)
    found = pd.DataFrame({"CHILD": people["child"], "DOB": people["birth"]})
    for name, values in columns.items():
        found[name] = values.to_numpy() if isinstance(values, pd.Series) else values
    return found


def _health(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    number = rows["child"].to_numpy()

    def flag(salt: int, share: float) -> np.ndarray:
        return (drawn(number, salt) < share).astype(int)

    aged = (view.until - view.people(rows["child"])["birth"]).dt.days / 365.25
    score = np.where(aged.between(4, 17), (drawn(number, 41) * 30).astype(int).astype(object), None)
    columns = {
        "SDQ_SCORE": score, "SDQ_REASON": None, "CONVICTED": flag(42, 0.02), "HEALTH_CHECK": flag(43, 0.88),
        "IMMUNISATIONS": flag(44, 0.83), "TEETH_CHECK": flag(45, 0.78), "HEALTH_ASSESSMENT": flag(46, 0.9),
        "SUBSTANCE_MISUSE": flag(47, 0.03), "INTERVENTION_RECEIVED": 0, "INTERVENTION_OFFERED": 0,
    }  # fmt: skip
    return _dated(view, rows["child"], columns)


def _leavers(view: View) -> pd.DataFrame:
    rows = view["leaver"]
    rows = rows[rows["end"].isna() | (rows["end"] >= view.since)]
    codes = leaver_codes(rows["child"])
    housed = codes["accommodation"] + np.where(codes["accommodation"] == "S", "2", "1")
    return _dated(view, rows["child"], {"IN_TOUCH": codes["touch"], "ACTIV": codes["activity"], "ACCOM": housed})


HEADER = {
    "reviews": "AREVIEW",
    "missing": "AMISSING",
    "oc2": "OC2",
    "previous_permanence": "PERMANENCE",
    "placed_for_adoption": "AD_PLACED",
}


def document(frames: dict[str, pd.DataFrame]) -> Element:
    """Return the same files as one document."""
    parts = {name: dict(tuple(frame.groupby("CHILD", sort=False))) for name, frame in frames.items()}
    children = []
    for head in frames["header"].itertuples(index=False):
        header: list[Element] = [
            ("CHILDID", str(head.CHILD)),
            ("UPN", head.UPN),
            ("SEX", head.SEX),
            ("DOB", cell(head.DOB, DAY_FIRST)),
            ("ETHNIC", head.ETHNIC),
        ]
        is_alone = head.CHILD in parts.get("uasc", {})
        header.append(
            ("UASC", [("DUC", cell(parts["uasc"][head.CHILD]["DUC"].iloc[0], DAY_FIRST))] if is_alone else None)
        )
        for name, tag in HEADER.items():
            rows = parts.get(name, {}).get(head.CHILD)
            if rows is not None:
                header += [(tag, _fields(row, skip=("CHILD", "DOB"))) for row in rows.to_dict("records")]
        episodes = [
            ("EPISODE", _fields(row, skip=("CHILD",))) for row in parts["episodes"][head.CHILD].to_dict("records")
        ]
        children.append(("CHILD", [("HEADER", header), *episodes]))
    return ("EXPSSDA903", children)


def _fields(row: dict[str, object], skip: tuple[str, ...]) -> list[Element]:
    found = {
        ("PL" if name == "PLACE" else name): cell(value, DAY_FIRST) for name, value in row.items() if name not in skip
    }
    return [(name, None if value is None else str(value)) for name, value in found.items()]
