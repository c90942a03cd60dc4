with benefit as (

    select * from {{ ref('fct_cohort_benefit') }}
    where benefit_pounds is not null and cost_pounds is not null and cohort_group = 'offered_attended'

),

cohort_case as (

    select * from {{ ref('fct_cohort_case') }}

),

follow_up as (

    select * from {{ ref('fct_cohort_follow_up') }}

),

unit_cost as (

    select * from {{ source('definitions', 'unit_cost') }}

),

entry as (

    select
        council,
        cohort,
        case_key,
        child_key,
        cohort_status
    from follow_up
    where checkpoint = 'entry'

),

step as (

    select
        follow_up.cohort,
        follow_up.council,
        follow_up.checkpoint,
        cohort_case.index_date,
        entry.cohort_status as entry_status,
        follow_up.cohort_status
    from follow_up
    inner join benefit
        on
            follow_up.council = benefit.council
            and follow_up.cohort = benefit.cohort
            and follow_up.case_key = benefit.case_key
            and follow_up.checkpoint = benefit.checkpoint
    inner join cohort_case
        on
            follow_up.council = cohort_case.council
            and follow_up.cohort = cohort_case.cohort
            and follow_up.case_key = cohort_case.case_key
    inner join entry
        on
            follow_up.council = entry.council
            and follow_up.cohort = entry.cohort
            and follow_up.case_key = entry.case_key
            and follow_up.child_key = entry.child_key

),

final as (

    select
        step.cohort,
        step.council,
        step.checkpoint,
        step.entry_status,
        step.cohort_status,
        at_entry.pounds_a_week as entry_pounds,
        later.pounds_a_week as later_pounds,
        count(*) as children
    from step
    inner join unit_cost as at_entry
        on
            step.entry_status = at_entry.cohort_status
            and {{ holds_on('step.index_date', 'at_entry.held_from', 'at_entry.held_until') }}
    inner join unit_cost as later
        on
            step.cohort_status = later.cohort_status
            and {{ holds_on('step.index_date', 'later.held_from', 'later.held_until') }}
    group by
        step.cohort,
        step.council,
        step.checkpoint,
        step.entry_status,
        step.cohort_status,
        at_entry.pounds_a_week,
        later.pounds_a_week

)

select * from final
