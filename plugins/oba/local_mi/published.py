"""Figures that the DfE published of a council, for the reconciliation of its records; read from what is served."""

import logging
from collections.abc import Collection

import duckdb
import pyarrow as pa

from oba.config import Settings
from oba.local_mi.parameters import read_parameters
from oba.publication import WAREHOUSE

log = logging.getLogger(__name__)

SCHEMA = pa.schema(
    [("council", pa.string()), ("measure", pa.string()), ("year_ending", pa.date32()), ("value", pa.float64())]
)


def published_figures(settings: Settings, councils: Collection[str]) -> pa.Table:
    """Return the figures that counts of some councils' records are held against, as the served publication has them.

    Args:
        settings: where publications are, and ``published`` of the parameters: which measure is held against which.
        councils: GSS codes.

    Returns:
        council, measure, year_ending, value; no row of a figure that was suppressed, and none where nothing is served
        or it cannot be read, which the log says: no record hangs on it.
    """
    # Found once: readers that hold on to the folder are not moved to another by a publication.
    warehouse = settings.served.resolve() / WAREHOUSE
    if not warehouse.is_file():
        return SCHEMA.empty_table()
    pairs = pa.Table.from_pylist([one.model_dump() for one in read_parameters(settings.definitions).published])
    wanted = pa.table({"council": pa.array(sorted(councils), pa.string())})
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            connection.register("pairs", pairs)
            connection.register("wanted", wanted)
            found = connection.execute(
                """
                with held as (
                    select
                        wanted.council,
                        pairs.measure,
                        figure.period_end_date as year_ending,
                        (case pairs.part when 'numerator' then figure.numerator else figure.value end)::double as value
                    from marts.fct_measure_value as figure
                    inner join pairs on figure.measure_id = pairs.published
                    inner join wanted on figure.geography_code = wanted.council
                )
                from held
                where value is not null
                order by all
                """
            ).to_arrow_table()
    except duckdb.Error as error:
        log.warning("The served warehouse was not read for the reconciliation: %s.", type(error).__name__)
        return SCHEMA.empty_table()
    return found.cast(SCHEMA)
