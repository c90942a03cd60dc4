"""What is no national return: training, a survey of families, police incidents, and a register of one row a family."""

import numpy as np
import pandas as pd

from oba.made_up.emit.annex_a import teams
from oba.made_up.emit.fgc import ANSWERS, COORDINATORS, OUTCOMES, ROUTES, numbers
from oba.made_up.view import TEAMS, View
from oba.made_up.words import FREE_TEXT, drawn, forename, pick, surname, worker_name

COURSES = ("Family Group Conference awareness", "Restorative practice", "Signs of safety")
ROLES = ("Social worker", "Family support worker", "Team manager", "Early help worker")
QUESTIONS = ("listened_to", "family_made_plan", "plan_helps", "would_recommend")
WORDS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
INCIDENTS = ("Domestic abuse", "Missing", "Anti-social behaviour", "Criminal damage", "Exploitation concern")
WORKERS, FIRST_COURSE = 240, pd.Timestamp("2021-01-15")


def training(view: View) -> dict[str, pd.DataFrame]:
    """Return the places on courses; each course runs once a quarter."""
    days = pd.date_range(FIRST_COURSE, view.on, freq="91D")
    rows = []
    for number, day in enumerate(days):
        course = COURSES[number % len(COURSES)]
        workers = np.flatnonzero(drawn(np.arange(WORKERS), 600 + number) < 0.08)
        attended = drawn(workers, 700 + number) < 0.86
        kinds = [*TEAMS.values()]
        rows.append(
            pd.DataFrame(
                {
                    "Worker ID": [f"W{worker:04d}" for worker in workers],
                    "Worker name": [worker_name(int(worker)) for worker in workers],
                    "Course": course,
                    "Course date": day,
                    "Role": pick(workers, 61, ROLES),
                    "Team": [f"{kinds[worker // 40 % len(kinds)]} {worker % 6 + 1}" for worker in workers],
                    "Attended": np.where(attended, "Yes", "No"),
                }
            )
        )
    return {"Training": pd.concat(rows, ignore_index=True)}


def survey(view: View) -> dict[str, pd.DataFrame]:
    """Return what families answered after a conference, one row an answer; a third did not answer."""
    held = view["conference"]
    held = held[held["held"].notna()]
    sent = held["held"] + pd.Timedelta(days=14)
    held, sent = held[sent <= view.on], sent[sent <= view.on]
    rows = []
    for number, question in enumerate(QUESTIONS):
        has = (drawn(held["id"].to_numpy(), 70) < 0.66) & (sent + pd.Timedelta(days=10) <= view.on)
        answers = pick(held["id"].to_numpy(), 71 + number, [*WORDS[2:], WORDS[4], WORDS[3], WORDS[1]])
        rows.append(
            pd.DataFrame(
                {
                    "Respondent ID": [f"R{number}" for number in held["id"]],
                    "Survey": "Family Group Conference",
                    "Sent date": sent,
                    "Answered date": (sent + pd.Timedelta(days=10)).where(has),
                    "Question": question,
                    "Answer": np.where(has, answers, ""),
                    "Team": "Family Group Conference Service",
                    "Comments": np.where(has, pick(held["id"].to_numpy(), 72, FREE_TEXT), ""),
                }
            )
        )
    return {"Survey": pd.concat(rows, ignore_index=True)}


def police(view: View) -> dict[str, pd.DataFrame]:
    """Return the incidents of twelve months that the police tell of."""
    contacts = view["contact"]
    recent = contacts[(contacts["source"] == "6") & (contacts["start"] > view.on - pd.DateOffset(months=12))]
    return {
        "Incidents": pd.DataFrame(
            {
                "Child ID": recent["child"],
                "Child name": [forename(child) for child in recent["child"]],
                "Incident date": recent["start"],
                "Incident type": pick(recent["id"].to_numpy(), 81, INCIDENTS),
                "Summary": pick(recent["id"].to_numpy(), 82, FREE_TEXT),
            }
        ).reset_index(drop=True)
    }


def families(view: View) -> dict[str, pd.DataFrame]:
    """Return the register with one row a family, its children's numbers in one cell and their names in another."""
    rows = view["conference"].sort_values(["start", "id"], kind="stable").reset_index(drop=True)
    children = view["conference_child"].groupby("conference")["child"].apply(list)
    members = [children.get(number, []) for number in rows["id"]]
    held = rows["held"].notna()
    found = {
        "Referral ID": numbers(rows["id"]),
        "Family name": [surname(family) for family in rows["family"]],
        "Child IDs": ["; ".join(map(str, one)) for one in members],
        "Children": [" + ".join(forename(child) for child in one) for one in members],
        "Referral date": rows["start"],
        "Referring team": teams(view, rows["id"].map(children.str[0]), "help"),
        "Route": [ROUTES[route] for route in rows["route"]],
        "Offered in letter before proceedings": np.where(rows["in_letter"], "Y", "N"),
        "Offer date": rows["offered"],
        "Response": [ANSWERS[answer] for answer in rows["answer"]],
        "Response date": rows["answered"],
        "Allocated date": rows["allocated"],
        "Coordinator": [worker_name(COORDINATORS + number) for number in rows["coordinator"]],
        "FGC date": rows["held"],
        "Outcome": [OUTCOMES[outcome] for outcome in rows["outcome"]],
        "Family attendees": rows["relatives"].where(held),
        "Plan agreed": np.where(held, rows["agreed"].str.capitalize(), ""),
        "Plan type": rows["plan"].str.capitalize(),
        "Kinship carer found": np.where(held, np.where(rows["kin_found"], "Y", "N"), ""),
        "Review date": rows["review"],
        "Notes": pick(rows["id"].to_numpy(), 51, FREE_TEXT),
    }
    return {"Families": pd.DataFrame(found)}
