{#- Pieces of sentences for people: days, periods, figures and changes in words. -#}

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

{#- A period as a thing, 31 March 2024 or the year to 31 March 2024. Reads the column timing. -#}
{% macro period_as_noun(label_at_date, label_during_year) -%}
    case timing when 'at_date' then {{ label_at_date }} else concat('the ', {{ label_during_year }}) end
{%- endmacro %}

{#- A period as a time, on 31 March 2024 or in the year to 31 March 2024. Reads the column timing. -#}
{% macro period_as_time(label_at_date, label_during_year) -%}
    case timing when 'at_date' then concat('on ', {{ label_at_date }}) else concat('in the ', {{ label_during_year }}) end
{%- endmacro %}

{#- What a number counts, as it follows the number: 15.7%, 74 per 10,000, 448 children. -#}
{% macro unit_in_words(unit) -%}
    case {{ unit }}
        when 'percent' then '%'
        when 'per_10000' then ' per 10,000'
        when 'cases_per_worker' then ' cases for each worker'
        else concat(' ', replace({{ unit }}, '_', ' '))
    end
{%- endmacro %}

{#- A figure in its unit, in the decimal places in which it is shown. -#}
{% macro figure_in_words(figure, unit='unit', decimal_places='decimal_places') -%}
    concat({{ show_number(figure, decimal_places) }}, {{ unit_in_words(unit) }})
{%- endmacro %}

{#- A figure in units of its last decimal place, so that two figures are compared as a reader sees them. -#}
{% macro figure_as_shown(value, decimal_places) -%}
    round(cast({{ value }} as double) * power(10, {{ decimal_places }}))
{%- endmacro %}

{#- The size of a change, such as 1.4 percentage points; one decimal place more where it would vanish. -#}
{% macro size_in_words(number, unit='unit', decimal_places='decimal_places') -%}
    concat(
        case
            when abs({{ number }}) < 10 * power(10, -{{ decimal_places }})
                then {{ show_number('abs(' ~ number ~ ')', decimal_places ~ ' + 1') }}
            else {{ show_number('abs(' ~ number ~ ')', decimal_places) }}
        end,
        case {{ unit }} when 'percent' then ' percentage points' else {{ unit_in_words(unit) }} end
    )
{%- endmacro %}

{#- One end of the interval of a change, with its sign. Reads the column decimal_places. -#}
{% macro end_of_change(number) -%}
    concat(case when {{ number }} > 0 then '+' else '' end, {{ show_number(number, 'decimal_places + 1') }})
{%- endmacro %}

{#-
    How far a figure went from one period to another: up 20.1%, down 0.6 percentage points, no change.

    A percentage changes by percentage points; anything else by percent of the earlier figure, which must not be 0.
-#}
{% macro change_in_words(earlier, later, unit='unit', decimal_places='decimal_places') -%}
    case
        when {{ later }} = {{ earlier }} then 'no change'
        else concat(
            case when {{ later }} > {{ earlier }} then 'up ' else 'down ' end,
            case
                when {{ unit }} = 'percent' then concat(
                    {{ show_number('abs(' ~ later ~ ' - ' ~ earlier ~ ')', decimal_places) }}, ' percentage points'
                )
                when {{ earlier }} = 0 then {{ show_number('abs(' ~ later ~ ')', decimal_places) }}
                else concat(
                    {{ show_number(
                        'abs(100 * cast(' ~ later ~ ' - ' ~ earlier ~ ' as double) / cast(' ~ earlier ~ ' as double))', 1
                    ) }},
                    '%'
                )
            end
        )
    end
{%- endmacro %}
