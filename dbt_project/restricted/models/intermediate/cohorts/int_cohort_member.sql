with event as (

    select * from {{ ref('int_cohort_event') }}

),

cohort_case as (

    select * from {{ ref('int_cohort_case') }}

),

child as (

    select * from {{ ref('dim_child') }}

),

final as (

    select
        cohort_case.cohort,
        cohort_case.council,
        cohort_case.case_key,
        cohort_case.family_key,
        event.child_key,
        cohort_case.index_date,
        cohort_case.entry_date,
        cohort_case.counted_from,
        cohort_case.exit_date,
        child.birth_date,
        child.death_date,
        child.grown_up_date,
        child.sex,
        child.expected_birth_date
    from cohort_case
    inner join event
        on
            cohort_case.cohort = event.cohort
            and cohort_case.council = event.council
            and cohort_case.case_key = event.case_key
    inner join child on event.council = child.council and event.child_key = child.child_key

)

select distinct * from final
