{#- Pieces of sentences for people. Each reads the columns unit, timing, cadence, decimal_places and multiplier. -#}

{#- A figure with its unit, such as 15.7% or 74 per 10,000. -#}
{% macro figure_in_words(number) -%}
    concat(
        {{ show_number(number, 'decimal_places') }},
        case
            when unit = 'percent' then '%'
            when multiplier is not null then concat(' per ', {{ show_number('multiplier', 0) }})
            else ''
        end
    )
{%- endmacro %}

{#- The size of a change, such as 1.4 percentage points; one decimal place more where it would vanish. -#}
{% macro change_in_words(number) -%}
    concat(
        case
            when abs({{ number }}) < 10 * power(10, -decimal_places)
                then {{ show_number('abs(' ~ number ~ ')', 'decimal_places + 1') }}
            else {{ show_number('abs(' ~ number ~ ')', 'decimal_places') }}
        end,
        case
            when unit = 'percent' then ' percentage points'
            when multiplier is not null then concat(' per ', {{ show_number('multiplier', 0) }})
            else ''
        end
    )
{%- endmacro %}

{#- One end of the interval of a change, with its sign. -#}
{% macro end_of_change(number) -%}
    concat(case when {{ number }} > 0 then '+' else '' end, {{ show_number(number, 'decimal_places + 1') }})
{%- endmacro %}

{#- A period as a thing, 31 March 2024 or the year to 31 March 2024. -#}
{% macro period_as_noun(label_at_date, label_during_year) -%}
    case timing when 'at_date' then {{ label_at_date }} else concat('the ', {{ label_during_year }}) end
{%- endmacro %}

{#- A period as a time, on 31 March 2024 or in the year to 31 March 2024. -#}
{% macro period_as_time(label_at_date, label_during_year) -%}
    case timing when 'at_date' then concat('on ', {{ label_at_date }}) else concat('in the ', {{ label_during_year }}) end
{%- endmacro %}
