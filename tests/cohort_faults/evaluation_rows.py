"""The 40 families of the evaluation (Appendix 4, Tables 13 to 15) as printed, and what follows by the rule.

Typed from the report a second time, so that the project's own file is held against another pair of eyes.
"""

COLUMNS = ("cohort", "family", "children", "exit", "entry", "at_exit", "follow_up", "cost", "benefit", "froi")
ROWS = [
    (1, 1, 4, "2016-02", "CP", "CP", "FOSTER", 1295, 0, 0.0),
    (1, 2, 1, "2016-02", "CIN", "CIN", "CLOSED", 1295, 3401, 2.6),
    (1, 3, 4, "2016-02", "CP", "CP", "CLOSED", 1295, 23691, 18.3),
    (1, 4, 2, "2016-02", "CIN", "CIN", "CLOSED", 1295, 6802, 5.2),
    (1, 5, 1, "2016-02", "CIN", "CIN", "CLOSED", 1295, 3401, 2.6),
    (1, 6, 1, "2016-02", "CP", "CLOSED", "CLOSED", 1295, 5923, 4.6),
    (1, 7, 2, "2016-06", "LAC", "CLOSED", "CLOSED", 1295, 71240, 55.0),
    (1, 8, 2, "2016-08", "CIN", "CLOSED", "CLOSED", 1295, 6802, 5.3),
    (1, 9, 3, "2016-09", "CIN", "CIN", "CLOSED", 1295, 10202, 7.9),
    (1, 10, 3, "2016-09", "CP", "CP", "FOSTER", 1295, 0, 0.0),
    (1, 11, 1, "2016-09", "CIN", "CIN", "CIN", 1295, 0, 0.0),
    (1, 12, 1, "2016-09", "CIN", "CIN", "CLOSED", 1295, 3401, 2.6),
    (1, 13, 2, "2016-09", "CIN", "CIN", "CLOSED", 1295, 6802, 5.2),
    (1, 14, 3, "2016-07", "CIN", "CLOSED", "CLOSED", 1295, 10202, 7.9),
    (1, 15, 1, "2016-07", "CIN", "CLOSED", "CIN", 1295, 12610, 9.7),
    (1, 16, 5, "2016-07", "CP", "CLOSED", "CP", 1295, 0, 0.0),
    (1, 17, 1, "2016-06", "CP", "CLOSED", "CIN", 1295, 2522, 1.9),
    (1, 18, 2, "2016-07", "CP", "CLOSED", "CLOSED", 1295, 11845, 9.1),
    (1, 19, 3, "2016-09", "LAC", "LAC", "CLOSED", 1295, 106860, 82.5),
    (1, 20, 4, "2016-09", "CIN", "CLOSED", "CLOSED", 1295, 13603, 10.5),
    (2, 1, 1, "2018-05", "CIN", "CIN", "CLOSED", 1295, 3401, 2.6),
    (2, 2, 1, "2019-08", "CIN", "CIN", "CLOSED", 2590, 3401, 2.6),
    (2, 3, 1, "2018-11", "CP", "CP", "CLOSED", 2590, 5923, 2.3),
    (2, 4, 3, "2018-07", "CIN", "CIN", "CLOSED", 1295, 10203, 7.9),
    (2, 5, 3, "2018-07", "CIN", "CIN", "CIN", 1295, 0, 0.0),
    (2, 6, 1, "2018-06", "CIN", "CIN", "CLOSED", 1295, 3401, 2.6),
    (2, 7, 3, "2018-08", "CIN", "CIN", "CLOSED", 1295, 10203, 7.9),
    (2, 8, 1, "2018-09", "CIN", "CIN", "CLOSED", 1295, 3401, 2.6),
    (2, 9, 1, "2018-10", "CIN", "CIN", "CP", 1295, 0, 0.0),
    (2, 10, 2, "2019-11", "CP", "CIN", "CP", 1295, 0, 0.0),
    (3, 11, 1, "2019-05", "LAC", "LAC", "KIN", 1295, 12636, 9.7),
    (3, 12, 1, "2019-05", "LAC", "LAC", "KIN", 1295, 12636, 9.7),
    (3, 13, 1, "2019-03", "LAC", "CIN", "LAC", 1295, 0, 0.0),
    (3, 14, 1, "2019-02", "CIN", "CIN", "CLOSED", 1295, 3401, 2.6),
    (3, 15, 1, "2019-06", "LAC", "KIN", "KIN", 1295, 12636, 9.7),
    (3, 16, 1, "2019-06", "LAC", "KIN", "KIN", 1295, 12636, 9.7),
    (3, 17, 1, "2019-07", "CIN", "CP", "CP", 1295, 0, 0.0),
    (3, 18, 1, "2019-08", "CP", "CP", "CP", 1295, 0, 0.0),
    (3, 19, 1, "2019-08", "CIN", "CIN", "CIN", 1295, 0, 0.0),
    (3, 20, 1, "2019-06", "CIN", "CIN", "CIN", 1295, 0, 0.0),
]
WEEKLY = {"CLOSED": 0.0, "CIN": 65.4, "CP": 113.9, "KIN": 442.0, "LAC": 685.0, "FOSTER": 685.0}


def rows():
    """The rows as dicts."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


def by_rule(row):
    """Benefit in pounds: what a week costs less, of 52 weeks, a child; never below nought."""
    return max(0.0, WEEKLY[row["entry"]] - WEEKLY[row["follow_up"]]) * 52 * row["children"]
