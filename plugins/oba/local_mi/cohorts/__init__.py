"""Cohorts of families: whom a council follows from which day on, and which outcomes are counted of them.

``definitions`` reads the YAML; the restricted dbt project works the cohorts out. A new cohort is a file of
``local_mi/cohorts/``; docs/cohorts.md says how.
"""

from oba.local_mi.cohorts.definitions import (
    Cohort,
    Cohorts,
    FollowUp,
    KinshipCare,
    Months,
    Outcome,
    ReviewWeeks,
    cohort_tables,
    read_cohorts,
)

__all__ = [
    "Cohort",
    "Cohorts",
    "FollowUp",
    "KinshipCare",
    "Months",
    "Outcome",
    "ReviewWeeks",
    "cohort_tables",
    "read_cohorts",
]
