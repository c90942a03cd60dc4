"""How long children's status spells take: the records of 1, 10 and 100 councils and ten years.

Run: ``python -m benchmarks.status_spells 1 10 100``. Each size runs in a process of its own, so that its peak of
memory is its own; it times landing, the spells and everything apart. A hundred councils stand for England: some 400,000
children in need in a year, ten yearly returns of each of two feeds. ``--pandas 1`` derives what is known now of one
council in pandas too, child by child as one would write it at a desk, and holds both against each other.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from oba.config import PROJECT, Settings, settings_from_environment
from oba.local_mi import building, read_records
from oba.local_mi.parameters import Parameters, read_parameters
from oba.local_mi.vault import restricted_database

YEARS = range(2015, 2025)
REFERRALS = 3_000  # of a council in a year
KEY = "a key of a benchmark"
RECORDS = read_records(PROJECT / "data" / "definitions")
OPEN = np.datetime64("9999-12-31")


def make(councils: int, folder: Path) -> dict[str, int]:
    """Write the landed records as one Parquet file a record; return their rows."""
    chance = np.random.default_rng(20)
    writers: dict[str, pq.ParquetWriter] = {}
    rows: dict[str, int] = {}
    statements = []
    for number in range(councils):
        council = f"E0900{number:04}"
        for record, feed, frame in _records(chance):
            starts, ends = frame["from"].to_numpy(), frame["to"].to_numpy()
            for year in YEARS:
                first, last = np.datetime64(f"{year}-04-01"), np.datetime64(f"{year + 1}-03-31")
                seen = frame[(starts <= last) & (ends >= first)]
                statement = f"{council}-{feed}-{year}"
                table = _as_landed(record, seen, council, feed, statement, year, last)
                rows[record] = rows.get(record, 0) + table.num_rows
                if record not in writers:
                    writers[record] = pq.ParquetWriter(folder / f"{record}.parquet", table.schema)
                writers[record].write_table(table)
                if record in ("referral", "looked_after_episode"):
                    statements.append(
                        {
                            "statement_id": statement,
                            "council": council,
                            "layout": feed,
                            "snapshot_date": date(year + 1, 7, 1),
                            "period_start": date(year, 4, 1),
                            "period_end": date(year + 1, 3, 31),
                            "received_at": datetime(year + 1, 7, 1),
                        }
                    )
    for writer in writers.values():
        writer.close()
    pq.write_table(pa.Table.from_pylist(statements), folder / "statement.parquet")
    return rows


def _records(chance: np.random.Generator) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Records of one council over the years: record, feed, frame of child, from, to, and reasons."""
    count = REFERRALS * (len(YEARS) + 2)
    begin = np.datetime64(f"{YEARS[0] - 2}-04-01")
    start = begin + chance.integers(0, 365 * (len(YEARS) + 2), count).astype("timedelta64[D]")
    order = np.argsort(start)
    start = start[order]
    # Three in ten come back, never while they are open.
    child = np.arange(count)
    end = start + (20 + chance.exponential(300, count)).astype(int).astype("timedelta64[D]")
    for earlier in np.flatnonzero(chance.random(count) < 0.3):
        later = earlier + chance.integers(200, 9_000)
        if later < count and child[later] == later and start[later] > end[earlier]:
            child[later] = child[earlier]
    nothing = chance.random(count) < 0.2
    need = pd.DataFrame({"child": child, "from": start, "to": np.where(nothing, start, end), "nothing": nothing})
    yield "referral", "cin_census", need
    helped = need[~nothing]
    for record, share, delay, length in (
        ("assessment", 0.8, 5, 35),
        ("section_47_enquiry", 0.25, 20, 14),
        ("child_in_need_plan", 0.4, 45, 150),
        ("child_protection_plan", 0.12, 60, 300),
    ):
        some = helped[chance.random(len(helped)) < share]
        since = some["from"].to_numpy() + np.timedelta64(delay, "D")
        until = since + (10 + chance.exponential(length, len(some))).astype(int).astype("timedelta64[D]")
        until = np.minimum(until, some["to"].to_numpy())
        kept = until > since
        yield record, "cin_census", pd.DataFrame({"child": some["child"], "from": since, "to": until})[kept]
    cared = helped[chance.random(len(helped)) < 0.08].drop_duplicates("child")
    since, parts = cared["from"].to_numpy() + np.timedelta64(100, "D"), []
    going = np.ones(len(cared), bool)
    for place in range(4):
        until = since + (20 + chance.exponential(250, len(cared))).astype(int).astype("timedelta64[D]")
        is_last = (chance.random(len(cared)) < 0.4) | (place == 3)
        part = pd.DataFrame({"child": cared["child"].to_numpy(), "from": since, "to": until})
        part["start_reason"] = "S" if place == 0 else "P"
        part["end_reason"] = np.where(is_last, "E4A", "X1")
        parts.append(part[going])
        going &= ~is_last
        since = until
    yield "looked_after_episode", "ssda903", pd.concat(parts)


STARTS_ENDS = {
    "referral": ("referral_date", "closure_date"),
    "assessment": ("start_date", "authorisation_date"),
    "section_47_enquiry": ("start_date", "conference_date"),
}


def _as_landed(
    record: str, seen: pd.DataFrame, council: str, feed: str, statement: str, year: int, last: np.datetime64
) -> pa.Table:
    starts, ends = STARTS_ENDS.get(record, ("start_date", "end_date"))
    size = len(seen)
    is_over = seen["to"].to_numpy() <= last
    if "nothing" in seen:
        is_over &= ~seen["nothing"].to_numpy()
    until = pa.array(np.datetime_as_string(seen["to"].to_numpy().astype("datetime64[D]"))).to_pandas()
    columns = {
        "council": pa.repeat(council, size),
        "layout": pa.repeat(feed, size),
        "statement_id": pa.repeat(statement, size),
        "source_table": pa.repeat(record, size),
        "snapshot_date": pa.repeat(pa.scalar(date(year + 1, 7, 1)), size),
        "source_row": pa.array(np.arange(size), pa.int32()),
        "child_key": pa.array([f"{council}{number:023x}" for number in seen["child"]]),
        starts: pa.array(np.datetime_as_string(seen["from"].to_numpy().astype("datetime64[D]"))),
        ends: pa.array(until.where(is_over, None)),
    }
    if "nothing" in seen:
        columns["is_no_further_action"] = pa.array(np.where(seen["nothing"], "true", "false"))
        columns["closure_reason"] = pa.array(np.where(is_over, "RC7", None))
    if "start_reason" in seen:
        columns["start_reason"] = pa.array(seen["start_reason"])
        columns["end_reason"] = pa.array(seen["end_reason"].where(is_over, None))
        columns["legal_status"] = pa.repeat("C2", size)
        columns["placement_type"] = pa.repeat("U6", size)
    schema = RECORDS[record].schema
    return pa.table([columns.get(field.name, pa.nulls(size, field.type)) for field in schema], names=schema.names).cast(
        schema
    )


class Landed(Mapping[str, pa.Table]):
    """Tables of Parquet files, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._files = {file.stem: file for file in folder.glob("*.parquet")}

    def __getitem__(self, name: str) -> pa.Table:
        """Return a table by its name."""
        return pq.read_table(self._files[name])

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._files)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._files)


def measure(councils: int, with_pandas: bool, with_rest: bool) -> None:
    """Work out the spells of so many councils, then everything else, and say what each took."""
    with tempfile.TemporaryDirectory(prefix="status-spells-") as name:
        home = Path(name)
        landed = home / "landed"
        landed.mkdir()
        # In a process of its own: its memory is not that of the build.
        subprocess.run(
            [sys.executable, "-m", "benchmarks.status_spells", "--make", str(councils), str(landed)], check=True
        )
        rows = sum(pq.read_metadata(file).num_rows for file in landed.glob("*.parquet"))
        settings = settings_from_environment(home=home / "home", dbt_threads=2)
        settings.restricted_home.mkdir(parents=True)
        file = settings.restricted_home / "warehouse.duckdb"
        parameters = read_parameters(settings.definitions)
        with _timed() as loading:
            building._load(file, settings, parameters, Landed(landed), KEY)
        with _timed() as starting:
            _dbt("parse", settings, file, parameters)
        with _timed() as spelling:
            _dbt("run", settings, file, parameters, "--select", "+fct_status_spell")
        _tell_slowest(settings.restricted_home / "dbt" / "target" / "run_results.json")
        with restricted_database(file, KEY) as connection:
            spells, now, children = connection.execute(
                "select count(*), count(case when known_to is null then 1 end), count(distinct (council, child_key))"
                " from marts.fct_status_spell"
            ).fetchone()
            ours = connection.execute(
                "select council, child_key, status_rank, status_from, status_to from marts.fct_status_spell"
                " where known_to is null order by all"
            ).df()
        print(
            f"{councils:>4} councils: {rows:>11,} rows, {children:>9,} children, {spells:>11,} spells "
            f"({now:,} known now); memory {_peak():.2f} GiB at most, {file.stat().st_size / 1024**3:.2f} GiB on disk\n"
            f"     landed into the encrypted file: {loading}\n"
            f"     start of dbt, and reading of all models: {starting}\n"
            f"     fct_status_spell and all before it: {spelling}, {rows / spelling.clock:,.0f} rows a second",
            flush=True,
        )
        if with_pandas:
            with _timed() as by_hand_timed:
                by_hand = spells_by_hand(Landed(landed))
            print(
                f"     pandas, child by child, what is known now alone: {by_hand_timed}, "
                f"{by_hand_timed.processor / (loading.processor + spelling.processor):.1f} times the processor of "
                f"landing and spells by both clocks; {_compare(ours, by_hand)}",
                flush=True,
            )
        if with_rest:
            with _timed() as everything:
                building.build_restricted(settings, Landed(landed), KEY)
            _tell_slowest(settings.restricted_home / "dbt" / "target" / "run_results.json")
            print(
                f"     from the records to every mart and test: {everything}, {rows / everything.clock:,.0f} rows a "
                f"second; memory {_peak():.2f} GiB at most",
                flush=True,
            )


@dataclass
class Took:
    """Seconds by the clock and of processor."""

    clock: float = 0
    processor: float = 0

    def __str__(self) -> str:
        """Return them in words."""
        return f"{self.clock:.1f} s ({self.processor:.1f} s of processor)"


@contextmanager
def _timed() -> Iterator[Took]:
    took = Took()
    began, worked = time.perf_counter(), time.process_time()
    yield took
    took.clock, took.processor = time.perf_counter() - began, time.process_time() - worked


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _dbt(command: str, settings: Settings, warehouse: Path, parameters: Parameters, *options: str) -> None:
    os.environ[building.KEY_VARIABLE] = KEY
    arguments = [*options, *building.restricted_dbt_arguments(settings, warehouse, parameters)]
    try:
        outcome = dbtRunner().invoke(["--log-level", "none", "--log-level-file", "none", command, *arguments])
    finally:
        DuckDBConnectionManager.close_all_connections()
        del os.environ[building.KEY_VARIABLE]
    if not outcome.success:
        raise SystemExit(f"dbt {command} failed: {outcome.exception or outcome.result}")


def _tell_slowest(run_results: Path) -> None:
    results = json.loads(run_results.read_text())["results"]
    for result in sorted(results, key=lambda each: -each["execution_time"])[:8]:
        print(f"     {result['execution_time']:6.1f} s {result['unique_id'].split('.')[2]}", flush=True)


def spells_by_hand(landed: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Return council, child_key, status_rank, status_from, status_to as known now, one child after the other."""
    parts = []
    for record, rank in (
        ("referral", 3),
        ("child_in_need_plan", 4),
        ("child_protection_plan", 5),
        ("looked_after_episode", 6),
    ):
        starts, ends = STARTS_ENDS.get(record, ("start_date", "end_date"))
        frame = landed[record].to_pandas()
        frame = frame.sort_values("snapshot_date").drop_duplicates(["council", "child_key", starts], keep="last")
        if record == "referral":
            frame = frame[frame["is_no_further_action"] != "true"]
        part = frame[["council", "child_key"]].copy()
        part["rank"] = rank
        part["start"] = pd.to_datetime(frame[starts])
        part["end"] = pd.to_datetime(frame[ends])
        parts.append(part)
    told = pd.concat(parts)
    far = pd.Timestamp("2200-01-01")
    told["end"] = told["end"].fillna(far)
    told = told[told["end"] > told["start"]]
    return (
        told.groupby(["council", "child_key"])[["rank", "start", "end"]].apply(lambda child: _of_child(child, far))
        .reset_index()[["council", "child_key", "status_rank", "status_from", "status_to"]]
    )  # fmt: skip


def _of_child(child: pd.DataFrame, far: pd.Timestamp) -> pd.DataFrame:
    child = child.sort_values("start")
    stronger = child[child["rank"] >= 5]
    spells = []
    for rank, of_rank in child.groupby("rank"):
        joined: list[list] = []
        for _, row in of_rank.iterrows():
            start, end = row["start"], row["end"]
            if rank == 4:
                cut = stronger[(stronger["start"] > start) & (stronger["start"] < end)]["start"].min()
                end = cut if pd.notna(cut) else end
            if joined and (start - joined[-1][1]).days <= 1:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        spells += [(rank, start, end) for start, end in joined]
    days = sorted({day for _, start, end in spells for day in (start, end) if day < far})
    out: list[list] = []
    for number, day in enumerate(days):
        until = days[number + 1] if number + 1 < len(days) else far
        rank = max((rank for rank, start, end in spells if start <= day < end), default=0)
        if out and out[-1][0] == rank:
            out[-1][2] = until
        else:
            out.append([rank, day, until])
    frame = pd.DataFrame(out, columns=["status_rank", "status_from", "status_to"])
    frame["status_to"] = frame["status_to"].mask(frame["status_to"] == far)
    return frame


def _compare(ours: pd.DataFrame, by_hand: pd.DataFrame) -> str:
    both = [
        {
            (council, child, int(rank), str(first)[:10], None if pd.isna(last) else str(last)[:10])
            for council, child, rank, first, last in frame.itertuples(index=False)
        }
        for frame in (ours, by_hand)
    ]
    return f"{len(both[0] & both[1]):,} spells the same, {len(both[0] ^ both[1]):,} not"


def main() -> None:
    """Run the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("councils", nargs="*", type=int, default=[1, 10])
    parser.add_argument("--pandas", type=int, default=1, help="derive this size in pandas too")
    parser.add_argument("--spells-alone", action="store_true", help="leave the other marts and the tests out")
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make:
        make(int(asked.make[0]), Path(asked.make[1]))
    elif asked.one:
        measure(asked.one, asked.one == asked.pandas, not asked.spells_alone)
    else:
        for councils in asked.councils:
            again = ["--one", str(councils), "--pandas", str(asked.pandas)]
            again += ["--spells-alone"] if asked.spells_alone else []
            subprocess.run([sys.executable, "-m", "benchmarks.status_spells", *again], check=True)


if __name__ == "__main__":
    main()
