{#-
    What was stated under each key, by the time for which it was what was known: from the statement that says it until
    the next that has the key. What a later statement leaves out stays: registers and surveys come in parts.

    record: its name. key: columns that make two rows the same; systems are not told apart, so that an event which two of
    them have is one. said: its other columns.
-#}
{% macro stated_versions(record, key, said) -%}
    select
        council,
        {% for column in key + said %}
        {{ column }},
        {% endfor %}
        snapshot_date as known_from,
        lead(snapshot_date) over (
            partition by council, {{ key | join(', ') }}
            order by snapshot_date
        ) as known_to
    from (
        select
            *,
            row_number() over (
                partition by council, snapshot_date, {{ key | join(', ') }}
                order by layout desc, source_row desc
            ) as last_first
        from {{ ref('stg_landed__' ~ record) }}
    ) as stated
    where last_first = 1
{%- endmacro %}

{#- The later of two first days and the earlier of two days of replacement, of which none may be known. -#}
{% macro known_both(one, other) -%}
    greatest({{ one }}.known_from, {{ other }}.known_from) as known_from,
    case
        when {{ one }}.known_to is null then {{ other }}.known_to
        when {{ other }}.known_to is null then {{ one }}.known_to
        else least({{ one }}.known_to, {{ other }}.known_to)
    end as known_to
{%- endmacro %}

{#- Whether two were known at one time. -#}
{% macro known_together(one, other) -%}
    ({{ one }}.known_to is null or {{ one }}.known_to > {{ other }}.known_from)
    and ({{ other }}.known_to is null or {{ other }}.known_to > {{ one }}.known_from)
{%- endmacro %}

{% macro is_known_on(one, day) -%}
    {{ one }}.known_from <= {{ day }} and ({{ one }}.known_to is null or {{ one }}.known_to > {{ day }})
{%- endmacro %}

{#- One text of several columns, so that a row is counted once. -#}
{% macro key_of(columns) -%}
    {%- for column in columns -%}
        coalesce(cast({{ column }} as {{ type_text() }}), ''){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The middle one, or the mean of the two in the middle. -#}
{% macro median_of(expression) -%}
    percentile_cont(0.5) within group (order by {{ expression }})
{%- endmacro %}
