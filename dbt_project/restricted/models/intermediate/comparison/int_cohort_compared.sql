with cohort_child as (

    select * from {{ ref('fct_cohort_child') }}
    where is_included

),

cohort_case as (

    select * from {{ ref('fct_cohort_case') }}
    where is_included

),

final as (

    select
        cohort_child.cohort,
        cohort_child.council,
        cohort_child.case_key,
        cohort_child.child_key,
        cohort_child.cluster_key,
        cohort_child.cohort_group,
        cohort_child.index_date,
        cohort_child.age_at_index,
        cohort_child.sex,
        cohort_child.is_unborn,
        cohort_child.entry_status,
        cohort_child.is_pre_proceedings,
        cohort_child.days_looked_after_before_12_months,
        cohort_child.days_looked_after_before_24_months,
        cohort_child.plans_before,
        cohort_child.referrals_before,
        cohort_child.months_known,
        cohort_child.primary_need_code,
        cohort_case.index_team,
        cohort_case.is_offered_before
    from cohort_child
    inner join cohort_case
        on
            cohort_child.council = cohort_case.council
            and cohort_child.cohort = cohort_case.cohort
            and cohort_child.case_key = cohort_case.case_key

)

select * from final
