{#-
    A figure as a reader sees it: rounded to the decimal places of its measure, with % where it is a percentage.

    value, decimal_places, unit: column expressions. More than three decimal places are shown as three.
-#}
{% macro figure_in_words(value, decimal_places, unit) -%}
    concat(
        case
            {%- for places in range(3) %}
            when {{ decimal_places }} = {{ places }}
                then cast(cast({{ value }} as decimal(28, {{ places }})) as {{ type_text() }})
            {%- endfor %}
            else cast(cast({{ value }} as decimal(28, 3)) as {{ type_text() }})
        end,
        case when {{ unit }} = 'percent' then '%' else '' end
    )
{%- endmacro %}

{#- A figure in units of its last decimal place, so that two figures are compared as a reader sees them. -#}
{% macro figure_as_shown(value, decimal_places) -%}
    round(cast({{ value }} as double) * power(10, {{ decimal_places }}))
{%- endmacro %}
