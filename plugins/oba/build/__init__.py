"""Building the warehouse: handing dbt the accepted files and definitions, and saying what failed.

The build happens in the folder ``build``, which nothing reads but the steps that follow; what is served is elsewhere.
``inputs`` puts there what dbt reads, ``dbt`` runs it.
"""

from oba.build.dbt import DBT_PROJECT, BuildFailed, dbt_arguments, run_dbt, warehouse_file
from oba.build.inputs import prepare_inputs, published_forecasts, release_files_of_build

__all__ = [
    "DBT_PROJECT",
    "BuildFailed",
    "dbt_arguments",
    "prepare_inputs",
    "published_forecasts",
    "release_files_of_build",
    "run_dbt",
    "warehouse_file",
]
