{#-
    Give each source its table: a view of the Parquet files that the build has put into inputs/<table>.

    A view, and not the files' path in the source, so that unit tests find the columns and types of their inputs. On an
    engine that is not DuckDB, whatever loads the files makes the tables.
-#}
{% macro show_inputs() -%}
    {%- if execute and target.type == 'duckdb' %}
        {%- for table in graph.sources.values() %}
            create schema if not exists {{ table.database }}.{{ table.schema }};
            create or replace view {{ table.relation_name }} as
            select * from read_parquet('{{ var('build') }}/inputs/{{ table.identifier }}/*.parquet');
        {%- endfor %}
    {%- endif %}
{%- endmacro %}
