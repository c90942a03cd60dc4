with segment as (

    select * from {{ ref('int_status_segment') }}

),

child as (

    select * from {{ ref('int_child') }}

),

merged as (

    {{ merged_over_known('segment', ['segment_from'], [
        'segment_to', 'status_rank', 'sub_status', 'is_looked_after', 'is_child_protection_plan',
        'is_child_in_need_plan', 'is_child_in_need', 'is_early_help', 'is_pre_proceedings', 'is_short_break',
        'is_other_authority_plan', 'is_inferred',
    ]) }}

),

final as (

    select
        child.council,
        child.child_key,
        merged.known_from,
        merged.known_to,
        merged.segment_from,
        merged.segment_to,
        {{ status_of('merged.status_rank') }} as status,
        merged.sub_status,
        merged.is_looked_after,
        merged.is_child_protection_plan,
        merged.is_child_in_need_plan,
        merged.is_child_in_need,
        merged.is_early_help,
        merged.is_pre_proceedings,
        merged.is_short_break,
        merged.is_other_authority_plan,
        merged.is_inferred
    from merged
    inner join child on merged.child_number = child.child_number

)

select * from final
