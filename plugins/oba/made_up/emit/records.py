"""Landed records as parquet, as they would stand in the restricted warehouse: for sizes that no file is taken at.

A chunk of families is drawn, written and forgotten, so memory does not grow with the council.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from pathlib import Path
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from oba.local_mi.records import EVIDENCE, Record, Records
from oba.made_up.council import Council, facts
from oba.made_up.draws import NEVER, Table, days, size, taken
from oba.made_up.families import LOCALITIES
from oba.made_up.recording import as_known
from oba.made_up.view import TEAMS

STATEMENT = pa.schema(
    [*(field for field in EVIDENCE if field.name not in ("source_table", "source_row")), ("records", pa.string())]
)
MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
HEXADECIMAL = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype="S2")
Columns = dict[str, np.ndarray | pa.Array]


class Pseudonyms:
    """Stand-ins of a council's pseudonyms: of the same form, made of nothing secret, a million in a second."""

    def __init__(self, council: str) -> None:
        self._council = crc32(council.encode())

    def column(self, of: str, numbers: np.ndarray, given: np.ndarray | None = None) -> pa.Array:
        """Return a pseudonym for each number, null where it is not given."""
        salt = np.uint64(self._council << 32 | crc32(of.encode()))
        halves: np.ndarray = np.empty((len(numbers), 2), dtype=np.uint64)
        with np.errstate(over="ignore"):
            for place, multiplier in enumerate(MULTIPLIERS):
                mixed = (numbers.astype(np.uint64) ^ salt) * np.uint64(multiplier)
                mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
                halves[:, place] = mixed ^ (mixed >> np.uint64(32))
        text = HEXADECIMAL[halves.view(np.uint8).reshape(len(numbers), 16)].view("S32").ravel()
        offsets = pa.py_buffer(np.arange(0, 32 * len(numbers) + 1, 32, dtype=np.int32))
        found = pa.StringArray.from_buffers(len(numbers), offsets, pa.py_buffer(text.tobytes()))
        return found if given is None else pc.if_else(pa.array(given), found, None)


def write_records(
    council: Council,
    snapshots: Sequence[date],
    folder: Path,
    records: Records,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, int]:
    """Write the records of a council, ``<folder>/<record>/<council>.parquet``, and its statements beside them.

    Args:
        council: as it is drawn.
        snapshots: days of its extracts; each one is a statement of the whole of what was known.
        folder: of the records of all councils.
        records: the contract that they follow.
        told: is told how many chunks are done, and of how many.

    Returns:
        Rows written, by record.
    """
    names, rows = Pseudonyms(council.code), dict[str, int]()
    with ExitStack() as open_files:
        writers: dict[str, pq.ParquetWriter] = {}
        for chunk in range(council.chunks):
            drawn = facts(council, chunk)
            for on in snapshots if drawn else ():
                known = _known(drawn, np.datetime64(on))
                for name, (layout, made) in MADE.items():
                    record = records[name]
                    found = _landed(record, made(known, names), council.code, layout, on, rows.get(name, 0))
                    if name not in writers:
                        path = folder / name / f"{council.code}.parquet"
                        path.parent.mkdir(parents=True, exist_ok=True)
                        writers[name] = open_files.enter_context(pq.ParquetWriter(path, record.schema))
                    writers[name].write_table(found)
                    rows[name] = rows.get(name, 0) + found.num_rows
            told(chunk + 1, council.chunks)
    path = folder / "statement" / f"{council.code}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(_statements(council.code, snapshots), path)
    return rows


def _statements(code: str, snapshots: Sequence[date]) -> pa.Table:
    said: dict[str, list[str]] = {}
    for record, (layout, _) in MADE.items():
        said.setdefault(layout, []).append(record)
    found = [
        _evidence(code, layout, on) | {"records": ",".join(records)}
        for layout, records in said.items()
        for on in snapshots
    ]
    return pa.Table.from_pylist(found, STATEMENT)


def _evidence(code: str, layout: str, on: date) -> dict[str, object]:
    text = f"{code}/{layout}/{on}"
    return {
        "council": code,
        "layout": layout,
        "statement_id": f"{crc32(text.encode()):08x}{crc32(text[::-1].encode()):08x}",
        "snapshot_date": on,
        "period_start": None,
        "period_end": on,
        "received_at": datetime.combine(on, time(9)),
    }


def _landed(record: Record, columns: Columns, code: str, layout: str, on: date, first: int) -> pa.Table:
    count = len(next(iter(columns.values())))
    evidence = _evidence(code, layout, on) | {"source_table": record.record}
    made = []
    for field in record.schema:
        if field.name in columns:
            made.append(_text(columns[field.name]))
        elif field.name == "source_row":
            made.append(pa.array(np.arange(first + 2, first + 2 + count, dtype=np.int32)))
        else:
            made.append(pa.repeat(pa.scalar(evidence.get(field.name), field.type), count))
    return pa.Table.from_arrays(made, schema=record.schema)


def _text(values: np.ndarray | pa.Array) -> pa.Array:
    """Return values in their normal form: ISO dates, ``true`` and ``false``, plain numbers; empty text is null."""
    if isinstance(values, pa.Array):
        return values
    found = pa.array(values)
    if values.dtype.kind == "U":
        return pc.if_else(pc.equal(found, ""), None, found)
    return found.cast(pa.string())


def _known(drawn: dict[str, Table], on: np.datetime64) -> dict[str, Table]:
    """Return what was known on a day, with nothing that lies behind it."""
    found = {}
    for name, table in drawn.items():
        seen = as_known(table, on) if "end_known" in table else table
        if "known" in seen:
            seen = taken(seen, seen["known"] <= on)
        found[name] = {
            column: np.where(values > on, NEVER, values) if values.dtype.kind == "M" and column != "birth" else values
            for column, values in seen.items()
        }
    conference = found["conference"]
    found["conference_child"] = taken(
        found["conference_child"], np.isin(found["conference_child"]["conference"], conference["id"])
    )
    letters, children = found["pre_proceedings"], found["conference_child"]
    met = conference["id"][conference["in_letter"] & ~np.isnat(conference["held"])]
    letters["met_conference"] = np.isin(letters["case"], children["case"][np.isin(children["conference"], met)])
    for name, column in (("case", "reason"), ("episode", "ended")):
        found[name][column] = np.where(np.isnat(found[name]["end"]), "", found[name][column])
    found["on"] = {"day": np.array([on])}
    return found


def _teams(table: Table, kind: str) -> np.ndarray:
    names = np.asarray([f"{TEAMS[kind]} {place + 1}" for place in range(LOCALITIES)])
    return names[table["locality"]]


def _child(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["person"]
    unborn = rows["birth"] > known["on"]["day"][0]
    return {
        "child_key": names.column("child", rows["child"]),
        "birth_date": np.where(unborn, NEVER, rows["birth"]),
        "expected_birth_date": np.where(unborn, rows["birth"], NEVER),
        "death_date": rows["death"],
        "sex": np.where(unborn, "U", rows["sex"]),
        "ethnicity": rows["ethnicity"],
        "is_disabled": rows["disabled"],
        "is_unaccompanied_asylum_seeking": rows["alone"],
        "upn_key": names.column("upn", rows["child"], ~unborn),
        "mother_key": names.column("child", rows["mother"], rows["mother"] > 0),
        "address_key": names.column("address", rows["address"], rows["address"] > 0),
    }


def _family_member(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["person"]
    return {
        "child_key": names.column("child", rows["child"]),
        "family_key": names.column("family", rows["family"]),
        "family_kind": np.full(size(rows), "cms"),
    }


def _contact(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["contact"]
    return {
        "child_key": names.column("child", rows["child"]),
        "contact_date": rows["start"],
        "source_code": rows["source"],
    }


def _early_help(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["early_help"]
    return {
        "child_key": names.column("child", rows["child"]),
        "start_date": rows["start"],
        "end_date": rows["end"],
        "organisation": np.asarray([f"Early Help Locality {place + 1}" for place in range(LOCALITIES)])[
            rows["locality"]
        ],
    }


def _referral(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["case"]
    return {
        "child_key": names.column("child", rows["child"]),
        "referral_key": names.column("referral", rows["id"]),
        "referral_date": rows["start"],
        "source_code": rows["source"],
        "is_no_further_action": rows["nfa"],
        "primary_need_code": rows["need"],
        "closure_date": rows["end"],
        "closure_reason": rows["reason"],
        "transfer_in_conference_date": rows["conference"],
        "team": _teams(rows, "contact"),
        "worker_key": names.column("worker", rows["child"] % 240),
    }


def _assessment(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["assessment"]
    return _of_case(rows, names, "authorisation_date", "assessment") | {
        "is_child_seen": rows["seen"],
        "is_support_needed": rows["needed"],
    }


def _of_case(rows: Table, names: Pseudonyms, end: str, team: str) -> Columns:
    return {
        "child_key": names.column("child", rows["child"]),
        "referral_key": names.column("referral", rows["case"]),
        "start_date": rows["start"],
        end: rows["end"],
        "team": _teams(rows, team),
    }


def _plan(known: dict[str, Table], names: Pseudonyms) -> Columns:
    return _of_case(known["plan"], names, "end_date", "help")


def _enquiry(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["enquiry"]
    return {
        "child_key": names.column("child", rows["child"]),
        "start_date": rows["start"],
        "conference_date": rows["conference"],
        "is_conference_unnecessary": np.isnat(rows["conference"]),
        "is_plan_result": rows["plan"] & ~np.isnat(rows["conference"]),
        "team": _teams(rows, "assessment"),
    }


def _protection(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["protection"]
    return _of_case(rows, names, "end_date", "help") | {
        "initial_category": rows["initial"],
        "latest_category": rows["latest"],
        "is_other_authority": np.zeros(size(rows), dtype=bool),
    }


def _episode(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["episode"]
    return {
        "child_key": names.column("child", rows["child"]),
        "start_date": rows["start"],
        "start_reason": rows["began"],
        "legal_status": rows["status"],
        "placement_type": rows["place"],
        "placement_provider": rows["provider"],
        "end_date": rows["end"],
        "end_reason": rows["ended"],
        "period_key": names.column("period_of_care", rows["period"]),
        "is_whole_period": np.zeros(size(rows), dtype=bool),
    }


def _pre_proceedings(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["pre_proceedings"]
    is_sent, is_decided = ~np.isnat(rows["letter"]), ~np.isnat(rows["end"])
    return {
        "child_key": names.column("child", rows["child"]),
        "family_key": names.column("family", rows["family"]),
        "started_date": rows["start"],
        "letter_sent_date": rows["letter"],
        "is_conference_offered": pa.array(rows["offered"], mask=~is_sent).cast(pa.string()),
        "is_conference_held": pa.array(rows["met_conference"], mask=~(is_sent & rows["offered"])).cast(pa.string()),
        "initial_meeting_date": rows["met"],
        "review_meetings": pa.array(rows["reviews"], mask=~is_decided).cast(pa.string()),
        "decision_date": rows["end"],
        "outcome": np.where(is_decided, np.where(rows["issued"], "A", "B"), ""),
        "court_application_date": rows["applied"],
    }


def _conference(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["conference"]
    return {
        "conference_referral_key": names.column("conference_referral", rows["id"]),
        "family_key": names.column("family", rows["family"]),
        "referral_date": rows["start"],
        "route": rows["route"],
        "is_in_letter_before_proceedings": rows["in_letter"],
        "offer_date": rows["offered"],
        "response": np.where(np.isnat(rows["answered"]), "", rows["answer"]),
        "response_date": rows["answered"],
        "allocated_date": rows["allocated"],
        "coordinator_key": names.column("worker", 900 + rows["coordinator"], ~np.isnat(rows["allocated"])),
        "closed_date": rows["closed"],
        "closed_reason": np.where(np.isnat(rows["closed"]), "", rows["closed_reason"]),
    }


def _conference_child(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = known["conference_child"]
    conference = rows["conference"]
    first: np.ndarray = np.append(True, conference[1:] != conference[:-1])[: len(conference)]
    begins = np.flatnonzero(first)[np.cumsum(first) - 1] if len(conference) else conference
    return {
        "conference_referral_key": names.column("conference_referral", conference),
        "child_key": names.column("child", rows["child"]),
        "place_in_family": np.arange(len(conference)) - begins + 1,
        "living_with": rows["lives"],
    }


def _meeting(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = taken(known["conference"], ~np.isnat(known["conference"]["planned"]))
    held = ~np.isnat(rows["held"])
    return {
        "conference_referral_key": names.column("conference_referral", rows["id"]),
        "meeting_number": np.full(size(rows), "1"),
        "meeting_type": np.full(size(rows), "conference"),
        "planned_date": rows["planned"],
        "held_date": rows["held"],
        "outcome": np.where(held | ~np.isnat(rows["closed"]), rows["outcome"], ""),
        "family_attendees": pa.array(rows["relatives"], mask=~held).cast(pa.string()),
        "professionals": pa.array(rows["professionals"], mask=~held).cast(pa.string()),
        "is_child_present": pa.array(rows["child_there"], mask=~held).cast(pa.string()),
    }


def _family_plan(known: dict[str, Table], names: Pseudonyms) -> Columns:
    rows = taken(known["conference"], ~np.isnat(known["conference"]["held"]))
    agreed = np.isin(rows["agreed"], ["yes", "partial"])
    return {
        "conference_referral_key": names.column("conference_referral", rows["id"]),
        "meeting_number": np.full(size(rows), "1"),
        "plan_agreed": rows["agreed"],
        "is_agreed_by_referrer": agreed,
        "agreed_date": np.where(agreed, rows["held"], NEVER),
        "plan_type": rows["plan"],
        "is_kinship_carer_found": rows["kin_found"],
        "review_due_date": np.where(agreed, rows["held"] + days(np.array(84)), NEVER),
        "satisfaction": rows["satisfaction"],
    }


# Each record, the layout that says it, and what it is made with.
MADE: dict[str, tuple[str, Callable[[dict[str, Table], Pseudonyms], Columns]]] = {
    "child": ("ssd", _child),
    "family_member": ("ssd", _family_member),
    "contact": ("ssd", _contact),
    "early_help_episode": ("ssd", _early_help),
    "referral": ("ssd", _referral),
    "assessment": ("ssd", _assessment),
    "child_in_need_plan": ("ssd", _plan),
    "section_47_enquiry": ("ssd", _enquiry),
    "child_protection_plan": ("ssd", _protection),
    "looked_after_episode": ("ssd", _episode),
    "pre_proceedings": ("ssd", _pre_proceedings),
    "conference_referral": ("fgc_register", _conference),
    "conference_child": ("fgc_register", _conference_child),
    "conference_meeting": ("fgc_register", _meeting),
    "conference_plan": ("fgc_register", _family_plan),
}
