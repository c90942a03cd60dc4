with cohort_case as (

    select * from {{ ref('int_cohort_case') }}

),

included as (

    select * from {{ ref('int_cohort_included') }}

),

of_children as (

    select
        cohort,
        council,
        case_key,
        min(cluster_key) as cluster_key,
        count(case when is_included then 1 end) as children_included
    from included
    group by cohort, council, case_key

),

final as (

    select
        cohort_case.cohort,
        cohort_case.council,
        cohort_case.case_key,
        coalesce(of_children.cluster_key, cohort_case.family_key) as cluster_key,
        cohort_case.family_key,
        cohort_case.index_event,
        cohort_case.index_date,
        cohort_case.entry_date,
        cohort_case.counted_from,
        cast(cohort_case.index_period_end_date as date) as index_period_end_date,
        cohort_case.index_team,
        cohort_case.route,
        cohort_case.reason_code,
        cohort_case.offer_date,
        cohort_case.response,
        cohort_case.response_date,
        cohort_case.cohort_group,
        cohort_case.is_offered,
        cohort_case.is_attended,
        cohort_case.is_offered_before,
        cohort_case.is_offered_later,
        cast(cohort_case.conferences_held as {{ type_whole() }}) as conferences_held,
        cohort_case.first_held_date,
        cast(cohort_case.days_to_conference as integer) as days_to_conference,
        cohort_case.days_to_conference <= cohort_case.held_within_days as is_held_in_time,
        cohort_case.plan_agreed,
        cohort_case.satisfaction,
        cohort_case.satisfaction >= 4 as is_satisfied,
        cohort_case.is_review_due,
        case when cohort_case.is_review_due then cohort_case.is_reviewed_in_time end as is_review_in_time,
        cohort_case.exit_date,
        cohort_case.children as children_named,
        cohort_case.children_matched,
        coalesce(of_children.children_included, 0) as children_included,
        coalesce(of_children.children_included, 0) > 0 as is_included
    from cohort_case
    left join of_children
        on
            cohort_case.cohort = of_children.cohort
            and cohort_case.council = of_children.council
            and cohort_case.case_key = of_children.case_key

)

select * from final
