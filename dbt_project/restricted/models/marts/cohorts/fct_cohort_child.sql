with included as (

    select * from {{ ref('int_cohort_included') }}

),

child_entry as (

    select * from {{ ref('int_cohort_child_entry') }}

),

proceedings as (

    select * from {{ ref('int_cohort_proceedings') }}

),

issued as (

    select
        included.cohort,
        included.council,
        included.case_key,
        included.child_key,
        min(proceedings.proceedings_date) as proceedings_date
    from included
    inner join proceedings
        on
            included.council = proceedings.council
            and included.child_key = proceedings.child_key
            and included.index_date <= proceedings.proceedings_date
    group by included.cohort, included.council, included.case_key, included.child_key

),

final as (

    select
        included.cohort,
        included.council,
        included.case_key,
        included.child_key,
        included.cluster_key,
        included.cohort_group,
        included.index_date,
        included.counted_from,
        included.is_included,
        cast(child_entry.years_at_index as integer) as age_at_index,
        child_entry.sex,
        child_entry.is_unborn,
        child_entry.entry_status,
        child_entry.is_pre_proceedings,
        cast(child_entry.days_before_12 as integer) as days_looked_after_before_12_months,
        cast(child_entry.days_before_24 as integer) as days_looked_after_before_24_months,
        cast(child_entry.plans_before as integer) as plans_before,
        cast(child_entry.referrals_before as integer) as referrals_before,
        cast(child_entry.months_known as integer) as months_known,
        child_entry.primary_need_code,
        included.followed_until,
        included.left_date,
        included.left_reason,
        issued.proceedings_date
    from included
    inner join child_entry
        on
            included.cohort = child_entry.cohort
            and included.council = child_entry.council
            and included.case_key = child_entry.case_key
            and included.child_key = child_entry.child_key
    left join issued
        on
            included.cohort = issued.cohort
            and included.council = issued.council
            and included.case_key = issued.case_key
            and included.child_key = issued.child_key

)

select * from final
