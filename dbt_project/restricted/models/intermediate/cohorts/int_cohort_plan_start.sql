with plan as (

    select * from {{ ref('fct_plan') }}
    where known_to is null and plan_kind = 'child_protection_plan'

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

of_person as (

    select
        plan.council,
        person.child_key,
        plan.plan_from,
        max(coalesce(plan.plan_to, {{ open_end() }})) as plan_to
    from plan
    inner join person on plan.council = person.council and plan.child_key = person.known_as_key
    group by plan.council, person.child_key, plan.plan_from

),

preceded as (

    select
        *,
        max(plan_to) over (
            partition by council, child_key order by plan_from rows between unbounded preceding and 1 preceding
        ) as earlier_plan_to
    from of_person

),

-- A plan of an unborn child goes on under the number that it has since birth.
final as (

    select
        council,
        child_key,
        plan_from
    from preceded
    where earlier_plan_to is null or plan_from > {{ days_after('earlier_plan_to', var('join_gap_days')) }}

)

select * from final
