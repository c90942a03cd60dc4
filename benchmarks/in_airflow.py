"""The gate in as Airflow's services run it: an API server, a DAG processor and a scheduler, on this machine only."""

import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

OBA = Path(sys.executable).with_name("oba")
ENDED = ("success", "failed", "skipped", "upstream_failed", "removed")
TASKS = "select state, start_date, end_date, duration from task_instance where task_id = 'gate_in' and map_index >= 0"


class NotInTime(Exception):
    """A service did not start, or the files were not judged, within the time given."""


@dataclass(frozen=True)
class Gated:
    """What the gating of some files took."""

    files: int
    accepted: int
    start: float  # seconds from the start of the scheduler to that of the first task
    seconds: float  # from the start of the first task to the end of the last
    task: float  # seconds of one task, the mean


def take_landed(landed: Path, home: Path, releases: Path, most: int) -> int:
    """Give a new work folder some of the landed files of another, and a folder that offers just these.

    Returns:
        How many: ``most``, or all that there are.
    """
    records = sorted(landed.glob("*/*/*/landing.json"))[:most]
    for record in records:
        publication, release, file_id = record.parent.relative_to(landed).parts
        shutil.copytree(record.parent, home / "landed" / publication / release / file_id)
        for path in record.parent.glob("*.csv"):
            (releases / publication / release).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, releases / publication / release)
    return len(records)


def gate(home: Path, releases: Path, files: int, limit: float) -> Gated:
    """Start the services on a work folder with landed files, and time the tasks of the gate in that they then run.

    Nothing is triggered: ``land_releases`` runs as soon as it is known, and what it announces starts the other DAG.

    Args:
        home: the work folder; no publication in it, so that every landed file waits.
        releases: the folder of releases.
        files: how many files wait.
        limit: seconds in which all of it has to end.

    Raises:
        NotInTime: it did not.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "OBA_HOME": str(home),
        "OBA_RELEASES": str(releases),
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64),  # shared by the services
    }
    log, until = home.parent / "airflow.txt", time.monotonic() + limit
    services: list[subprocess.Popen] = []

    def start(*arguments: str) -> subprocess.Popen:
        with log.open("ab") as output:
            services.append(
                subprocess.Popen([OBA, "airflow", *arguments], env=environment, stdout=output, stderr=output)
            )
        return services[-1]

    def wait(what: str, is_done: Callable[[], bool]) -> None:
        while not is_done():
            if time.monotonic() > until:
                raise NotInTime(f"{what} within {limit:.0f} s. The end of what Airflow said:\n{_tail(log)}")
            time.sleep(0.2)

    try:
        migration = start("db", "migrate")
        wait("Airflow's metadata were not made", lambda: migration.poll() is not None)
        start("api-server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1")
        wait("The API server did not answer", lambda: _answers(port))
        # Before the scheduler: whether the DAGs are known when it starts must not hang on which of the two is faster.
        start("dag-processor")
        wait("The DAGs were not read", lambda: len(_rows(home, "select distinct dag_id from serialized_dag")) == 2)
        started = time.time()
        start("scheduler", "--skip-serve-logs")  # whose server of logs cannot be bound to this machine
        wait(
            f"{files} files were not judged",
            lambda: sum(state in ENDED for state, *_ in _rows(home, TASKS)) >= files,
        )
        rows = _rows(home, TASKS)
    finally:
        _end(services)
    first, last = min(_seconds(row[1]) for row in rows), max(_seconds(row[2]) for row in rows)
    accepted = sum(row[0] == "success" for row in rows)
    return Gated(len(rows), accepted, first - started, last - first, sum(row[3] for row in rows) / len(rows))


def _answers(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/version", timeout=5):
        return True
    return False


def _rows(home: Path, query: str) -> list[tuple]:
    path = home / "airflow" / "airflow.db"
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as metadata:
        return metadata.execute(query).fetchall()
    return []  # another process is writing, or there is no such table yet


def _seconds(text: str) -> float:
    return datetime.fromisoformat(f"{text}+00:00").timestamp()


def _end(services: list[subprocess.Popen]) -> None:
    """End the services and all that they started, the build that follows the gate included."""
    processes = []
    for service in services:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(service.pid)
            processes += [*process.children(recursive=True), process]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)
    for service in services:
        service.wait()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]
