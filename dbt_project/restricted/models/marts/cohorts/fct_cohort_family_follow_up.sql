with follow_up as (

    select * from {{ ref('fct_cohort_follow_up') }}

),

-- Of children of whom some left, a family is what the others are; a day that has not come has none.
of_family as (

    select
        cohort,
        council,
        case_key,
        checkpoint,
        any_value(cluster_key) as cluster_key,
        any_value(cohort_group) as cohort_group,
        any_value(checkpoint_date) as checkpoint_date,
        count(case when is_observed then 1 end) as children_observed,
        case
            when count(case when is_observed then 1 end) = 0
                then {{ value_at_least('unobserved_reason', 'child_key') }}
        end as unobserved_reason,
        {{ cohort_status_of('max(' ~ need_rank('cohort_status') ~ ')') }} as cohort_status,
        case when count(case when is_observed then 1 end) > 0 then coalesce(bool_or(is_re_referred_since), false) end
            as is_re_referred_since
    from follow_up
    group by cohort, council, case_key, checkpoint

),

at_entry as (

    select
        cohort,
        council,
        case_key,
        cohort_status as entry_status
    from of_family
    where checkpoint = 'entry'

),

final as (

    select
        of_family.cohort,
        of_family.council,
        of_family.case_key,
        of_family.cluster_key,
        of_family.cohort_group,
        of_family.checkpoint,
        of_family.checkpoint_date,
        of_family.unobserved_reason is null as is_observed,
        of_family.unobserved_reason,
        of_family.cohort_status,
        {{ step_between('at_entry.entry_status', 'of_family.cohort_status') }} as step_since_entry,
        of_family.is_re_referred_since,
        of_family.children_observed
    from of_family
    left join at_entry
        on
            of_family.cohort = at_entry.cohort
            and of_family.council = at_entry.council
            and of_family.case_key = at_entry.case_key

)

select * from final
