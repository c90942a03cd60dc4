with segment as (

    select * from {{ ref('int_status_segment') }}

),

compared as (

    select
        *,
        lag(status_rank) over (partition by known_number order by segment_from) as previous_rank
    from segment

),

numbered as (

    select
        *,
        sum(case when status_rank is distinct from previous_rank then 1 else 0 end) over (
            partition by known_number order by segment_from rows between unbounded preceding and current row
        ) as spell_number
    from compared

),

spell as (

    select
        known_number,
        child_number,
        spell_number,
        any_value(status_rank) as status_rank,
        min(segment_from) as status_from,
        max(coalesce(segment_to, {{ open_end() }})) as status_to,
        {{ value_at_least('sub_status', 'segment_from') }} as first_sub_status,
        {{ value_at_greatest('sub_status', 'segment_from') }} as last_sub_status,
        bool_or(is_inferred) as is_inferred,
        bool_or(is_child_protection_plan and is_looked_after) as is_with_protection_plan,
        bool_or(is_pre_proceedings) as is_with_pre_proceedings,
        bool_or(is_short_break) as is_with_short_break,
        -- Why what was before this spell ended.
        {{ value_at_least("coalesce(looked_after_end_reason, '')", 'segment_from') }} as looked_after_end_reason,
        {{ value_at_least("coalesce(need_end_reason, '')", 'segment_from') }} as need_end_reason,
        {{ value_at_least('is_end_unseen', 'segment_from') }} as is_end_unseen
    from numbered
    group by known_number, child_number, spell_number

),

beside as (

    select
        *,
        lag(status_rank) over of_child as rank_before,
        lag(status_from) over of_child as from_before,
        case
            when lag(status_rank) over of_child = 6 then looked_after_end_reason
            when lag(status_rank) over of_child > 0 then need_end_reason
        end as reason_before,
        lead(status_rank) over of_child as rank_after,
        lead(looked_after_end_reason) over of_child as looked_after_end_reason_after,
        lead(need_end_reason) over of_child as need_end_reason_after,
        lead(is_end_unseen) over of_child as is_end_unseen_after
    from spell
    window of_child as (partition by known_number order by spell_number)

),

gapped as (

    select
        *,
        coalesce(
            (
                status_rank = 3 and rank_before = 5 and rank_after = 4
                and {{ weekdays_between('status_from', 'status_to') }} <= {{ var('step_down_working_days') }}
            )
            or (
                status_rank = 0 and rank_after = 2 and need_end_reason = 'RC9'
                and {{ days_between('status_from', 'status_to') }} <= {{ var('early_help_after_closure_days') }}
            ),
            false
        ) as is_gap
    from beside

),

over_gaps as (

    select
        *,
        coalesce(lag(is_gap) over of_child, false) as is_via_gap,
        lag(rank_before) over of_child as rank_before_gap,
        lag(from_before) over of_child as from_before_gap,
        lag(reason_before) over of_child as reason_before_gap,
        lag(status_from) over of_child as gap_from
    from gapped
    window of_child as (partition by known_number order by spell_number)

),

moved as (

    select
        *,
        case when is_via_gap then rank_before_gap else rank_before end as previous_rank,
        case when is_via_gap then from_before_gap else from_before end as previous_from,
        case when is_via_gap then gap_from else status_from end as previous_to,
        case when is_via_gap then reason_before_gap else reason_before end as previous_reason
    from over_gaps

),

final as (

    select
        known_number,
        child_number,
        spell_number,
        status_rank,
        status_from,
        nullif(status_to, {{ open_end() }}) as status_to,
        first_sub_status,
        last_sub_status,
        is_inferred,
        is_with_protection_plan,
        is_with_pre_proceedings,
        is_with_short_break,
        is_gap,
        is_via_gap,
        previous_rank,
        case when previous_rank is not null then {{ days_between('previous_from', 'previous_to') }} end
            as days_in_previous,
        nullif(previous_reason, '') as previous_end_reason,
        case when is_via_gap then {{ days_between('gap_from', 'status_from') }} end as gap_days,
        case
            when is_gap then 'gap'
            when previous_rank is null then 'first'
            when status_rank = 0 then 'closure'
            when previous_rank = 0 then 're_opening'
            when status_rank > previous_rank then 'step_up'
            else 'step_down'
        end as transition,
        nullif(
            case
                when status_rank = 6 then looked_after_end_reason_after
                when status_rank <> 0 then need_end_reason_after
            end,
            ''
        ) as end_reason,
        status_rank <> 0 and coalesce(is_end_unseen_after, false) as is_end_unseen
    from moved

)

select * from final
