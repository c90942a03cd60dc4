{#- The order of what history has of one area under its codes, 1 for what counts: that which has a figure, and of two the
    one under the newest code. To be used where history is joined with newest_code; `within` are the columns, such as
    the measure, within which there are such rows beside each other. -#}
{% macro best_of_codes(within) -%}
    row_number() over (
        partition by
            {{ within | join(', ') }},
            coalesce(newest_code.newest_code, history.geography_code),
            history.period_end_date
        order by
            case when history.value is null then 1 else 0 end asc,
            case when newest_code.newest_code is null then 0 else 1 end asc,
            history.geography_code desc
    )
{%- endmacro %}
