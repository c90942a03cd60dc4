"""Whether this process is doing an Airflow task, found out without importing Airflow."""

import sys


def in_a_task() -> bool:
    """Tell whether this is a task of Airflow, which alone may read a connection."""
    # A task has imported Airflow long before this; without Airflow nothing here may import it.
    sdk = sys.modules.get("airflow.sdk")
    if sdk is None:
        return False
    try:
        sdk.get_current_context()
    except RuntimeError:
        return False
    return True
