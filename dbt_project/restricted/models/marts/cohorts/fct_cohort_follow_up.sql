with included as (

    select * from {{ ref('int_cohort_included') }}
    where is_included

),

checkpoint as (

    select * from {{ ref('int_cohort_checkpoint') }}

),

day_status as (

    select * from {{ ref('int_cohort_day_status') }}

),

child_entry as (

    select * from {{ ref('int_cohort_child_entry') }}

),

absence as (

    select * from {{ ref('int_cohort_absence') }}

),

council as (

    select * from {{ ref('int_cohort_council') }}

),

referral as (

    select * from {{ ref('int_cohort_referral') }}
    where is_counted

),

looked_at as (

    select
        included.cohort,
        included.council,
        included.case_key,
        included.child_key,
        included.cluster_key,
        included.cohort_group,
        included.index_date,
        checkpoint.checkpoint,
        checkpoint.checkpoint_date
    from included
    inner join checkpoint
        on
            included.cohort = checkpoint.cohort
            and included.council = checkpoint.council
            and included.case_key = checkpoint.case_key
            and included.child_key = checkpoint.child_key

),

absent as (

    select
        looked_at.cohort,
        looked_at.council,
        looked_at.case_key,
        looked_at.child_key,
        looked_at.checkpoint,
        {{ value_at_least('absence.left_reason', 'absence.left_date') }} as left_reason
    from looked_at
    inner join absence
        on
            looked_at.council = absence.council
            and looked_at.child_key = absence.child_key
            and looked_at.checkpoint_date >= absence.left_date
            and looked_at.checkpoint_date < absence.back_date
    group by looked_at.cohort, looked_at.council, looked_at.case_key, looked_at.child_key, looked_at.checkpoint

),

referred as (

    select
        looked_at.cohort,
        looked_at.council,
        looked_at.case_key,
        looked_at.child_key,
        looked_at.checkpoint
    from looked_at
    inner join referral
        on
            looked_at.council = referral.council
            and looked_at.child_key = referral.child_key
            and looked_at.index_date < referral.referral_date
            and looked_at.checkpoint_date >= referral.referral_date
    group by looked_at.cohort, looked_at.council, looked_at.case_key, looked_at.child_key, looked_at.checkpoint

),

reasoned as (

    select
        looked_at.*,
        day_status.cohort_status,
        child_entry.entry_status,
        referred.checkpoint is not null as is_referred,
        case
            when looked_at.checkpoint_date is null then 'not_exited'
            when looked_at.checkpoint = 'follow_up' and looked_at.checkpoint_date < looked_at.index_date
                then 'before_index'
            when absent.left_reason is not null then absent.left_reason
            when council.status_until is null then 'not_told'
            when looked_at.checkpoint_date > council.status_until then 'not_yet'
            when day_status.cohort_status is null then 'not_told'
        end as unobserved_reason
    from looked_at
    inner join child_entry
        on
            looked_at.cohort = child_entry.cohort
            and looked_at.council = child_entry.council
            and looked_at.case_key = child_entry.case_key
            and looked_at.child_key = child_entry.child_key
    left join council on looked_at.council = council.council
    left join day_status
        on
            looked_at.council = day_status.council
            and looked_at.child_key = day_status.child_key
            and looked_at.checkpoint_date = day_status.on_date
    left join absent
        on
            looked_at.cohort = absent.cohort
            and looked_at.council = absent.council
            and looked_at.case_key = absent.case_key
            and looked_at.child_key = absent.child_key
            and looked_at.checkpoint = absent.checkpoint
    left join referred
        on
            looked_at.cohort = referred.cohort
            and looked_at.council = referred.council
            and looked_at.case_key = referred.case_key
            and looked_at.child_key = referred.child_key
            and looked_at.checkpoint = referred.checkpoint

),

observed as (

    select
        *,
        unobserved_reason is null as is_observed,
        case when unobserved_reason is null then cohort_status end as observed_status
    from reasoned

),

final as (

    select
        cohort,
        council,
        case_key,
        child_key,
        cluster_key,
        cohort_group,
        checkpoint,
        checkpoint_date,
        is_observed,
        unobserved_reason,
        observed_status as cohort_status,
        {{ step_between('entry_status', 'observed_status') }} as step_since_entry,
        case when is_observed then is_referred end as is_re_referred_since
    from observed

)

select * from final
