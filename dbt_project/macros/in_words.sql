{#- A day as people write it, such as 31 March 2019. -#}
{% macro day_in_words(day) -%}
    concat(
        cast(extract(day from {{ day }}) as {{ type_text() }}),
        case extract(month from {{ day }})
            {%- for name in [
                'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
                'November', 'December'
            ] %}
            when {{ loop.index }} then ' {{ name }} '
            {%- endfor %}
        end,
        cast(extract(year from {{ day }}) as {{ type_text() }})
    )
{%- endmacro %}

{#- A period in words: 31 March 2019, or the year to 31 March 2019. timing: a measure's, at_date or during_year. -#}
{% macro period_in_words(period_end_date, timing) -%}
    concat(case when {{ timing }} = 'during_year' then 'the year to ' else '' end, {{ day_in_words(period_end_date) }})
{%- endmacro %}

{#- A number with thousands separators and up to two decimal places. -#}
{% macro number_in_words(number, decimal_places) -%}
    case {{ decimal_places }}
        when 0 then printf('%,.0f', cast({{ number }} as double))
        when 1 then printf('%,.1f', cast({{ number }} as double))
        else printf('%,.2f', cast({{ number }} as double))
    end
{%- endmacro %}

{#- A figure in its unit: 448 children, 15.7%. -#}
{% macro figure_in_words(figure, unit, decimal_places) -%}
    concat(
        {{ number_in_words(figure, decimal_places) }},
        case {{ unit }} when 'percent' then '%' else concat(' ', replace({{ unit }}, '_', ' ')) end
    )
{%- endmacro %}

{#-
    How far a figure went from one period to another: up 20.1%, down 0.6 percentage points, no change.

    A percentage changes by percentage points; anything else by percent of the earlier figure, which must not be 0.
-#}
{% macro change_in_words(earlier, later, unit, decimal_places) -%}
    case
        when {{ later }} = {{ earlier }} then 'no change'
        else concat(
            case when {{ later }} > {{ earlier }} then 'up ' else 'down ' end,
            case
                when {{ unit }} = 'percent' then concat(
                    {{ number_in_words('abs(' ~ later ~ ' - ' ~ earlier ~ ')', decimal_places) }}, ' percentage points'
                )
                when {{ earlier }} = 0 then {{ number_in_words('abs(' ~ later ~ ')', decimal_places) }}
                else concat(
                    printf(
                        '%.1f',
                        abs(100 * cast({{ later }} - {{ earlier }} as double) / cast({{ earlier }} as double))
                    ),
                    '%'
                )
            end
        )
    end
{%- endmacro %}
