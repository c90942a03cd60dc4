"""The sequence of steps run by one command, without Airflow or any other service; the gate in has two processes.

What a failure stops is decided by the rules of ``sequence``, as Airflow does. Progress is printed; everything else that
is said is kept in one log file. No step is tried again: running the same command goes on where this one stopped.
"""

import importlib
import logging
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from jinja2 import Template
from rich.console import Console
from rich.markup import escape

from oba.attention import news
from oba.config import Settings, settings_from_environment
from oba.errors import ObaError
from oba.files import alone, trouble
from oba.processes import most_processes, pool
from oba.progress import told_to
from oba.publication import served
from oba.sequence import LANDING, TAKING, Rule, Sequence, Step

log = logging.getLogger(__name__)

State = Literal["success", "failed", "skipped", "upstream_failed"]  # Airflow's names


class RunFailed(ObaError):
    """A step of a local run failed."""


@dataclass(frozen=True)
class Ended:
    """How a step ended, or one of the tasks of a step that has one for each entry of a list."""

    step: str
    state: State
    label: str | None = None
    seconds: float | None = None  # None: it was not tried
    error: str | None = None

    @property
    def title(self) -> str:
        """The step, and which of its tasks."""
        return self.step + (f" {self.label}" if self.label else "")


def refresh(settings: Settings, console: Console, without: Collection[str] = ()) -> None:
    """Take extracts, if there is a folder of them, land what is new and publish it, or find that nothing is new.

    Args:
        settings: as the environment gives them; the steps read the same environment.
        console: where progress is printed.
        without: steps to leave out, as for ``run``.

    Raises:
        RunFailed: a step failed; names the steps and the log file.
        ObaError: another refresh is using the same work folder.
    """
    before = served(settings)
    failed, log_file = _run_all(TAKING if settings.local_mi else LANDING, settings, console, without)
    if failed:
        told = news(before, served(settings))
        lines = "\n".join(_each_once(failed, told))
        raise RunFailed(f"\n{lines}\n{told}\nEverything the run said is in {log_file}.")


def take(settings: Settings, console: Console) -> None:
    """Take new extracts and let figures made of them out, without landing or publishing anything.

    Raises:
        RunFailed: a step failed; names the steps and the log file.
        ObaError: there is no folder of extracts, or a refresh is using the same work folder.
    """
    failed, log_file = _run_all(replace(TAKING, starts=None), settings, console)
    if failed:
        lines = "\n".join(_each_once(failed, ""))
        raise RunFailed(f"\n{lines}\nEverything the run said is in {log_file}.")


def _run_all(
    first: Sequence, settings: Settings, console: Console, without: Collection[str] = ()
) -> tuple[list[Ended], Path]:
    """Run a sequence and those that it starts; return what failed, and the file with everything that was said."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds children's records
    log_file = settings.home / "refresh.log"
    processes = most_processes()
    failed: list[Ended] = []
    with alone(settings.home, seconds_to_wait=0), _said_elsewhere(log_file, console) as out:
        sequence: Sequence | None = first
        while sequence:
            out.print(f"[bold]{sequence.name}[/bold]")
            with told_to(lambda how_far: out.print(f"           [dim]{escape(how_far)}[/dim]", soft_wrap=True)):
                ended = run(sequence, lambda one: _say(one, out), without, processes)
            failed += [one for one in ended if one.state == "failed"]
            started = sequence.starts_by is None or any(
                one.step == sequence.starts_by and one.state == "success" for one in ended
            )
            sequence = sequence.starts if started else None
    return failed, log_file


def _each_once(failed: list[Ended], told: str) -> Iterator[str]:
    """Return what each failed task said, without the lines that a step before it said or that are told at the end.

    Two tasks of one step each say all of it, such as two files refused for one reason, unless nothing of it is new.
    """
    said = {told: ""}  # lines, and the step that said it first
    for one in failed:
        lines = str(one.error).splitlines()
        if all(line in said or not line.strip() for line in lines):
            continue
        lines = [line for line in lines if said.setdefault(line, one.step) == one.step or not line.strip()]
        yield "\n".join([f"- {one.title}: {lines[0]}", *lines[1:]])


def run(
    sequence: Sequence,
    tell: Callable[[Ended], object] = lambda ended: None,
    without: Collection[str] = (),
    processes: int = 1,
) -> list[Ended]:
    """Run the steps of a sequence in their order.

    Args:
        sequence: what to run; its settings keep the defaults of their functions.
        tell: called as each task ends, or is found not to run.
        without: steps to leave out; nothing that runs may follow them.
        processes: how many tasks of one step may run at once, each in a process of its own; one runs them in this.

    Returns:
        How each ended: in the order of the steps, and within one in that of its list.
    """
    states: dict[str, list[State]] = {}
    # What a step would have given is None where it fails or does not run.
    results: dict[str, Any] = {
        result: None
        for step in sequence.steps
        for result in (step.name, *(f"{step.name}.{name}" for name in step.gives))
    }
    every: list[Ended] = []
    for step in sequence.steps:
        if step.name in without:
            continue
        before = [state for name in step.follows for state in states[name]]
        stopped = _stopped(step.rule, before)
        if stopped:
            ended = [Ended(step.name, stopped)]
            tell(ended[0])
        else:
            ended = list(_run_step(step, results, tell, processes))
        states[step.name] = [one.state for one in ended]
        every += ended
    return every


def _stopped(rule: Rule, before: list[State]) -> State | None:
    """Return the state of a step that is not to run after what ended before it, or None where it is to run."""
    failed = {"failed", "upstream_failed"}
    if rule == "all_success":
        if failed & set(before):
            return "upstream_failed"
        return "skipped" if "skipped" in before else None
    if rule == "all_done_min_one_success":
        if "skipped" in before:
            return "skipped"
        return None if "success" in before else "upstream_failed"
    return None


def _run_step(step: Step, results: dict[str, Any], tell: Callable[[Ended], object], processes: int) -> Iterator[Ended]:
    """Run a step, or each of its tasks, and keep what it gives."""
    given = {parameter: results[result] for parameter, result in step.takes.items()}
    if step.each is None:
        ended, found = _attempt(step, None, given)
        results |= found
        tell(ended)
        yield ended
        return
    parameter, result = step.each
    entries = list(results[result])
    if not entries:
        ended = Ended(step.name, "skipped")
        tell(ended)
        yield ended
        return
    label = Template(step.label) if step.label else None
    calls = [
        (step, label.render({parameter: entry}) if label else str(number), {**given, parameter: entry})
        for number, entry in enumerate(entries)
    ]
    processes = 1 if step.one_at_a_time else min(processes, len(calls))
    yield from (_in_turn if processes == 1 else _at_once)(calls, tell, processes)


def _in_turn(calls: list[tuple], tell: Callable[[Ended], object], _: int) -> Iterator[Ended]:
    for call in calls:
        ended = _attempt(*call)[0]
        tell(ended)
        yield ended


def _at_once(calls: list[tuple], tell: Callable[[Ended], object], processes: int) -> list[Ended]:
    # Where a process may safely be forked, it has the imports and the definitions already.
    for module in calls[0][0].imports:
        importlib.import_module(module)
    with pool(processes) as workers:
        tasks = {workers.submit(_attempt, *call): place for place, call in enumerate(calls)}
        ended: dict[int, Ended] = {}
        for task in as_completed(tasks):
            try:
                one, _ = task.result()
            except Exception as error:  # the process died, and with it what it was doing
                step, label, _ = calls[tasks[task]]
                one = Ended(step.name, "failed", label, 0.0, f"Its process ended: {error}")
            ended[tasks[task]] = one
            tell(one)
    return [ended[place] for place in sorted(ended)]


def _attempt(step: Step, label: str | None, given: dict[str, Any]) -> tuple[Ended, dict[str, Any]]:
    started = time.monotonic()
    try:
        found = step.run(given)
    except Exception as error:
        seconds = time.monotonic() - started
        ended = Ended(
            step.name, "failed", label, seconds, trouble(error, settings_from_environment().home) or str(error)
        )
        # What this package raises says all; anything else is a fault whose place has to be found.
        log.error("%s failed: %s", ended.title, error, exc_info=None if isinstance(error, ObaError) else error)
        return ended, {}
    empty = step.skipped_without_result and not found[step.name]
    if empty:
        log.info(step.skipped_without_result)
    return Ended(step.name, "skipped" if empty else "success", label, time.monotonic() - started), found


def _say(ended: Ended, out: Console) -> None:
    if ended.state == "upstream_failed":
        out.print(f"  [yellow]not run[/yellow]  {ended.title}, because a task before it failed")
    elif ended.seconds is not None:
        word = {"success": "[green]done[/green]   ", "skipped": "[cyan]skipped[/cyan]", "failed": "[red]failed[/red] "}
        out.print(f"  {word[ended.state]}  {escape(ended.title)}  [dim]{ended.seconds:.1f} s[/dim]", soft_wrap=True)


@contextmanager
def _said_elsewhere(log_file: Path, console: Console) -> Iterator[Console]:
    """Send all that this process prints to the log file, and give a console that still reaches the terminal."""
    sys.stdout.flush()
    sys.stderr.flush()
    terminal, errors = os.dup(1), os.dup(2)
    log_file.touch(mode=0o600)  # it quotes cells of refused files
    with log_file.open("ab") as kept, os.fdopen(terminal, "w") as screen:
        os.dup2(kept.fileno(), 1)
        os.dup2(kept.fileno(), 2)
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        try:
            yield Console(file=screen, force_terminal=console.is_terminal, width=console.width, highlight=False)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(screen.fileno(), 1)
            os.dup2(errors, 2)
            os.close(errors)
