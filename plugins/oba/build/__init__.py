"""Building the warehouse: handing dbt the accepted files and definitions, and saying what failed.

The build happens in the folder ``build``, which nothing reads but the steps that follow; what is served is elsewhere.
``inputs`` puts there what dbt reads, ``dbt`` runs it, ``doubts`` tells which doubted figures no release holds.
"""

from oba.build.dbt import DBT_PROJECT, BuildFailed, dbt_arguments, run_dbt, warehouse_file
from oba.build.doubts import doubts_not_found
from oba.build.inputs import (
    built_on,
    listed_forecasts,
    lost_forecasts,
    made_by,
    prepare_inputs,
    published_forecasts,
    release_files_of_build,
)

__all__ = [
    "DBT_PROJECT",
    "BuildFailed",
    "built_on",
    "dbt_arguments",
    "doubts_not_found",
    "listed_forecasts",
    "lost_forecasts",
    "made_by",
    "prepare_inputs",
    "published_forecasts",
    "release_files_of_build",
    "run_dbt",
    "warehouse_file",
]
