{#-
    Rows that are the same from one time of what was known to the next, as one row with the whole time.

    rows: name of a CTE with known_number and child_number. key: columns that make a row of two times the same, beside the
    child. said: its other columns.
-#}
{% macro merged_over_known(rows, key, said) -%}
    select
        child_number,
        {% for column in key + said %}
        {% if column in key %}{{ column }}{% else %}any_value({{ column }}) as {{ column }}{% endif %},
        {% endfor %}
        min(known_from) as known_from,
        nullif(max(coalesce(known_to, {{ open_end() }})), {{ open_end() }}) as known_to
    from (
        select
            *,
            sum(case when is_as_before then 0 else 1 end) over (
                partition by child_number, {{ key | join(', ') }}
                order by known_from
                rows between unbounded preceding and current row
            ) as same_number
        from (
            select
                {{ rows }}.*,
                interval_known.known_from,
                interval_known.known_to,
                coalesce(
                    lag(interval_known.known_to) over of_row = interval_known.known_from
                    and lag({{ fingerprint(said) }}) over of_row = {{ fingerprint(said) }},
                    false
                ) as is_as_before
            from {{ rows }}
            inner join {{ ref('int_known_interval') }} as interval_known
                on {{ rows }}.known_number = interval_known.known_number
            window of_row as (
                partition by {{ rows }}.child_number, {% for column in key %}{{ rows }}.{{ column }}{{ ', ' if not loop.last }}{% endfor %}

                order by interval_known.known_from
            )
        ) as beside
    ) as numbered
    group by child_number, {{ key | join(', ') }}, same_number
{%- endmacro %}
