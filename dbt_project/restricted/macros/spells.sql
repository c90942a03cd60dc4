{#- A number that is the same for the same values and, for all that is likely, for no others. -#}
{% macro fingerprint(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{#- Of the rows of a group, the value of the one with the greatest `by`; rows without a value are passed over. -#}
{% macro value_at_greatest(value, by) -%}
    arg_max({{ value }}, {{ by }})
{%- endmacro %}

{#- The same of the one with the least. -#}
{% macro value_at_least(value, by) -%}
    arg_min({{ value }}, {{ by }})
{%- endmacro %}

{#- The end of time, where an open end has to be compared. -#}
{% macro open_end() -%}
    date '9999-12-31'
{%- endmacro %}

{#- So many days later. -#}
{% macro days_after(date_column, days) -%}
    cast({{ dbt.dateadd('day', days, date_column) }} as date)
{%- endmacro %}

{#- Days from one date to another. -#}
{% macro days_between(earlier, later) -%}
    {{ dbt.datediff(earlier, later, 'day') }}
{%- endmacro %}

{#- Weekdays up to a day, counted from a Monday. -#}
{% macro weekdays_until(day) -%}
    (
        5 * cast(floor(({{ dbt.datediff("date '1900-01-01'", day, 'day') }} + 1) / 7) as integer)
        + least(mod({{ dbt.datediff("date '1900-01-01'", day, 'day') }} + 1, 7), 5)
    )
{%- endmacro %}

{#- Weekdays after a day, up to another and with it; bank holidays are weekdays. -#}
{% macro weekdays_between(earlier, later) -%}
    ({{ weekdays_until(later) }} - {{ weekdays_until(earlier) }})
{%- endmacro %}

{#- The day on which somebody is so many years old; born on 29 February, that is 1 March of a year without one. -#}
{% macro birthday(birth_date, years) -%}
    cast(
        {{ dbt.dateadd('month', years * 12, birth_date) }}
        + case
            when
                extract(day from {{ dbt.dateadd('month', years * 12, birth_date) }}) < extract(day from {{ birth_date }})
                then interval 1 day
            else interval 0 day
        end as date
    )
{%- endmacro %}

{#- Names of the records that a child's status is worked out from. -#}
{% macro status_records() -%}
    {{ return([
        'early_help_episode', 'referral', 'case_status', 'assessment', 'child_in_need_plan', 'section_47_enquiry',
        'child_protection_plan', 'looked_after_episode', 'pre_proceedings',
    ]) }}
{%- endmacro %}

{#- 6 for looked after to 2 for early help, 0 for closed. -#}
{% macro status_of(rank) -%}
    case {{ rank }}
        when 6 then 'looked_after'
        when 5 then 'child_protection_plan'
        when 4 then 'child_in_need_plan'
        when 3 then 'child_in_need'
        when 2 then 'early_help'
        when 0 then 'closed'
    end
{%- endmacro %}

{#- Feeds whose referrals have no closure, as a list of text. -#}
{% macro feeds_without_closure() -%}
    '{{ var('referrals_without_closure') | join("', '") }}'
{%- endmacro %}

{#- The number in which one flag alone is set, by its place from 0. -#}
{% macro flag_alone(place) -%}
    {{ 2 ** place }}
{%- endmacro %}

{#- Whether the flag of a place is set in a number. -#}
{% macro is_flag_set(flags, place) -%}
    ({{ flags }} & {{ flag_alone(place) }}) > 0
{%- endmacro %}
