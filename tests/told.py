"""Statements of made-up children, as they land, for tests of the restricted warehouse."""

from datetime import date, datetime

import pyarrow as pa

from oba.config import PROJECT
from oba.local_mi import read_records

RECORDS = read_records(PROJECT / "data" / "definitions")


class Told:
    """What statements tell: ``statement`` begins one, and each call of ``row`` is a row of it."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict]] = {record.record: [] for record in RECORDS.records}
        self._statements: list[dict] = []

    def statement(
        self,
        council: str,
        layout: str,
        snapshot: date,
        start: date | None = None,
        end: date | None = None,
        records: str | None = None,
    ) -> None:
        self._statements.append(
            {
                "statement_id": f"statement-{len(self._statements)}",
                "council": council,
                "layout": layout,
                "snapshot_date": snapshot,
                "period_start": start,
                "period_end": end or snapshot,
                "received_at": datetime(2020, 1, 1, 0, 0, len(self._statements) % 60, len(self._statements)),
                "records": records,
            }
        )  # fmt: skip

    def row(self, record: str, child: str, **columns: date | str | bool | None) -> None:
        rows, now = self._rows[record], self._statements[-1]
        cells = {name: _cell(value) for name, value in columns.items()}
        unknown = cells.keys() - RECORDS[record].columns.keys()
        assert not unknown, unknown
        rows.append({**now, "source_table": record, "source_row": len(rows), "child_key": child, **cells})

    @property
    def tables(self) -> dict[str, pa.Table]:
        tables = {name: pa.Table.from_pylist(rows, RECORDS[name].schema) for name, rows in self._rows.items()}
        return tables | {"statement": pa.Table.from_pylist(self._statements)}


def _cell(value: date | str | bool | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value
