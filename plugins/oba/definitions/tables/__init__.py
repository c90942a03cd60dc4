"""The definitions as the tables that dbt reads: typed, under the names of the warehouse.

Each module has the tables of one subject. A column takes its type from the field that it comes from.
"""

from oba.definitions.tables.cards import CARD_TABLES
from oba.definitions.tables.cohorts import COHORT_TABLES
from oba.definitions.tables.evaluations import EVALUATION_TABLES
from oba.definitions.tables.feeds import FEED_TABLES
from oba.definitions.tables.measures import MEASURE_TABLES
from oba.definitions.tables.objectives import OBJECTIVE_TABLES
from oba.definitions.tables.places import PLACE_TABLES
from oba.definitions.tables.table import DefinitionTable
from oba.definitions.tables.value import VALUE_TABLES, value_tables

TABLES: tuple[DefinitionTable, ...] = (
    *FEED_TABLES,
    *MEASURE_TABLES,
    *CARD_TABLES,
    *OBJECTIVE_TABLES,
    *EVALUATION_TABLES,
    *PLACE_TABLES,
    *COHORT_TABLES,
    *VALUE_TABLES,
)

__all__ = ["TABLES", "DefinitionTable", "value_tables"]
