{#- The only place for SQL that engines spell differently and dbt's own cross-database macros do not cover. -#}

{#- Text of any length. -#}
{% macro type_text() -%}
    {{ dbt.type_string() }}
{%- endmacro %}

{#- Whole number of any size, such as a line of a file. -#}
{% macro type_whole() -%}
    {{ dbt.type_bigint() }}
{%- endmacro %}

{#- Exact decimal that holds every published figure: up to 8 decimal places. -#}
{% macro type_figure() -%}
    decimal(28, 8)
{%- endmacro %}

{#- The last day of a year given as a number. -#}
{% macro end_of_year(year) -%}
    cast(concat({{ year }}, '-12-31') as date)
{%- endmacro %}

{#- The first day of the year that a day is in, so many years later. -#}
{% macro first_of_year(date_column, years) -%}
    cast({{ dbt.date_trunc('year', dbt.dateadd('year', years, date_column)) }} as date)
{%- endmacro %}

{#- The last day of the year that a day is in, so many years later. -#}
{% macro last_of_year(date_column, years) -%}
    {{ dbt.last_day(dbt.dateadd('year', years, date_column), 'year') }}
{%- endmacro %}

{#- The same day so many months later, or earlier below 0; the last day of a month moves to the last day of a month. -#}
{% macro moved_by_months(date_column, months) -%}
    case
        when {{ date_column }} = {{ dbt.last_day(date_column, 'month') }}
            then {{ dbt.last_day(dbt.dateadd('month', months, date_column), 'month') }}
        else cast({{ dbt.dateadd('month', months, date_column) }} as date)
    end
{%- endmacro %}

{#- The same day one year earlier. -#}
{% macro one_year_before(date_column) -%}
    {{ moved_by_months(date_column, -12) }}
{%- endmacro %}

{#- The day before. -#}
{% macro day_before(date_column) -%}
    cast({{ dbt.dateadd('day', -1, date_column) }} as date)
{%- endmacro %}

{#- So many months later, or the last day of that month where it is shorter. -#}
{% macro months_after(date_column, months) -%}
    cast({{ dbt.dateadd('month', months, date_column) }} as date)
{%- endmacro %}

{#- How many digits a number written as text has after its point. -#}
{% macro digits_after_point(text) -%}
    cast(coalesce({{ dbt.length(dbt.split_part(text, "'.'", 2)) }}, 0) as integer)
{%- endmacro %}

{#- The first day of a month written as Feb 16 or Sept 16, of this century; null of any other text. -#}
{% macro first_of_written_month(text) -%}
    case
        when regexp_matches({{ text }}, '^[A-Z][a-z]+\s[0-9]{2}$')
            then cast(try_strptime(left({{ text }}, 3) || '20' || right({{ text }}, 2), '%b%Y') as date)
    end
{%- endmacro %}
