"""Processes forked from this one, which have its imports and what it has read already."""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from threading import Thread

# A second one halves the time and takes its own memory; the machine is shared with whoever reads the marts.
MOST_PROCESSES = 2


def most_processes() -> int:
    """Return how many processes may work at once: one where this process may start none."""
    if multiprocessing.current_process().daemon:  # as those of some executors of Airflow
        return 1
    return min(MOST_PROCESSES, os.cpu_count() or 1)


def pool(processes: int) -> ProcessPoolExecutor:
    """Return processes that end with this one, forked where a process may safely be."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, so that nothing goes on behind a killed refresh."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()
