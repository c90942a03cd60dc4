"""The definitions as the tables that dbt reads."""

from oba.definitions.tables.definitions import definition_tables

__all__ = ["definition_tables"]
