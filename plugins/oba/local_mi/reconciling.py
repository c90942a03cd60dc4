"""What the counts of children that files or the DfE state are against those from status spells."""

from dataclasses import dataclass
from datetime import date

from oba.local_mi.parameters import Reconciled
from oba.local_mi.vault import Vault, restricted_database

NAMED = "council, measure, as_of_date, source, stated_count, derived_count"


@dataclass(frozen=True)
class Count:
    """One count, stated by a source and derived from spells."""

    council: str
    measure: str
    as_of_date: date
    source: str  # a feed, or ``published`` for the DfE
    stated: float
    derived: float

    @property
    def difference(self) -> float:
        """The derived count less the stated one."""
        return self.derived - self.stated

    @property
    def share(self) -> float | None:
        """The difference as a share of the stated count; None of nought."""
        return self.difference / self.stated if self.stated else None

    def is_beyond(self, within: Reconciled) -> bool:
        """Tell whether the two are further apart than may pass unsaid."""
        return abs(self.difference) > max(within.children, within.share * self.stated)


def reconciled(vault: Vault) -> list[Count]:
    """Return every count that is stated, the newest day first; none where the warehouse was not built."""
    if not vault.warehouse.exists():
        return []
    with restricted_database(vault.warehouse, vault.database_key) as connection:
        rows = connection.execute(
            f"select {NAMED} from marts.fct_reconciliation order by council, as_of_date desc, measure, source"
        ).fetchall()
    return [Count(*row) for row in rows]


def beyond(vault: Vault, within: Reconciled) -> list[str]:
    """Say which counts are further apart than may pass unsaid, by their share alone: a log may be read by others."""
    return [
        f"{one.measure} of {one.council} on {one.as_of_date}, as {one.source} has it, and that from spells are "
        f"{'' if one.share is None else f'{abs(one.share):.0%} '}apart. See which: oba local-mi reconciliation."
        for one in reconciled(vault)
        if one.is_beyond(within)
    ]
