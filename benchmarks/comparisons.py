"""How long cohorts and their comparisons take, for one council and for many.

Run: ``python -m benchmarks.comparisons 1 10``. Each size runs in a process of its own, so that its peak of memory is
its own: the records of so many made-up councils, the restricted warehouse over them with all cohorts, then each
function of ``oba.comparing`` by itself over its marts. Beside them, for the same children and one outcome: statsmodels'
own augmented weighting, which knows no families; and what one would write at a desk with pandas: the nearest neighbour
by propensity, with 200 draws of families. Nobody in the councils exists.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import statsmodels.api as sm
import yaml
from statsmodels.treatment.treatment_effects import TreatmentEffect

from oba import comparing
from oba.comparing.design import design
from oba.config import PROJECT, settings_from_environment
from oba.local_mi import building, read_records
from oba.local_mi.vault import restricted_database
from oba.made_up.council import Council
from oba.made_up.emit.records import write_records
from oba.made_up.parameters import read_parameters

KEY = "a key of a benchmark"
DEFINITIONS = PROJECT / "data" / "definitions"
LAST = date(2026, 6, 30)
COUNCIL = {"referrals.families_a_year": 300, "pre_proceedings.share": 0.8, "warm_up_years": 2}
DRAWS = 200


def main() -> None:
    """Time every size, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("councils", type=int, nargs="+")
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.within:
        print(json.dumps(measured(asked.councils[0])))
        return
    found = {}
    for councils in asked.councils:
        command = [sys.executable, "-m", "benchmarks.comparisons", str(councils), "--within"]
        told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT).stdout
        found[councils] = json.loads(told.splitlines()[-1])
    frame = pd.DataFrame(found)
    first, last = frame.columns[0], frame.columns[-1]
    frame["growth"] = (frame[last] / frame[first]).round(1)
    print(frame.to_string(float_format=lambda value: f"{value:,.1f}"))


def measured(councils: int) -> dict[str, float]:
    """Return seconds of processor of each part, counts and the peak of memory in MiB."""
    found: dict[str, float] = {}
    with TemporaryDirectory() as made:
        folder = Path(made)
        names = [f"E0699{9999 - number:04d}" for number in range(councils)]
        definitions = definitions_of(names, folder / "definitions")
        tables = records_of(names, folder / "records")
        settings = settings_from_environment(home=folder / "home", definitions=definitions, dbt_threads=2)
        began = time.process_time()
        warehouse = building.build_restricted(settings, tables, KEY)
        found["restricted warehouse with all cohorts"] = time.process_time() - began
        found["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with restricted_database(warehouse, KEY) as connection:
            for name, work in parts(connection):
                began = time.process_time()
                found[name] = work() or 0
                found[name] = time.process_time() - began
            found["children compared"] = len(_frame(connection, "intermediate.int_cohort_compared"))
            found["comparisons"] = len(_frame(connection, "marts.fct_cohort_effect"))
    return found


def definitions_of(names: list[str], folder: Path) -> Path:
    """Return definitions whose cohorts are of these councils."""
    shutil.copytree(DEFINITIONS, folder)
    for path in (folder / "local_mi" / "cohorts").glob("*.yml"):
        said = yaml.safe_load(path.read_text()) | {"councils": names}
        path.write_text(yaml.safe_dump(said))
    return folder


def records_of(names: list[str], folder: Path) -> dict[str, pa.Table]:
    """Return the landed records of made-up councils."""
    said = read_parameters(DEFINITIONS).changed(COUNCIL)
    drawn = Council(names[0], 1, said, 6, LAST)
    for name in names:
        write_records(replace(drawn, code=name), [LAST], folder, read_records(DEFINITIONS))
    parts: dict[str, list[pa.Table]] = {}
    for path in sorted(folder.glob("*/*.parquet")):
        parts.setdefault(path.parent.name, []).append(pq.read_table(path))
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def parts(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give what is timed over the marts."""
    children = _frame(connection, "intermediate.int_cohort_compared")
    outcomes = _frame(connection, "marts.fct_cohort_outcome")
    named, cohorts, told, assumed = (
        _frame(connection, f"landed.{name}") for name in ("cohort_covariate", "cohort", "outcome", "deadweight")
    )
    benefits = _frame(connection, "marts.fct_cohort_benefit")
    durations = _frame(connection, "marts.fct_cohort_duration")
    percent = dict(zip(assumed["deadweight_kind"], assumed["deadweight_pct"], strict=True))
    yield "effects", lambda: len(comparing.effects(children, outcomes, named, cohorts, told))
    yield "balance", lambda: len(comparing.balances(children, named))
    yield "survival", lambda: len(comparing.survivals(durations))
    yield "returns", lambda: len(comparing.cohort_returns(benefits, children, named, cohorts, percent))
    one = children[children["cohort"] == "letters_before_proceedings"]
    of_one = named[named["cohort"] == "letters_before_proceedings"]
    yield "one outcome: ours", lambda: alone(one, outcomes, of_one, ours)
    yield "one outcome: library alone", lambda: alone(one, outcomes, of_one, by_library)
    yield "one outcome: matched in pandas", lambda: alone(one, outcomes, of_one, by_hand)


def alone(
    children: pd.DataFrame, outcomes: pd.DataFrame, named: pd.DataFrame, work: Callable[..., tuple[float, ...]]
) -> int:
    """Work out the comparison by offer of each council; tell the first, and where it cannot be."""
    values = outcomes[outcomes["outcome"] == "looked_after_at_12_months"]
    joined = children.merge(values[["council", "cohort", "case_key", "child_key", "outcome_value"]])
    for council, of_council in joined[joined["outcome_value"].notna()].groupby("council"):
        of_council = of_council.sort_values(["case_key", "child_key"])
        model = design(of_council, (*named["covariate"], "index_date")).model
        offered = (of_council["cohort_group"] != "not_offered").to_numpy(dtype=int)
        family = pd.factorize(of_council["cluster_key"])[0]
        told: tuple[str | float, ...]
        try:
            told = work(of_council["outcome_value"].to_numpy(dtype=float), offered, model, family)
        except (np.linalg.LinAlgError, ValueError) as error:
            told = (type(error).__name__,)
        print(work.__name__, council, *told, file=sys.stderr)
    return 0


def ours(value: np.ndarray, offered: np.ndarray, model: np.ndarray, family: np.ndarray) -> tuple[float, ...]:
    """Return difference and interval as the marts have them."""
    names = [str(number) for number in range(model.shape[1])]
    children = pd.DataFrame(model, columns=names).assign(value=value, is_with=offered == 1, cluster_key=family)
    found = comparing.compare(children, names, "lower_is_better")
    return found["difference"], found["lower"], found["upper"]


def by_library(value: np.ndarray, offered: np.ndarray, model: np.ndarray, family: np.ndarray) -> tuple[float, ...]:
    """Return difference and interval of statsmodels' augmented weighting, for which children are no siblings."""
    rows = np.column_stack([np.ones(len(value)), model])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chance = sm.Logit(offered, rows).fit(disp=0)
        found = TreatmentEffect(sm.OLS(value, rows), offered, results_select=chance).aipw()
    lower, upper = found.results_gmm.conf_int()[0]
    return float(np.ravel(found.effect)[0]), float(lower), float(upper)


def by_hand(value: np.ndarray, offered: np.ndarray, model: np.ndarray, family: np.ndarray) -> tuple[float, ...]:
    """Return difference and interval of the nearest neighbour by propensity, with families drawn anew."""
    found = []
    chance = np.random.default_rng(1)
    families = pd.Series(range(len(value))).groupby(family).apply(list)
    for draw in range(DRAWS + 1):
        taken = families if draw == 0 else families.iloc[chance.integers(0, len(families), len(families))]
        rows = np.concatenate(taken.to_list())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exog = np.column_stack([np.ones(len(rows)), model[rows]])
            fitted = sm.GLM(offered[rows], exog, family=sm.families.Binomial()).fit()
        children = pd.DataFrame({"chance": fitted.predict(exog), "value": value[rows], "offered": offered[rows]})
        own = children[children["offered"] == 1].sort_values("chance")
        other = children[children["offered"] == 0].sort_values("chance")
        near = pd.merge_asof(own, other, on="chance", direction="nearest")
        found.append(float((near["value_x"] - near["value_y"]).mean()))
    return found[0], *np.quantile(found[1:], [0.025, 0.975])


def _frame(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    return connection.execute(f"select * from {table}").df()


if __name__ == "__main__":
    main()
