"""Making the tasks of a DAG from its sequence; what only Airflow knows of a task comes from the DAG file."""

from collections.abc import Callable
from typing import Any

from airflow.sdk import TriggerRule, task
from airflow.sdk.exceptions import AirflowSkipException

from oba.sequence import Sequence, Step


def wire(sequence: Sequence, **options: dict[str, Any]) -> None:
    """Make and wire the tasks of a sequence inside the DAG that is being declared.

    Args:
        sequence: what to wire.
        options: by the name of a step, further arguments of its task.

    Raises:
        ValueError: an option is for a step that the sequence does not have.
    """
    unknown = sorted(options.keys() - {step.name for step in sequence.steps})
    if unknown:
        raise ValueError(f"{sequence.name} has no step {', '.join(unknown)}.")
    made: dict[str, Any] = {}
    for step in sequence.steps:
        make = task(  # type: ignore[call-overload]  # which knows no options of an operator
            task_id=step.name,
            doc_md=step.does,
            trigger_rule=TriggerRule(step.rule),
            **({"map_index_template": _map_index_template(step)} if step.label else {}),
            **({"max_active_tis_per_dagrun": 1} if step.one_at_a_time else {}),
            **options.get(step.name, {}),
        )(_callable(step))
        if step.each:
            parameter, result = step.each
            made[step.name] = make.expand(**{parameter: made[result]})
        else:
            made[step.name] = make()
        for before in step.follows:
            made[before] >> made[step.name]


def _callable(step: Step) -> Callable[..., Any]:
    def run(**context: Any) -> Any:
        given = {name: context["params"][name] for name in step.settings}
        for parameter, result in step.takes.items():
            before, _, name = result.partition(".")
            # Asked for here, because a step that runs whatever ended before it may find that there is no result.
            given[parameter] = context["ti"].xcom_pull(task_ids=before, key=name or "return_value")
        if step.each:
            given[step.each[0]] = context[step.each[0]]
        found = step.run(given)
        if step.skipped_without_result and not found[step.name]:
            raise AirflowSkipException(step.skipped_without_result)
        for name in step.gives:
            context["ti"].xcom_push(key=name, value=found[f"{step.name}.{name}"])
        return found[step.name]

    return run


def _map_index_template(step: Step) -> str:
    parameter = step.each[0] if step.each else ""
    return f"{{% set {parameter} = task.op_kwargs['{parameter}'] %}}{step.label}"
