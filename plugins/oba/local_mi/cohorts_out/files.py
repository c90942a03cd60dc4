"""Which files of cohorts a council lets out, with every row and column that they have: it follows from the definitions.

A file is a feed of the publication ``<slug>-conference-cohorts``; what that has to declare is made here too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from oba.definitions.feeds import Feed, Publication
from oba.local_mi.cohorts import Cohort, Cohorts
from oba.local_mi.cohorts_out.book import EVERY
from oba.local_mi.figures import Council
from oba.vocabulary import (
    Bound,
    CohortComparison,
    CohortMeasure,
    CohortStatus,
    CohortUnit,
    DeadweightKind,
    SensitivityParameter,
    SurvivalEvent,
    ToldCohortGroup,
    words,
)

FOLLOWED = "offered_attended"  # whose way from status to status is told
# Those who were offered a conference and had none are few: told apart, they would hide the others with them.
GROUPS = words(ToldCohortGroup)
STATUSES = words(CohortStatus)  # the highest need first
OF_EVERY_GROUP = ("entry", "12_months", "follow_up")  # checkpoints
ARMS = ("offered", "not_offered")  # whose curves are drawn: they share nobody
OF_STATUS = "unit_cost"  # the parameter that is moved for each status by itself
WHATEVER = "all"  # status of the others
# A return with one of these moved follows from the pounds and conferences that are told. With any other it would tell
# how many children had a status, or what a few families cost.
FOLLOWS: tuple[SensitivityParameter, ...] = ("conference_cost", "weeks", "deadweight")
MONTHS = tuple(str(month) for month in range(0, 25, 3))
YEARS_AHEAD = 10  # that are declared from a cohort's first on, so that a new one needs no new definition
# Filters whose members follow from what a council defines, so a release from before one was defined has none of it.
OWN_FILTERS = ("cohort", "cohort_group", "index_year", "checkpoint", "outcome", "covariate")
COUNTS = ("people", "base", "people_with", "people_observed", "families", "conferences")


@dataclass(frozen=True)
class CohortFile:
    """One file: its feed, with the members of its filters, and what is declared of it."""

    file_name: str
    feed: Feed
    declared: dict[str, Any]

    @property
    def filters(self) -> tuple[str, ...]:
        """The columns that say what a row is about."""
        return tuple(self.feed.filters)

    def rows(self, years: Sequence[str]) -> Iterator[dict[str, str]]:
        """Yield the filters of each row that a release has whose cohorts have begun in these years."""
        for row in self.feed.combinations(""):
            if row.get("index_year", EVERY) in (EVERY, *years):
                yield row


def slug_of(council: Council) -> str:
    """Return the publication of a council's cohorts."""
    return f"{council.slug}-conference-cohorts"


def cohorts_of(cohorts: Cohorts, council: Council) -> tuple[Cohort, ...]:
    """Return the cohorts that are told of a council."""
    return tuple(one for one in cohorts.cohorts if council.council in one.councils)


def year_of(cohort: Cohort, last_day: date | None) -> str:
    """Return a year of index days as files write it, by its last day."""
    if last_day is None:
        return EVERY
    return f"{last_day.year - 1}/{last_day.year % 100:02}" if cohort.by == "financial_year" else str(last_day.year)


def years_of(cohort: Cohort) -> list[str]:
    """Return every year that a cohort can have, in order; none of one that is whole."""
    if cohort.by == "whole":
        return []
    ends = (3, 31) if cohort.by == "financial_year" else (12, 31)
    first = cohort.first.year + ((cohort.first.month, cohort.first.day) > ends)
    last = first + YEARS_AHEAD - 1
    if cohort.last is not None:
        last = cohort.last.year + ((cohort.last.month, cohort.last.day) > ends)
    return [year_of(cohort, date(year, *ends)) for year in range(first, last + 1)]


def checkpoints_of(cohort: Cohort) -> list[str]:
    """Return the checkpoints of a cohort, as they come."""
    months = [f"{number}_months" for number in cohort.follow_up.months]
    return ["entry", "exit", *months, *(["follow_up"] if cohort.follow_up.day else [])]


def flow_points(cohort: Cohort) -> list[str]:
    """Return the checkpoints to which the way from entry is told: twelve months and the follow-up."""
    return [point for point in checkpoints_of(cohort) if point in ("12_months", last_checkpoint(cohort))]


def groups_of(cohort: Cohort, point: str | None = None) -> tuple[str, ...]:
    """Return the groups that are told apart: all and those whose conference was held, and at some checkpoints more."""
    few = tuple(group for group in GROUPS if group not in ARMS)
    return few if cohort.is_held or point not in (None, *OF_EVERY_GROUP) else GROUPS


def last_checkpoint(cohort: Cohort) -> str:
    """Return the checkpoint that stands for follow-up: the fixed day where there is one, else twelve months."""
    if cohort.follow_up.day:
        return "follow_up"
    return "12_months" if 12 in cohort.follow_up.months else f"{cohort.follow_up.months[-1]}_months"


def files_of(cohorts: Cohorts, council: Council) -> tuple[CohortFile, ...]:
    """Return the files of a council's release; none where no cohort is defined for it."""
    told = cohorts_of(cohorts, council)
    if not told:
        return ()
    compared = [one for one in told if one.compare]
    years: dict[str, list[str]] = {}
    for one in told:
        for year in years_of(one):
            years.setdefault(year, []).append(one.cohort)
    cohort: dict[str, Any] = {one.cohort: {} for one in told}
    of_compared: dict[str, Any] = {one.cohort: {} for one in compared}
    points = _with_cohorts({one.cohort: checkpoints_of(one) for one in told})
    ways = _with_cohorts({one.cohort: flow_points(one) for one in told})
    valued = _with_cohorts({one.cohort: [last_checkpoint(one)] for one in told})
    by_year: dict[str, Any] = {EVERY: {}}
    for year, of in sorted(years.items()):
        only = {} if len(of) == len(told) else {"cohort": of}
        by_year[year] = {"only_with": only} if only else {}
    outcomes = [one.outcome for one in cohorts.outcomes]
    # A cohort of conferences held has nobody else, so its groups would be one.
    of_groups = (
        {} if all(not one.is_held for one in told) else {"cohort": [one.cohort for one in told if not one.is_held]}
    )
    at = {"checkpoint": [point for point in points if point in OF_EVERY_GROUP]}
    groups = {group: {"only_with": of_groups} if group in ARMS and of_groups else {} for group in GROUPS}
    groups_at = {group: {"only_with": {**of_groups, **at}} if group in ARMS else {} for group in GROUPS}
    covariates = _with_cohorts({one.cohort: one.compare for one in compared})
    people: dict[str, Any] = {"people": _column("people", 0), "base": _column("people", 0)}
    points_from = {"minimum": -100}
    days_from = {"minimum": -1000}
    made = [
        (
            "status",
            "Families and children in each status, by checkpoint",
            {
                "cohort": cohort,
                "unit": _members(words(CohortUnit)),
                "cohort_group": groups_at,
                "checkpoint": points,
                "cohort_status": _members(STATUSES),
            },
            people,
        ),
        (
            "flow",
            "From the status at entry to that at each checkpoint, of families whose conference was held",
            {
                "cohort": cohort,
                "unit": _members(words(CohortUnit)),
                "checkpoint": ways,
                "entry_status": _members(STATUSES),
                "cohort_status": _members(STATUSES),
            },
            people,
        ),
        (
            "outcome",
            "Outcomes of children with a clock",
            {"cohort": cohort, "cohort_group": groups, "outcome": _members(outcomes)},
            {
                "people_with": _column("people", 0),
                "people_observed": _column("people", 0),
                "mean_days": _column("days", 0),
            },
        ),
        (
            "measure",
            "How much was done, how well, and whether anyone is better off: families",
            {"cohort": cohort, "index_year": by_year, "cohort_measure": _members(words(CohortMeasure))},
            {**people, "share": _column("percent", 1)},
        ),
    ]
    if compared:
        made += [
            (
                "effect",
                "Children with and without the offer or conference, compared",
                {"cohort": of_compared, "comparison": _members(words(CohortComparison)), "outcome": _members(outcomes)},
                {
                    "value_with": _column("percent_or_days", 0),
                    "value_without": _column("percent_or_days", 0),
                    **{
                        name: _column("points_or_days", 0) | days_from
                        for name in ("difference", "lower", "upper", "plain_difference")
                    },
                    "is_shown": _column("yes_or_no", 0),
                    "detectable_difference": _column("points_or_days", 0),
                    "e_value": _column("ratio", 1),
                    **{
                        name: _column(name.partition("_")[0], 0)
                        for name in ("families_with", "families_without", "children_with", "children_without")
                    },
                },
            ),
            (
                "balance",
                "How alike both were before and after weighting",
                {"cohort": of_compared, "comparison": _members(words(CohortComparison)), "covariate": covariates},
                {
                    name: _column("standard_deviations", 1) | points_from
                    for name in ("difference_before", "difference_after")
                },
            ),
        ]
    made += [
        (
            "survival",
            "Children to whom something had not happened yet, by quarter of a year",
            {
                "cohort": cohort,
                "cohort_group": _members(ARMS),
                "survival_event": _members(words(SurvivalEvent)),
                "months": _members(MONTHS),
            },
            {
                **{name: _column("percent", 0) for name in ("share_pct", "share_lower", "share_upper")},
                "at_risk": _column("children", 0),
            },
        ),
        (
            "return",
            "What each pound spent on conferences saved",
            {"cohort": cohort, "checkpoint": valued, "deadweight_kind": _members(words(DeadweightKind))},
            {
                "deadweight_pct": _column("per_cent_of_benefit", 0) | days_from,
                "families": _column("families", 0),
                "conferences": _column("conferences", 0),
                "cost_pounds": _column("pounds", 0),
                "benefit_pounds": _column("pounds", 0),
                **{
                    name: _column("pounds_for_each_pound", 1) | days_from for name in ("return_ratio", "lower", "upper")
                },
                "price_year": _column("year", 0),
            },
        ),
        (
            "sensitivity",
            "The return where one parameter is set low or high",
            {
                "cohort": cohort,
                "checkpoint": valued,
                "parameter": _members(FOLLOWS),
                "bound": _members(words(Bound)),
            },
            {
                "parameter_value": _column("parameter", 2) | days_from,
                "return_ratio": _column("pounds_for_each_pound", 1) | days_from,
            },
        ),
    ]
    prefix = council.slug.replace("-", "_")
    return tuple(
        _file(f"{prefix}_cohort_{name}", f"cohort_{name}.csv", title, filters, columns)
        for name, title, filters, columns in made
    )


def undeclared(file: CohortFile, publication: Publication | None) -> list[str]:
    """Return what a publication lacks, or has too much, of a file: a line each, as a person reads it."""
    feed = next((one for one in publication.figures if one.takes(file.file_name)), None) if publication else None
    if feed is None:
        return [f"no feed takes {file.file_name}"]
    found = []
    for name, wanted in file.feed.filters.items():
        there = feed.filters[name].members if name in feed.filters else {}
        found += [f"{file.file_name}: {name} has no member {text!r}" for text in wanted.members if text not in there]
        found += [
            f"{file.file_name}: {name} has {text!r}, which no cohort has"
            for text in there
            if text not in wanted.members
        ]
        found += [
            f"{file.file_name}: {name}, {text!r} is declared otherwise"
            for text, member in wanted.members.items()
            if text in there and there[text] != member
        ]
    found += [f"{file.file_name}: no column {name}" for name in file.feed.columns if name not in feed.columns]
    return found


def publication_text(council: Council, cohorts: Cohorts, made_up: bool = False) -> str:
    """Return the whole file of definitions that a council's releases need, to be pasted."""
    said: dict[str, Any] = {
        "publication": slug_of(council).replace("-", "_"),
        "slug": slug_of(council),
        "title": f"{council.name}: families followed from a conference or its offer",
        "publisher": council.name,
        "licence": "Open Government Licence v3.0",
        "made_from": "records",
        **({"made_up": True} if made_up else {}),
        "feeds": [file.declared for file in files_of(cohorts, council)],
    }
    text = yaml.dump(said, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=None)
    name = f"publications/{said['publication']}.yml"
    return f"# The whole of {name}: it follows from the cohorts and outcomes of local_mi.\n{text}# End of {name}.\n"


class _Plain(yaml.SafeDumper):
    """Writes each text where it stands: an anchor is for machines."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _file(feed: str, file_name: str, title: str, filters: dict[str, Any], columns: dict[str, Any]) -> CohortFile:
    declared = {
        "feed": feed,
        "title": title,
        "files": [file_name],
        "periods": {"time_identifier": "Month", "window": 1},
        "england": False,
        "regions": 0,
        "minimum_authorities": 1,
        # Of one council, most ways between statuses are nobody's; and a new cohort of the same families hides others.
        "likeness": {"one_figure": 1, "flooded": 1},
        "filters": {
            name: {"members": _optional(members) if name in OWN_FILTERS else members}
            for name, members in filters.items()
        },
        "columns": columns,
    }
    return CohortFile(file_name, Feed.model_validate(declared), declared)


def _column(unit: str, decimal_places: int) -> dict[str, Any]:
    return {"unit": unit, "decimal_places": decimal_places}


def _optional(members: dict[str, Any]) -> dict[str, Any]:
    return {text: {"optional": True} | declared for text, declared in members.items()}


def _members(texts: Sequence[str] | dict[str, str]) -> dict[str, Any]:
    return {text: {} for text in texts}


def _with_cohorts(of: dict[str, Sequence[str]]) -> dict[str, Any]:
    """Return the members that cohorts have, each with the cohorts that have it where these are not all."""
    found: dict[str, list[str]] = {}
    for cohort, texts in of.items():
        for text in texts:
            found.setdefault(text, []).append(cohort)
    return {
        text: {} if len(cohorts) == len(of) else {"only_with": {"cohort": cohorts}} for text, cohorts in found.items()
    }
