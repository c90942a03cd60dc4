with event as (

    select * from {{ ref('int_cohort_event') }}

),

cohort as (

    select * from {{ source('definitions', 'cohort') }}

),

conference as (

    select * from {{ ref('int_cohort_conference') }}
    where offered_date is not null

),

conference_child as (

    select * from {{ ref('int_cohort_conference_child') }}

),

of_case as (

    select
        cohort,
        council,
        case_key,
        index_event,
        index_date,
        conference_referral_key,
        coalesce(bool_or(is_conference_offered), false) as is_offered_in_letter
    from event
    group by cohort, council, case_key, index_event, index_date, conference_referral_key

),

-- Registers number families their own way, so a referral is led to a case by its children.
of_family as (

    select distinct
        event.cohort,
        event.council,
        event.case_key,
        conference_child.conference_referral_key
    from event
    inner join conference_child
        on event.council = conference_child.council and event.child_key = conference_child.child_key

    union

    select
        cohort,
        council,
        case_key,
        conference_referral_key
    from event
    where conference_referral_key is not null

),

placed as (

    select
        of_case.cohort,
        of_case.council,
        of_case.case_key,
        conference.conference_referral_key,
        conference.offered_date,
        conference.conferences_held,
        conference.response,
        of_case.is_offered_in_letter,
        {{ days_after('of_case.index_date', 'cohort.answered_within_days') }} as answered_until,
        case
            when of_case.conference_referral_key is not null
                then conference.conference_referral_key = of_case.conference_referral_key
            else
                conference.offered_date >= {{ days_after('of_case.index_date', '-cohort.offered_before_days') }}
                and conference.offered_date <= {{ days_after('of_case.index_date', 'cohort.offered_within_days') }}
        end as is_in_window,
        case
            when of_case.conference_referral_key is not null then conference.offered_date < of_case.index_date
            else conference.offered_date < {{ days_after('of_case.index_date', '-cohort.offered_before_days') }}
        end as is_before
    from of_case
    inner join cohort on of_case.cohort = cohort.cohort and of_case.council = cohort.council
    inner join of_family
        on
            of_case.cohort = of_family.cohort
            and of_case.council = of_family.council
            and of_case.case_key = of_family.case_key
    inner join conference
        on
            of_family.council = conference.council
            and of_family.conference_referral_key = conference.conference_referral_key

),

-- Of an offer in the letter that the register has no day of, the family's next row in the register tells the rest.
followed as (

    select
        *,
        not is_in_window
        and not is_before
        and is_offered_in_letter
        and offered_date <= answered_until
        and not bool_or(is_in_window) over (partition by cohort, council, case_key)
        and row_number() over (
            partition by cohort, council, case_key, is_in_window, is_before
            order by offered_date, conference_referral_key
        ) = 1 as is_next
    from placed

),

final as (

    select
        cohort,
        council,
        case_key,
        conference_referral_key,
        offered_date,
        is_in_window or is_next as is_of_case,
        is_before and not is_in_window as is_before,
        not is_in_window and not is_before and not is_next as is_later,
        -- A conference that was held tells what came of the offers, else the acceptance of one.
        case
            when is_in_window or is_next
                then row_number() over (
                    partition by cohort, council, case_key, is_in_window or is_next
                    order by
                        case when conferences_held > 0 then 0 else 1 end,
                        case when response = 'accepted' then 0 else 1 end,
                        offered_date, conference_referral_key
                )
        end as choice
    from followed

)

select * from final
