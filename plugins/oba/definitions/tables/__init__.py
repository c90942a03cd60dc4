"""The definitions as the tables that dbt reads."""
