"""The payload of the DfE's early-adopter API as JSON with faults."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local_mi_faults.canaries import BIRTHS, CHILDREN, FORMER_UPN, NAMES, POSTCODES, TOLD, UPNS, WORKERS
from local_mi_faults.judging import (
    Base,
    Blank,
    Dropped,
    Emptied,
    Expected,
    Fault,
    Place,
    Reads,
    Refused,
    Same,
    Told,
    Trial,
    Without,
)

Child = dict[str, Any]


def _child(place: int, *, whole: bool = False) -> Child:
    forename, surname = NAMES[place].split()
    return {
        "la_child_id": CHILDREN[place],
        "mis_child_id": f"M{CHILDREN[place]}",
        "child_details": {
            "unique_pupil_number": UPNS[place],
            "former_unique_pupil_number": FORMER_UPN if place == 0 else None,
            "first_name": forename,
            "surname": surname,
            "date_of_birth": BIRTHS[place].isoformat(),
            "sex": ("M", "F", "M")[place],
            "ethnicity": ("WBRI", "APKN", "MWBC")[place],
            "disabilities": ["NONE"],
            "postcode": POSTCODES[place],
            "uasc_flag": False,
            "purge": False,
        },
        "social_care_episodes": [
            {
                "social_care_episode_id": f"EP{CHILDREN[place]}",
                "referral_date": "2024-05-16",
                "referral_source": "2A",
                "referral_no_further_action_flag": False,
                "care_worker_details": [{"worker_id": WORKERS[place], "start_date": "2024-05-16"}],
                **(_plans() if whole else {}),
                "purge": False,
            }
        ],
        "purge": False,
    }


def _plans() -> Child:
    return {
        "child_and_family_assessments": [
            {
                "child_and_family_assessment_id": "A1",
                "start_date": "2024-05-17",
                "authorisation_date": "2024-06-28",
            }
        ],
        "child_in_need_plans": [{"child_in_need_plan_id": "P1", "start_date": "2024-07-01", "end_date": "2024-08-19"}],
        "section_47_assessments": [
            {
                "section_47_assessment_id": "S1",
                "start_date": "2024-08-01",
                "icpc_required_flag": True,
                "icpc_date": "2024-08-19",
            }
        ],
        "child_protection_plans": [{"child_protection_plan_id": "C1", "start_date": "2024-08-19"}],
        "child_looked_after_placements": [],
    }


def payload(*, whole: bool = False) -> list[Child]:
    """Return three children, who may be changed, with or without what was done for them."""
    return [_child(place, whole=whole) for place in range(3)]


def written(value: Any) -> str:
    return json.dumps(value, indent=1)


SOUND = written(payload())
BASE = Base("payload.json", SOUND.encode)
WHOLE = Base("payload in full.json", lambda: written(payload(whole=True)).encode())


def data(what: str, change: Callable[[list[Child]], Any], *expected: Expected, whole: bool = False) -> Fault:
    """Return the fault of changed children; a change may answer with something else to write."""

    def make() -> bytes:
        children = payload(whole=whole)
        answer = change(children)
        return written(children if answer is None else answer).encode()

    return Fault(what, WHOLE if whole else BASE, make, expected)


def raw(what: str, make: Callable[[], str | bytes], *expected: Expected, name: str = "") -> Fault:
    def content() -> bytes:
        made = make()
        return made.encode() if isinstance(made, str) else made

    return Fault(what, BASE, content, expected, name=name)


def _set(path: tuple[Any, ...], value: Any) -> Callable[[list[Child]], None]:
    def change(children: list[Child]) -> None:
        target: Any = children[1]
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


def _without(path: tuple[Any, ...]) -> Callable[[list[Child]], None]:
    def change(children: list[Child]) -> None:
        target: Any = children[1]
        for step in path[:-1]:
            target = target[step]
        del target[path[-1]]

    return change


EPISODE = ("social_care_episodes", 0)
DETAILS = "child_details"


def item(path: tuple[Any, ...], what: str, value: Any, *expected: type | Expected) -> Fault:
    place = Place(None, None, str(path[-1]))
    outcomes = tuple(o() if o is Same else o(place) if isinstance(o, type) else o for o in expected)
    return data(
        f"{path[-1]}: {what}", _set(path, value), *outcomes, whole=len(path) > 3 or str(path[-1]).endswith("plans")
    )


FORMS = [
    raw("empty", lambda: "", Refused()),
    raw("blank", lambda: "  \n", Refused()),
    raw("cut in the middle", lambda: SOUND[: len(SOUND) // 2], Refused()),
    raw("cut before the last bracket", lambda: SOUND[:-2], Refused()),
    raw("something behind the end", lambda: f"{SOUND}\n{TOLD}", Refused()),
    raw("a comma behind the last", lambda: SOUND.replace('"purge": false\n }\n]', '"purge": false,\n }\n]'), Refused()),
    raw("single quotes", lambda: SOUND.replace('"', "'"), Refused()),
    raw("comments", lambda: f"// {TOLD}\n{SOUND}", Refused()),
    raw("a byte order mark", lambda: b"\xef\xbb\xbf" + SOUND.encode(), Same()),
    raw("UTF-16", lambda: SOUND.encode("utf-16"), Same(), Refused()),
    raw(
        "bytes that are no letters",
        lambda: SOUND.encode().replace(b"WBRI", b"WB\xff\xfe"),
        Refused(),
        Emptied(Place(None, None, "ethnicity")),
        Told(Place()),
    ),
    raw("a NUL", lambda: SOUND.replace("WBRI", "WB\0I"), Refused()),
    raw("a child a line", lambda: "\n".join(json.dumps(child) for child in payload()), Same(), Refused()),
    raw("one child without a list", lambda: written(payload()[1]), Without()),
    raw("children within a key", lambda: written({"children": payload()}), Same(), Refused()),
    raw("children by their numbers", lambda: written({child["la_child_id"]: child for child in payload()}), Refused()),
    raw("a text", lambda: written(TOLD), Refused()),
    raw("a number", lambda: "42", Refused()),
    raw("nothing, by its word", lambda: "null", Refused()),
    raw("an empty list", lambda: "[]", Refused()),
    raw("an empty object", lambda: "{}", Refused()),
    raw("a list of texts", lambda: written(list(NAMES)), Refused()),
    raw("a list of another form", lambda: written([{"name": name} for name in NAMES]), Refused()),
    raw("brackets a hundred thousand deep", lambda: "[" * 100_000 + "]" * 100_000, Refused()),
    raw(
        "objects a hundred thousand deep within a child",
        lambda: SOUND.replace('"disabilities": [', '"disabilities": [' + "[" * 100_000 + "]" * 100_000 + ",", 1),
        Refused(),
    ),
    raw(
        "a number of a hundred thousand digits",
        lambda: SOUND.replace(f'"{UPNS[0]}"', "9" * 100_000),
        Refused(),
        Emptied(Place(None, None, "unique_pupil_number")),
    ),
    raw(
        "an exponent beyond all numbers",
        lambda: SOUND.replace(f'"{CHILDREN[1]}"', "1e400", 1),
        Dropped(Place()),
        Refused(),
    ),
    raw(
        "an exponent in a child's number",
        lambda: SOUND.replace(f'"la_child_id": "{CHILDREN[1]}"', '"la_child_id": 8264017e0'),
        Same(),
        Dropped(Place()),
    ),
    raw(
        "NaN for a child's number",
        lambda: SOUND.replace(f'"la_child_id": "{CHILDREN[1]}"', '"la_child_id": NaN'),
        Dropped(Place()),
        Refused(),
    ),
    raw(
        "Infinity for a date",
        lambda: SOUND.replace('"referral_date": "2024-05-16"', '"referral_date": Infinity', 1),
        Dropped(Place()),
        Refused(),
    ),
    raw(
        "a key twice",
        lambda: SOUND.replace('"la_child_id"', f'"la_child_id": "{CHILDREN[2]}", "la_child_id"', 1),
        Refused(),
        Told(Place()),
        Dropped(Place()),
    ),
    raw(
        "a key twice with one value",
        lambda: SOUND.replace('"purge"', '"purge": true, "purge"', 1),
        Refused(),
        Told(Place()),
        Same(),
    ),
    raw(
        "a half of a pair of letters",
        lambda: SOUND.replace("WBRI", "\\ud800"),
        Emptied(Place(None, None, "ethnicity")),
        Refused(),
    ),
    raw("a page of a website", lambda: "<html>Sign in</html>", Refused()),
    raw("a name of a person", lambda: SOUND, Same(), name=f"{NAMES[0]}.json"),
    raw("a name with a child's number", lambda: SOUND, Same(), name=f"child_{CHILDREN[0]}.json"),
]

CHILDREN_GIVEN = [
    data("no child where one was", lambda c: [c[0], None, c[2]], Dropped(Place()), Refused()),
    data("a text where a child was", lambda c: [c[0], NAMES[1], c[2]], Dropped(Place()), Refused()),
    data("a list where a child was", lambda c: [c[0], [c[1]], c[2]], Dropped(Place()), Refused()),
    data("an empty child", lambda c: [*c, {}], Told(Place()), Dropped(Place())),
    data("a child twice", lambda c: [*c, _child(1)], Same(), Told(Place())),
    data(
        "a child twice with two birth dates",
        lambda c: [*c, {**_child(1), DETAILS: {**_child(1)[DETAILS], "date_of_birth": str(BIRTHS[2])}}],
        Told(Place(None, None, "date_of_birth")),
    ),
    data(
        "details that are a list",
        _set((DETAILS,), [_child(1)[DETAILS]]),
        Told(Place()),
        Refused(),
        Dropped(Place()),
        Emptied(Place()),
    ),
    data("details that are none", _set((DETAILS,), None), Told(Place()), Blank(Place()), Reads(Place(), {})),
    data("details that are missing", _without((DETAILS,)), Told(Place()), Blank(Place()), Reads(Place(), {})),
    data(
        "episodes that are one object",
        _set(("social_care_episodes",), _child(1)["social_care_episodes"][0]),
        Same(),
        Told(Place()),
        Refused(),
        Dropped(Place()),
    ),
    data("episodes that are a text", _set(("social_care_episodes",), TOLD), Told(Place()), Refused(), Dropped(Place())),
    data("an episode that is none", lambda c: c[1]["social_care_episodes"].append(None), Same(), Dropped(Place())),
    data(
        "an episode that is empty",
        lambda c: c[1]["social_care_episodes"].append({}),
        Same(),
        Told(Place()),
        Dropped(Place()),
    ),
    data("a child to be deleted", lambda c: c[1].update(purge=True), Told(Place()), Dropped(Place())),
    data("an episode to be deleted", _set((*EPISODE, "purge"), True), Told(Place()), Dropped(Place())),
    data(
        "a plan to be deleted",
        _set((*EPISODE, "child_protection_plans", 0, "purge"), True),
        Told(Place()),
        Dropped(Place()),
        whole=True,
    ),
    data("a child to be deleted by a text", lambda c: c[1].update(purge="true"), Told(Place()), Dropped(Place())),
    data("a key that nobody knows", lambda c: c[1].update(nickname=NAMES[0]), Same(), Told(Place())),
    data("a key that is a child's number", lambda c: c[1].update({CHILDREN[0]: NAMES[0]}), Same(), Told(Place())),
    data("keys in another order", lambda c: [dict(reversed(child.items())) for child in c], Same()),
    data(
        "keys in upper case",
        lambda c: [{key.upper(): value for key, value in child.items()} for child in c],
        Same(),
        Refused(),
        Dropped(Place()),
    ),
]

CELLS = [
    item(("la_child_id",), "none", None, Dropped),
    item(("la_child_id",), "blank", "", Dropped),
    item(("la_child_id",), "a number", int(CHILDREN[1]), Same),
    item(("la_child_id",), "a number with a fraction of nought", float(CHILDREN[1]), Same, Dropped),
    item(("la_child_id",), "a list", [CHILDREN[1]], Dropped),
    item(("la_child_id",), "an object", {"id": CHILDREN[1]}, Dropped),
    item(("la_child_id",), "a truth", True, Dropped),
    item(("la_child_id",), "a name", NAMES[1], Dropped),
    item((DETAILS, "date_of_birth"), "a time and a zone", f"{BIRTHS[1]}T00:00:00Z", Same, Emptied),
    item((DETAILS, "date_of_birth"), "no such day", "2013-02-30", Emptied),
    item((DETAILS, "date_of_birth"), "a number of milliseconds", 1377734400000, Emptied),
    item((DETAILS, "date_of_birth"), "a number", 20130829, Emptied, Same),
    item((DETAILS, "date_of_birth"), "a list", ["2013-08-29"], Emptied),
    item((DETAILS, "unique_pupil_number"), "a reason", "UN1", Blank),
    item((DETAILS, "unique_pupil_number"), "three letters", "ABC0123456789", Emptied),
    item((DETAILS, "sex"), "a word", "Woman", Emptied),
    item((DETAILS, "sex"), "an old number", 2, Same),
    item((DETAILS, "ethnicity"), "a list", ["APKN"], Emptied, Same),
    item((DETAILS, "disabilities"), "a text", "NONE", Same, Emptied, Told),
    item((DETAILS, "disabilities"), "a code that there is not", ["FLU"], Told, Emptied, Reads(Place(), {})),
    item((DETAILS, "uasc_flag"), "a word", "no", Same),
    item((DETAILS, "uasc_flag"), "perhaps", "perhaps", Emptied),
    item((DETAILS, "uasc_flag"), "a number", 0, Same),
    item((DETAILS, "uasc_flag"), "a list", [False], Emptied),
    item((DETAILS, "postcode"), "a sentence", TOLD, Blank, Emptied),
    item((DETAILS, "postcode"), "no area's", "QX5 3ZV", Blank, Emptied),
    item((DETAILS, "postcode"), "half of it", "QX8", Blank, Emptied),
    item((DETAILS, "postcode"), "a letter O for nought", "QX8 4ZO", Blank, Emptied),
    item((DETAILS, "postcode"), "lower case without a space", "qx84zd", Same),
    item((DETAILS, "postcode"), "spaces of every kind", " QX8 \u00a0 4ZD\t", Same),
    item((DETAILS, "postcode"), "another child's", POSTCODES[0], Reads(Place(), {"lsoa": "E01000000"})),
    item((*EPISODE, "referral_date"), "none", None, Dropped),
    item((*EPISODE, "referral_date"), "no such day", "2024-04-31", Dropped),
    item((*EPISODE, "referral_date"), "an object", {"day": 16}, Dropped),
    item((*EPISODE, "referral_date"), "a midnight", "2024-05-16 00:00:00.000", Same),
    item((*EPISODE, "referral_date"), "years from now", "2061-05-16", Told, Dropped),
    item((*EPISODE, "closure_date"), "before the referral", "2024-05-01", Told, Emptied),
    item((*EPISODE, "closure_date"), "a word", "open", Emptied, Told),
    item((*EPISODE, "closure_reason"), "a code that there is not", "RC0", Told, Emptied),
    item((*EPISODE, "referral_source"), "a number", 6, Reads(Place(), {"source_code": "6"})),
    item((*EPISODE, "referral_no_further_action_flag"), "a word", "perhaps", Emptied),
    item((*EPISODE, "child_protection_plans", 0, "start_date"), "none", None, Dropped),
    item((*EPISODE, "child_protection_plans", 0, "start_date"), "no such day", "2024-02-31", Dropped),
    item((*EPISODE, "child_in_need_plans", 0, "end_date"), "before its start", "2024-06-01", Told, Emptied),
    item(
        (*EPISODE, "child_in_need_plans"),
        "one object",
        {"start_date": "2024-07-01", "end_date": "2024-08-19"},
        Same,
        Told,
        Dropped,
        Refused(),
    ),
    item((*EPISODE, "section_47_assessments", 0, "icpc_required_flag"), "none", None, Blank, Same),
]

FAULTS = [*FORMS, *CHILDREN_GIVEN, *CELLS]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_a_payload_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
