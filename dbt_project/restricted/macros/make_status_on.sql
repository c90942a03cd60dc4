{#-
    The table function marts.status_on(day, known_on) of the warehouse: the one status of every child on a day, as it was
    known on another, for whoever asks with SQL.
-#}
{% macro make_status_on() %}
    {%- if execute %}
        create or replace macro {{ target_place() }}.status_on(day, known_on) as table (
            select
                council,
                child_key,
                status,
                status_from,
                {{ days_between('status_from', 'cast(day as date)') }} as days_in_status
            from {{ target_place() }}.fct_status_spell
            where
                status_from <= cast(day as date)
                and coalesce(status_to, {{ open_end() }}) > cast(day as date)
                and known_from <= cast(known_on as date)
                and coalesce(known_to, {{ open_end() }}) > cast(known_on as date)
        );
    {%- endif %}
{% endmacro %}

{#- Where the marts stand. -#}
{% macro target_place() -%}
    restricted.marts
{%- endmacro %}
