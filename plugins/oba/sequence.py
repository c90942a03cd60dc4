"""The sequence of steps, stated once: ``wiring`` makes the DAGs of it, ``local_run`` runs it without Airflow.

A step is a function of ``steps``, or of ``local_mi.steps``, with what it follows, what it takes and what a failure
before it does. The rules are Airflow's, under Airflow's names; a test holds the outcomes of both ways of running
against each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

# all_success: every step before it succeeded. all_done: each has ended, however. all_done_min_one_success: each has
# ended, none was skipped, at least one succeeded.
Rule = Literal["all_success", "all_done", "all_done_min_one_success"]


@dataclass(frozen=True)
class Step:
    """One step, a task of the DAG.

    ``gives`` and ``takes`` speak of results as ``step`` or ``step.name``: a step returns one result, or as many as it
    has names for in ``gives`` beside its own, in that order.
    """

    name: str
    does: str  # in one sentence, for Airflow's page
    calls: str  # function of ``module``
    after: tuple[str, ...] = ()  # steps that it follows without taking what they give
    takes: Mapping[str, str] = field(default_factory=dict)  # parameter: result
    each: tuple[str, str] | None = None  # parameter and result: one task for each entry of that list
    label: str | None = None  # Jinja over that parameter: what one of those tasks is called
    one_at_a_time: bool = False  # of those tasks
    imports: tuple[str, ...] = ()  # modules that take seconds; whoever forks a process for each task imports them first
    settings: tuple[str, ...] = ()  # parameters that whoever starts the run may set
    gives: tuple[str, ...] = ()
    rule: Rule = "all_success"
    skipped_without_result: str | None = None  # what is said then; without it an empty result is one like any other
    module: str = "oba.steps"

    @property
    def follows(self) -> tuple[str, ...]:
        """The steps that must end before it."""
        taken = [*self.takes.values(), *([self.each[1]] if self.each else [])]
        return tuple(dict.fromkeys([*(result.partition(".")[0] for result in taken), *self.after]))

    def run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Do it and return its results by name; that of the step itself is called by the step's name."""
        # Imported here: a DAG file is read every few seconds and must not take any.
        found = getattr(import_module(self.module), self.calls)(**given)
        results = found if self.gives else (found,)
        return dict(zip((self.name, *(f"{self.name}.{name}" for name in self.gives)), results, strict=True))


@dataclass(frozen=True)
class Sequence:
    """Steps in an order in which each comes after those that it follows: one DAG."""

    name: str
    steps: tuple[Step, ...]
    starts: "Sequence | None" = None  # what follows it where its step ``starts_by`` succeeded; none named: in any case
    starts_by: str | None = None


PUBLISHING = Sequence(
    "publish_scorecards",
    (
        Step(
            "find_waiting_files",
            "Lists the landed files that the served publication does not show and nothing has refused.",
            calls="waiting_files",
        ),
        Step(
            "gate_in",
            "Checks one landed file with Great Expectations; a refused file goes to quarantine with the reasons.",
            calls="gate_in",
            each=("waiting", "find_waiting_files"),
            label="{{ waiting.title.split('/', 1)[1] }}",
            imports=(
                "oba.steps",
                "oba.gates",
                "great_expectations",
            ),  # the gates first: they keep the log of the last short
        ),
        Step(
            "build_warehouse",
            "Runs dbt over every accepted file: staging, intermediate, marts, and their tests.",
            calls="build_warehouse",
            after=("gate_in",),
            rule="all_done_min_one_success",
        ),
        Step(
            "gate_out",
            "Checks every built mart with Great Expectations.",
            calls="gate_out",
            after=("build_warehouse",),
        ),
        Step(
            "compare_with_served",
            "Lists what would vanish or change of what is served; fails where more would than may pass unsaid.",
            calls="compare_with_served",
            after=("gate_out",),
        ),
        Step(
            "draw_scorecards",
            "Draws the scorecard pages from the checked marts, before anyone is served either.",
            calls="draw_scorecards",
            after=("compare_with_served",),
        ),
        Step(
            "publish",
            "Replaces the served publication by one rename and writes its manifest.",
            calls="publish",
            after=("draw_scorecards",),
            gives=("news",),
        ),
        Step(
            "report_refusals",
            "Fails while a refused file, scorecard or programme is not dealt with; says what was published beside it.",
            calls="report_refusals",
            after=("gate_in",),
            takes={"waiting": "find_waiting_files", "published": "publish.news"},
            rule="all_done",
        ),
    ),
)

LANDING = Sequence(
    "land_releases",
    (
        Step(
            "find_new_files",
            "Lists what the source has and is not landed yet; logs files and feeds that are left aside.",
            calls="find_new_files",
            settings=("everything",),
            gives=("alerts",),
        ),
        Step(
            "land_file",
            "Fetches one file and keeps it unchanged, with its landing record and what the source says of it.",
            calls="land_file",
            each=("offer", "find_new_files"),
            label="{{ offer.release }}/{{ offer.file_name }}",
            one_at_a_time=True,  # a public service is not asked for two files at once
        ),
        Step(
            "announce",
            "Starts a publication, if a landed file is not in the served one.",
            calls="waiting_files",
            after=("land_file",),
            rule="all_done",
            skipped_without_result="Nothing is new: the served publication shows every usable landed file.",
        ),
        Step(
            "report_alerts",
            "Fails with all that needs a person, found now or before and not dealt with, so that no such run is green.",
            calls="report_alerts",
            after=("land_file",),
            takes={"offers": "find_new_files", "alerts": "find_new_files.alerts"},
            rule="all_done",
        ),
    ),
    starts=PUBLISHING,
    starts_by="announce",
)

OF_RECORDS = "oba.local_mi.steps"
TAKING = Sequence(
    "take_local_mi",
    (
        Step(
            "find_extracts",
            "Lists what is new in the folder of extracts; removes originals whose days are over.",
            calls="find_extracts",
            module=OF_RECORDS,
        ),
        Step(
            "take_extract",
            "Takes one file into the encrypted store of statements; a refused file goes to quarantine, encrypted.",
            calls="take_extract",
            module=OF_RECORDS,
            each=("extract", "find_extracts"),
            label="{{ extract.council }}/{{ extract.snapshot_date }}/{{ extract.extract_id }}",
            one_at_a_time=True,  # which of two files of one day came later is then the same every time
            imports=(OF_RECORDS,),
        ),
        Step(
            "build_restricted",
            "Builds the encrypted warehouse of all statements, if figures were not let out of them already.",
            calls="build_restricted",
            module=OF_RECORDS,
            after=("take_extract",),
            rule="all_done",
            skipped_without_result="Nothing is new: figures were let out of everything that is held.",
        ),
        Step(
            "check_restricted",
            "Checks the marts of the restricted warehouse with Great Expectations; no message quotes a record.",
            calls="check_restricted",
            module=OF_RECORDS,
            after=("build_restricted",),
        ),
        Step(
            "release_figures",
            "Writes figures after disclosure control as releases, which the landing takes like any other.",
            calls="release_figures",
            module=OF_RECORDS,
            after=("check_restricted",),
        ),
        Step(
            "report_extracts",
            "Fails while an extract is refused and not dealt with, or the folder of extracts has to be put right.",
            calls="report_extracts",
            module=OF_RECORDS,
            after=("take_extract",),
            takes={"extracts": "find_extracts"},
            rule="all_done",
        ),
    ),
    starts=LANDING,
)
