"""The files of SSDA903 as sound tables of text, and as one XML file."""

from functools import cache

from local_mi_faults.canaries import BIRTHS, CHILDREN, POSTCODES, UPNS, day
from local_mi_faults.files import Tables, comma_separated
from local_mi_faults.judging import Base

_A, _B, _C = CHILDREN
_BORN = [day(birth) for birth in BIRTHS]


def tables() -> Tables:
    """Return the files by their names without ending; each has rows of its own."""
    return {
        "header": [
            ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
            [_A, "M", _BORN[0], "WBRI", UPNS[0], "", ""],
            [_B, "F", _BORN[1], "APKN", UPNS[1], "", ""],
            [_C, "M", _BORN[2], "MWBC", UPNS[2], "", ""],
        ],
        "episodes": [
            [
                "CHILD",
                "DECOM",
                "RNE",
                "LS",
                "CIN",
                "PLACE",
                "PLACE_PROVIDER",
                "DEC",
                "REC",
                "REASON_PLACE_CHANGE",
                "HOME_POST",
                "PL_POST",
                "URN",
            ],
            [
                _A,
                "06/05/2023",
                "S",
                "C2",
                "N1",
                "U4",
                "PR1",
                "14/08/2023",
                "X1",
                "CARPL",
                POSTCODES[0],
                POSTCODES[1],
                "1047233",
            ],
            [_A, "14/08/2023", "P", "C2", "N1", "U6", "PR1", "", "", "", POSTCODES[0], POSTCODES[2], "1047234"],
            [
                _B,
                "12/06/2023",
                "S",
                "V2",
                "N2",
                "K2",
                "PR4",
                "15/01/2024",
                "E4A",
                "",
                POSTCODES[1],
                POSTCODES[2],
                "1047235",
            ],
            [_C, "03/10/2023", "S", "C1", "N5", "U1", "PR1", "", "", "", POSTCODES[2], POSTCODES[0], "1047236"],
        ],
        "reviews": [
            ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"],
            [_A, _BORN[0], "02/06/2023", "PN1"],
            [_B, _BORN[1], "10/07/2023", "PN2"],
            [_C, _BORN[2], "31/10/2023", "PN0"],
        ],
        "missing": [
            ["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"],
            [_A, _BORN[0], "M", "05/09/2023", "07/09/2023"],
            [_B, _BORN[1], "A", "13/11/2023", "14/11/2023"],
        ],
        "previous_permanence": [
            ["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"],
            [_A, _BORN[0], "Z1", "", ""],
            [_B, _BORN[1], "P2", "E09000001", "zz/03/2019"],
            [_C, _BORN[2], "Z1", "", ""],
        ],
        "uasc": [["CHILD", "SEX", "DOB", "DUC"], [_C, "M", _BORN[2], "05/11/2027"], [_A, "M", _BORN[0], "17/03/2029"]],
        "oc3": [
            ["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"],
            [_A, _BORN[0], "YES", "F2", "U1"],
            [_B, _BORN[1], "NO", "0", "0"],
        ],
    }


def comma(name: str) -> Base:
    """Return one of the files as it is sent."""
    return Base(f"{name}.csv", cache(lambda: comma_separated(tables()[name]).encode()))


EPISODES = comma("episodes")


@cache
def document() -> str:
    """Return the same children as one XML file."""
    lists = tables()

    def elements(header: list[str], row: list[str], names: dict[str, str], leave: tuple[str, ...]) -> str:
        return "".join(
            f"<{names.get(name, name)}>{value}</{names.get(name, name)}>" if value else f"<{names.get(name, name)} />"
            for name, value in zip(header, row, strict=True)
            if name not in leave
        )

    def child(row: list[str]) -> str:
        reviews = "".join(
            f"<AREVIEW>{elements(lists['reviews'][0], other, {}, ('CHILD', 'DOB'))}</AREVIEW>"
            for other in lists["reviews"][1:]
            if other[0] == row[0]
        )
        episodes = "".join(
            f"<EPISODE>{elements(lists['episodes'][0], other, {'PLACE': 'PL'}, ('CHILD',))}</EPISODE>"
            for other in lists["episodes"][1:]
            if other[0] == row[0]
        )
        header = elements(lists["header"][0], row, {"CHILD": "CHILDID"}, ())
        return f"<CHILD><HEADER>{header}{reviews}</HEADER>{episodes}</CHILD>"

    children = "\n".join(child(row) for row in lists["header"][1:])
    return f"<?xml version='1.0' encoding='us-ascii'?>\n<EXPSSDA903>\n{children}\n</EXPSSDA903>\n"


DOCUMENT = Base("ssda903.xml", lambda: document().encode())
