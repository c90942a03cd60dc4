with spell as (

    select * from {{ ref('int_status_spell') }}

),

child as (

    select * from {{ ref('int_child') }}

),

activity as (

    select * from {{ ref('int_child_activity') }}

),

merged as (

    {{ merged_over_known('spell', ['status_from'], [
        'status_rank', 'status_to', 'first_sub_status', 'last_sub_status', 'transition', 'previous_rank',
        'days_in_previous', 'previous_end_reason', 'gap_days', 'is_gap', 'is_via_gap', 'end_reason', 'is_end_unseen', 'is_inferred',
        'is_with_protection_plan', 'is_with_pre_proceedings', 'is_with_short_break',
    ]) }}

),

final as (

    select
        child.council,
        child.child_key,
        merged.known_from,
        merged.known_to,
        {{ status_of('merged.status_rank') }} as status,
        merged.status_rank,
        merged.status_from,
        merged.status_to,
        merged.first_sub_status,
        merged.last_sub_status,
        {{ status_of('merged.previous_rank') }} as previous_status,
        cast(merged.days_in_previous as integer) as days_in_previous,
        merged.previous_end_reason,
        merged.transition,
        merged.is_gap,
        merged.is_via_gap,
        cast(merged.gap_days as integer) as gap_days,
        merged.end_reason,
        {{ exit_route('merged.end_reason') }} as exit_route,
        coalesce({{ exit_route('merged.end_reason') }} = 'transferred', false) as is_censored,
        merged.is_end_unseen,
        merged.is_inferred,
        merged.is_with_protection_plan,
        merged.is_with_pre_proceedings,
        merged.is_with_short_break,
        -- Of what is known now: of what was known before, a later statement tells more.
        coalesce(
            merged.known_to is null and merged.status_to is null and merged.status_rank > 0 and activity.is_stale, false
        ) as is_stale_open
    from merged
    inner join child on merged.child_number = child.child_number
    left join activity on merged.child_number = activity.child_number

)

select * from final
