with plan as (

    select * from {{ ref('int_evidence_used') }}
    where flag in ('child_protection_plan', 'child_in_need_plan', 'other_authority_plan')

),

final as (

    select
        known_number,
        child_number,
        flag as plan_kind,
        feed,
        evidence_from as plan_from,
        evidence_to as plan_to,
        start_reason as initial_category,
        detail as latest_category,
        cast(further_detail as {{ type_whole() }}) as previous_plans_told,
        is_end_unseen,
        is_end_of_other_feed,
        row_number() over (partition by known_number, flag order by evidence_from, feed) as plan_number,
        max(evidence_to) over (
            partition by known_number, flag
            order by evidence_from, feed
            rows between unbounded preceding and 1 preceding
        ) as previous_plan_to
    from plan

)

select * from final
