with included as (

    select * from {{ ref('int_cohort_included') }}
    where is_included

),

outcome as (

    select * from {{ source('definitions', 'outcome') }}

),

day_status as (

    select * from {{ ref('int_cohort_day_status') }}

),

absence as (

    select * from {{ ref('int_cohort_absence') }}

),

council as (

    select * from {{ ref('int_cohort_council') }}

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

period as (

    select * from {{ ref('fct_looked_after_period') }}
    where known_to is null

),

referral as (

    select * from {{ ref('int_cohort_referral') }}
    where is_counted

),

proceedings as (

    select * from {{ ref('int_cohort_proceedings') }}

),

asked as (

    select
        included.cohort,
        included.council,
        included.case_key,
        included.child_key,
        included.cluster_key,
        included.cohort_group,
        included.index_date,
        included.counted_from,
        outcome.outcome,
        outcome.outcome_form,
        outcome.outcome_of,
        {{ months_after('included.counted_from', 'outcome.months') }} as until_date,
        case outcome.outcome_of
            when 'looked_after' then council.looked_after_until
            when 'with_kin' then council.looked_after_until
            when 'child_protection_plan' then council.child_protection_plan_until
            when 'closed' then council.status_until
            when 'care_proceedings' then council.proceedings_until
            when 're_referral' then council.referral_until
        end as seen_until
    from included
    cross join outcome
    left join council on included.council = council.council

),

-- The last day that has to be seen: of a status its day, of a time the day before it ends.
timed as (

    select
        *,
        case when outcome_form = 'status_at' then until_date else {{ day_before('until_date') }} end as last_date,
        case when outcome_form = 'status_at' then until_date else counted_from end as first_date,
        case when outcome_form = 'status_at' then until_date end as status_date
    from asked

),

absent as (

    select
        timed.cohort,
        timed.council,
        timed.case_key,
        timed.child_key,
        timed.outcome,
        {{ value_at_least('absence.left_reason', 'absence.left_date') }} as left_reason
    from timed
    inner join absence
        on
            timed.council = absence.council
            and timed.child_key = absence.child_key
            and timed.last_date >= absence.left_date
            and timed.first_date < absence.back_date
    group by timed.cohort, timed.council, timed.case_key, timed.child_key, timed.outcome

),

issued as (

    select
        timed.cohort,
        timed.council,
        timed.case_key,
        timed.child_key,
        timed.outcome,
        min(proceedings.proceedings_date) as first_event_date
    from timed
    inner join proceedings
        on
            timed.council = proceedings.council
            and timed.child_key = proceedings.child_key
            and timed.index_date <= proceedings.proceedings_date
            and timed.until_date > proceedings.proceedings_date
    where timed.outcome_of = 'care_proceedings'
    group by timed.cohort, timed.council, timed.case_key, timed.child_key, timed.outcome

),

referred as (

    select
        timed.cohort,
        timed.council,
        timed.case_key,
        timed.child_key,
        timed.outcome,
        max(referral.referral_date) as last_event_date
    from timed
    inner join referral
        on
            timed.council = referral.council
            and timed.child_key = referral.child_key
            and timed.counted_from < referral.referral_date
            and timed.until_date > referral.referral_date
    where timed.outcome_of = 're_referral'
    group by timed.cohort, timed.council, timed.case_key, timed.child_key, timed.outcome

),

cared_for as (

    select
        timed.cohort,
        timed.council,
        timed.case_key,
        timed.child_key,
        timed.outcome,
        sum({{ days_shared('period.period_from', 'period.period_to', 'timed.counted_from', 'timed.until_date') }})
            as days_looked_after
    from timed
    inner join person on timed.council = person.council and timed.child_key = person.child_key
    inner join period on person.council = period.council and person.known_as_key = period.child_key
    where timed.outcome_form = 'days_within'
    group by timed.cohort, timed.council, timed.case_key, timed.child_key, timed.outcome

),

reasoned as (

    select
        timed.*,
        case
            when issued.first_event_date < timed.counted_from then 'happened_before'
            when absent.left_reason is not null then absent.left_reason
            when timed.seen_until is null then 'not_told'
            when timed.last_date > timed.seen_until then 'not_yet'
            when timed.outcome_form = 'status_at' and day_status.cohort_status is null then 'not_told'
        end as unobserved_reason,
        case
            when timed.outcome_form = 'days_within' then coalesce(cared_for.days_looked_after, 0)
            when
                case timed.outcome_of
                    when 'looked_after' then day_status.is_looked_after
                    when 'child_protection_plan' then day_status.is_child_protection_plan
                    when 'with_kin' then day_status.is_with_kin
                    when 'closed' then day_status.is_closed
                    when 'care_proceedings' then issued.first_event_date is not null
                    when 're_referral' then referred.last_event_date is not null
                end
                then 1
            else 0
        end as told_value
    from timed
    left join day_status
        on
            timed.council = day_status.council
            and timed.child_key = day_status.child_key
            and timed.status_date = day_status.on_date
    left join absent
        on
            timed.cohort = absent.cohort
            and timed.council = absent.council
            and timed.case_key = absent.case_key
            and timed.child_key = absent.child_key
            and timed.outcome = absent.outcome
    left join issued
        on
            timed.cohort = issued.cohort
            and timed.council = issued.council
            and timed.case_key = issued.case_key
            and timed.child_key = issued.child_key
            and timed.outcome = issued.outcome
    left join referred
        on
            timed.cohort = referred.cohort
            and timed.council = referred.council
            and timed.case_key = referred.case_key
            and timed.child_key = referred.child_key
            and timed.outcome = referred.outcome
    left join cared_for
        on
            timed.cohort = cared_for.cohort
            and timed.council = cared_for.council
            and timed.case_key = cared_for.case_key
            and timed.child_key = cared_for.child_key
            and timed.outcome = cared_for.outcome

),

final as (

    select
        cohort,
        council,
        case_key,
        child_key,
        cluster_key,
        cohort_group,
        outcome,
        unobserved_reason,
        unobserved_reason is null as is_observed,
        case when unobserved_reason is null then cast(told_value as double) end as outcome_value
    from reasoned

)

select * from final
