with plan as (

    select * from {{ ref('int_plan') }}

),

child as (

    select * from {{ ref('int_child') }}

),

merged as (

    {{ merged_over_known('plan', ['plan_kind', 'plan_from', 'feed'], [
        'plan_to', 'initial_category', 'latest_category', 'previous_plans_told', 'plan_number', 'previous_plan_to',
        'is_end_unseen', 'is_end_of_other_feed',
    ]) }}

),

final as (

    select
        child.council,
        child.child_key,
        merged.known_from,
        merged.known_to,
        merged.plan_kind,
        merged.plan_from,
        merged.plan_to,
        merged.feed,
        merged.initial_category,
        merged.latest_category,
        cast(merged.plan_number as integer) as plan_number,
        merged.previous_plan_to,
        cast(merged.previous_plans_told as integer) as previous_plans_told,
        merged.is_end_unseen,
        merged.is_end_of_other_feed,
        -- The council's own count reaches further back than its files.
        merged.plan_number > 1 or coalesce(merged.previous_plans_told, 0) > 0 as is_second_or_later
    from merged
    inner join child on merged.child_number = child.child_number

)

select * from final
