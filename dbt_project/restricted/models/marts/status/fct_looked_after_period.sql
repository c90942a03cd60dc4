with period as (

    select * from {{ ref('int_looked_after_period') }}

),

child as (

    select * from {{ ref('int_child') }}

),

merged as (

    {{ merged_over_known('period', ['period_from'], [
        'period_number', 'period_to', 'end_reason', 'end_rule', 'first_legal_status', 'last_legal_status',
        'first_placement_type', 'last_placement_type', 'feed', 'episodes', 'placement_changes',
    ]) }}

),

final as (

    select
        child.council,
        child.child_key,
        merged.known_from,
        merged.known_to,
        merged.period_from,
        merged.period_to,
        cast(merged.period_number as integer) as period_number,
        merged.end_reason,
        merged.end_rule,
        {{ exit_route('merged.end_reason') }} as exit_route,
        coalesce({{ exit_route('merged.end_reason') }} = 'transferred', false) as is_censored,
        merged.first_legal_status,
        merged.last_legal_status,
        merged.first_placement_type,
        merged.last_placement_type,
        merged.feed,
        merged.episodes,
        merged.placement_changes
    from merged
    inner join child on merged.child_number = child.child_number

)

select * from final
