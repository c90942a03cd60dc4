{#- The key of a period in dim_period, such as year_2019-03-31. -#}
{% macro period_id(period_kind, period_end_date) -%}
    concat({{ period_kind }}, '_', cast({{ period_end_date }} as {{ type_text() }}))
{%- endmacro %}
