{#- Days that a half-open time shares with another; a null end is open. -#}
{% macro days_shared(starts, ends, window_from, window_to) -%}
    greatest(
        0,
        {{ days_between(
            'greatest(' ~ starts ~ ', ' ~ window_from ~ ')',
            'least(coalesce(' ~ ends ~ ', ' ~ open_end() ~ '), ' ~ window_to ~ ')'
        ) }}
    )
{%- endmacro %}

{#- Full months from one day to another, as people count age. -#}
{% macro full_months_between(earlier, later) -%}
    (
        {{ dbt.datediff(earlier, later, 'month') }}
        - case when extract(day from {{ later }}) < extract(day from {{ earlier }}) then 1 else 0 end
    )
{%- endmacro %}

{#- How much help a status of a cohort stands for: 6 for looked after to 1 for closed. -#}
{% macro need_rank(cohort_status) -%}
    case {{ cohort_status }}
        when 'looked_after' then 6
        when 'kinship_care' then 5
        when 'child_protection_plan' then 4
        when 'child_in_need' then 3
        when 'early_help' then 2
        when 'closed' then 1
    end
{%- endmacro %}

{#- The status of a rank. -#}
{% macro cohort_status_of(need_rank) -%}
    case {{ need_rank }}
        when 6 then 'looked_after'
        when 5 then 'kinship_care'
        when 4 then 'child_protection_plan'
        when 3 then 'child_in_need'
        when 2 then 'early_help'
        when 1 then 'closed'
    end
{%- endmacro %}

{#- From one status of a cohort to another; null where either is not known. -#}
{% macro step_between(entry_status, cohort_status) -%}
    case
        when {{ entry_status }} is null or {{ cohort_status }} is null then null
        when {{ entry_status }} = {{ cohort_status }} then 'unchanged'
        when {{ cohort_status }} = 'closed' then 'closed'
        when {{ entry_status }} = 'closed' then 're_opened'
        when {{ need_rank(cohort_status) }} < {{ need_rank(entry_status) }} then 'stepped_down'
        else 'stepped_up'
    end
{%- endmacro %}

{#- The last day of the year of a cohort that a day is in; null where it has none. -#}
{% macro last_of_cohort_year(date_column, cohort_by) -%}
    case {{ cohort_by }}
        when 'calendar_year' then {{ last_of_year(date_column, 0) }}
        -- Three months back and on, a year of account is one of the calendar.
        when 'financial_year'
            then {{ dbt.last_day(dbt.dateadd('month', 3, last_of_year(months_after(date_column, -3), 0)), 'month') }}
    end
{%- endmacro %}
