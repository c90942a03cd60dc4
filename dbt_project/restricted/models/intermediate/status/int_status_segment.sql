{%- set flags = ['looked_after', 'child_protection_plan', 'child_in_need_plan', 'child_in_need', 'early_help',
    'pre_proceedings', 'short_break', 'other_authority_plan', 'assessment', 'section_47', 'care_leaver'] -%}
with flag_spell as (

    select * from {{ ref('int_flag_spell') }}

),

-- Spells of one flag never overlap, so the flags that are set on a day are one number, and one running sum.
change as (

    select
        known_number,
        child_number,
        flag,
        flag_from as change_date,
        1 as step,
        null as end_reason,
        false as is_end_unseen
    from flag_spell
    union all
    select
        known_number,
        child_number,
        flag,
        flag_to as change_date,
        -1 as step,
        end_reason,
        is_end_unseen
    from flag_spell
    where flag_to < {{ open_end() }}

),

change_day as (

    select
        known_number,
        child_number,
        change_date,
        cast(
            sum(
                case flag
                    {% for flag in flags %}
                        when '{{ flag }}' then {{ flag_alone(loop.index0) }} * step
                    {% endfor %}
                end
            ) as integer
        ) as flags_changed,
        max(case when flag = 'looked_after' then end_reason end) as looked_after_end_reason,
        max(case when flag = 'child_in_need' then end_reason end) as need_end_reason,
        bool_or(is_end_unseen) as is_end_unseen
    from change
    group by known_number, child_number, change_date

),

summed as (

    select
        known_number,
        child_number,
        change_date as segment_from,
        looked_after_end_reason,
        need_end_reason,
        is_end_unseen,
        cast(sum(flags_changed) over of_child as integer) as flags_set,
        lead(change_date) over of_child as segment_to
    from change_day
    window of_child as (
        partition by known_number order by change_date rows between unbounded preceding and current row
    )

),

running as (

    select
        known_number,
        child_number,
        segment_from,
        segment_to,
        looked_after_end_reason,
        need_end_reason,
        is_end_unseen,
    {% for flag in flags %}
        {{ is_flag_set('flags_set', loop.index0) }} as is_{{ flag }}{{ ',' if not loop.last }}
    {% endfor %}
    from summed

),

-- A plan without an open episode shows that its referral is missing. Between two such plans the case stayed open.
inferred as (

    select
        *,
        (is_child_protection_plan or is_child_in_need_plan) and not is_child_in_need as is_plan_without_episode,
        coalesce(
            not (is_looked_after or is_child_protection_plan or is_child_in_need_plan or is_child_in_need)
            and lag(is_child_protection_plan and not is_child_in_need) over of_child
            and lead(is_child_in_need_plan and not is_child_in_need) over of_child
            and {{ weekdays_between('segment_from', 'segment_to') }} <= {{ var('step_down_working_days') }},
            false
        ) as is_between_plans
    from running
    window of_child as (partition by known_number order by segment_from)

),

ranked as (

    select
        *,
        case
            when is_looked_after then 6
            when is_child_protection_plan then 5
            when is_child_in_need_plan then 4
            when is_child_in_need or is_between_plans then 3
            when is_early_help then 2
            else 0
        end as status_rank
    from inferred

),

known as (

    select
        *,
        max(status_rank) over (
            partition by known_number order by segment_from rows between unbounded preceding and current row
        ) as highest_so_far
    from ranked

),

final as (

    select
        known_number,
        child_number,
        segment_from,
        segment_to,
        cast(status_rank as integer) as status_rank,
        is_looked_after,
        is_child_protection_plan,
        is_child_in_need_plan,
        is_early_help,
        is_pre_proceedings,
        is_short_break,
        is_other_authority_plan,
        looked_after_end_reason,
        need_end_reason,
        is_end_unseen,
        case
            when status_rank <> 3 then null
            when is_section_47 then 'section_47'
            when is_assessment then 'assessment'
            when is_care_leaver then 'care_leaver'
            else 'other'
        end as sub_status,
        is_child_in_need or is_plan_without_episode or is_between_plans as is_child_in_need,
        is_plan_without_episode or is_between_plans as is_inferred
    from known
    -- Before its first status nothing is known of a child.
    where highest_so_far > 0

)

select * from final
