{#- The only place for SQL that engines spell differently and dbt's own cross-database macros do not cover. -#}

{#- Text of any length. -#}
{% macro type_text() -%}
    {{ dbt.type_string() }}
{%- endmacro %}

{#- Exact decimal that holds every published figure: up to 8 decimal places. -#}
{% macro type_figure() -%}
    decimal(28, 8)
{%- endmacro %}

{#- A date from a year and the day and month in which periods of a feed end, e.g. 2019 and '31 March'. -#}
{% macro period_end(year, day_and_month) -%}
    cast(
        concat(
            {{ year }},
            case {{ day_and_month }}
                when '31 January' then '-01-31'
                when '31 March' then '-03-31'
                when '30 June' then '-06-30'
                when '31 August' then '-08-31'
                when '30 September' then '-09-30'
                when '31 December' then '-12-31'
            end
        ) as date
    )
{%- endmacro %}

{#- The same day one year earlier. -#}
{% macro one_year_before(date_column) -%}
    cast({{ dbt.dateadd('year', -1, date_column) }} as date)
{%- endmacro %}

{#- The day before. -#}
{% macro day_before(date_column) -%}
    cast({{ dbt.dateadd('day', -1, date_column) }} as date)
{%- endmacro %}

{#- The end of the period that a measure of that cadence should have had before; none for one measured once. -#}
{% macro period_before(date_column, cadence) -%}
    case {{ cadence }}
        when 'annual' then {{ one_year_before(date_column) }}
        when 'quarterly' then {{ dbt.last_day(dbt.dateadd('month', -3, date_column), 'month') }}
        when 'monthly' then {{ dbt.last_day(dbt.dateadd('month', -1, date_column), 'month') }}
    end
{%- endmacro %}

{#- So many months later, or the last day of that month where it is shorter. -#}
{% macro months_after(date_column, months) -%}
    cast({{ dbt.dateadd('month', months, date_column) }} as date)
{%- endmacro %}
