with event as (

    select * from {{ ref('int_cohort_event') }}

),

cohort as (

    select * from {{ source('definitions', 'cohort') }}

),

case_filter as (

    select * from {{ source('definitions', 'cohort_case_filter') }}

),

offer as (

    select * from {{ ref('int_cohort_offer') }}

),

conference as (

    select * from {{ ref('int_cohort_conference') }}

),

conference_child as (

    select * from {{ ref('int_cohort_conference_child') }}

),

review as (

    select * from {{ ref('int_cohort_review') }}

),

council as (

    select * from {{ ref('int_cohort_council') }}

),

referral as (

    select * from {{ ref('stg_landed__referral') }}
    where team is not null

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

of_case as (

    select
        cohort,
        council,
        case_key,
        any_value(index_event) as index_event,
        any_value(family_key) as family_key,
        any_value(index_date) as index_date,
        any_value(entry_date) as entry_date,
        any_value(conference_referral_key) as conference_referral_key,
        bool_or(is_conference_offered) as is_offered_in_letter,
        coalesce(bool_or(is_conference_held), false) as is_held_in_pre_proceedings,
        count(child_key) + count(unmatched_key) as children,
        count(child_key) as children_matched
    from event
    group by cohort, council, case_key

),

of_offers as (

    select
        offer.cohort,
        offer.council,
        offer.case_key,
        sum(case when offer.is_of_case then conference.conferences_held else 0 end) as conferences_held,
        min(case when offer.is_of_case then conference.first_held_date end) as first_held_date,
        min(case when offer.is_of_case then offer.offered_date end) as offer_date,
        max(case when offer.choice = 1 then offer.conference_referral_key end) as conference_referral_key,
        bool_or(offer.is_of_case and conference.is_held_date_in_doubt) as is_held_date_in_doubt,
        bool_or(offer.is_before) as is_offered_before,
        max(
            case
                when offer.is_before
                    then greatest(offer.offered_date, coalesce(conference.first_held_date, offer.offered_date))
            end
        ) as last_before_date,
        bool_or(offer.is_later) as is_offered_later,
        bool_or(offer.is_of_case) as is_offered
    from offer
    inner join conference
        on
            offer.council = conference.council
            and offer.conference_referral_key = conference.conference_referral_key
    group by offer.cohort, offer.council, offer.case_key

),

-- Of families of whom the register says in the window why none was offered.
exempt as (

    select
        event.cohort,
        event.council,
        event.case_key
    from event
    inner join cohort on event.cohort = cohort.cohort and event.council = cohort.council
    inner join conference_child
        on event.council = conference_child.council and event.child_key = conference_child.child_key
    inner join conference
        on
            conference_child.council = conference.council
            and conference_child.conference_referral_key = conference.conference_referral_key
            and conference.referral_date >= {{ days_after('event.index_date', '-cohort.offered_before_days') }}
            and conference.referral_date <= {{ days_after('event.index_date', 'cohort.offered_within_days') }}
    where conference.is_exempt
    group by event.cohort, event.council, event.case_key

),

of_referral as (

    select
        event.cohort,
        event.council,
        event.case_key,
        {{ value_at_greatest('referral.team', 'cast(referral.referral_date as date)') }} as team
    from event
    inner join person on event.council = person.council and event.child_key = person.child_key
    inner join referral
        on
            person.council = referral.council
            and person.known_as_key = referral.child_key
            and event.index_date >= referral.referral_date
    group by event.cohort, event.council, event.case_key

),

told as (

    select
        of_case.*,
        cohort.cohort_by,
        cohort.index_from,
        cohort.index_to,
        cohort.held_within_days,
        cohort.follow_up_months,
        cohort.review_from_weeks,
        cohort.review_to_weeks,
        {{ days_after('of_case.index_date', 'cohort.offered_within_days') }} as counted_from,
        coalesce(own.referrer_team, of_referral.team) as index_team,
        coalesce(
            own.route,
            case of_case.index_event
                when 'pre_proceedings_letter' then 'pre_proceedings'
                when 'child_protection_plan_started' then 'child_protection'
            end
        ) as route,
        own.reason_code,
        -- An offer in the letter is one of its day, whenever the register has it.
        case
            when of_case.is_offered_in_letter
                then least(of_case.index_date, coalesce(of_offers.offer_date, of_case.index_date))
            else of_offers.offer_date
        end as offer_date,
        chosen.conference_referral_key as chosen_key,
        chosen.response,
        chosen.response_date,
        coalesce(chosen.referral_date, own.referral_date) as referral_date,
        chosen.plan_agreed,
        chosen.satisfaction,
        coalesce(chosen.exit_date, own.exit_date) as exit_date,
        of_offers.first_held_date,
        coalesce(of_offers.conferences_held, 0) as conferences_held,
        coalesce(of_offers.is_held_date_in_doubt, false) as is_held_date_in_doubt,
        coalesce(of_offers.is_offered_before, false) as is_offered_before,
        of_offers.last_before_date,
        exempt.case_key is not null as has_exempt_referral,
        coalesce(of_offers.is_offered_later, false) as has_later_offer,
        coalesce(of_offers.is_offered, false) or coalesce(of_case.is_offered_in_letter, false) as is_offered,
        -- Nobody was offered one is known where the letter says so, or the register covers the window.
        coalesce(of_offers.is_offered, false)
        or of_case.is_offered_in_letter is not null
        or of_case.conference_referral_key is not null
        or coalesce(
            council.register_until >= {{ days_after('of_case.index_date', 'cohort.offered_within_days') }}, false
        ) as is_offer_known,
        council.register_until,
        council.known_until
    from of_case
    inner join cohort on of_case.cohort = cohort.cohort and of_case.council = cohort.council
    left join council on of_case.council = council.council
    left join of_offers
        on
            of_case.cohort = of_offers.cohort
            and of_case.council = of_offers.council
            and of_case.case_key = of_offers.case_key
    left join exempt
        on
            of_case.cohort = exempt.cohort
            and of_case.council = exempt.council
            and of_case.case_key = exempt.case_key
    left join conference as chosen
        on
            of_offers.council = chosen.council
            and of_offers.conference_referral_key = chosen.conference_referral_key
    left join conference as own
        on of_case.council = own.council and of_case.conference_referral_key = own.conference_referral_key
    left join of_referral
        on
            of_case.cohort = of_referral.cohort
            and of_case.council = of_referral.council
            and of_case.case_key = of_referral.case_key

),

reviewed as (

    select
        told.cohort,
        told.council,
        told.case_key,
        bool_or(
            review.held_date between {{ days_after('told.first_held_date', '7 * told.review_from_weeks') }}
            and {{ days_after('told.first_held_date', '7 * told.review_to_weeks') }}
        ) as is_review_in_time
    from told
    inner join review on told.council = review.council and told.chosen_key = review.conference_referral_key
    group by told.cohort, told.council, told.case_key

),

asked as (

    select
        cohort,
        filtered
    from case_filter
    group by cohort, filtered

),

-- A cohort may be of some teams, routes or reasons alone.
others as (

    select distinct
        told.cohort,
        told.council,
        told.case_key
    from told
    inner join asked on told.cohort = asked.cohort
    left join case_filter
        on
            asked.cohort = case_filter.cohort
            and asked.filtered = case_filter.filtered
            and case asked.filtered
                when 'index_team' then told.index_team
                when 'route' then told.route
                when 'reason_code' then told.reason_code
            end = case_filter.member
    where case_filter.member is null

),

chosen as (

    select told.*
    from told
    left join others
        on told.cohort = others.cohort and told.council = others.council and told.case_key = others.case_key
    where
        others.case_key is null
        and told.index_date >= told.index_from
        and told.index_date <= coalesce(told.index_to, {{ open_end() }})

),

final as (

    select
        chosen.cohort,
        chosen.council,
        chosen.case_key,
        chosen.family_key,
        chosen.index_event,
        chosen.index_date,
        chosen.entry_date,
        chosen.counted_from,
        {{ last_of_cohort_year('chosen.index_date', 'chosen.cohort_by') }} as index_period_end_date,
        chosen.index_team,
        chosen.route,
        chosen.reason_code,
        chosen.referral_date,
        chosen.offer_date,
        chosen.response,
        chosen.response_date,
        chosen.is_offered,
        chosen.is_offer_known,
        chosen.is_offered and (chosen.conferences_held > 0 or chosen.is_held_in_pre_proceedings) as is_attended,
        case
            when not chosen.is_offered then 'not_offered'
            when chosen.conferences_held > 0 or chosen.is_held_in_pre_proceedings then 'offered_attended'
            when chosen.response = 'declined' then 'offered_declined'
            else 'offered_not_held'
        end as cohort_group,
        chosen.is_offered_before,
        case
            when not chosen.is_offered
                then chosen.last_before_date >= {{ months_after('chosen.index_date', '-chosen.follow_up_months') }}
        end as is_treated_before,
        not chosen.is_offered and chosen.has_exempt_referral as is_exempt,
        not chosen.is_offered and chosen.has_later_offer as is_offered_later,
        chosen.conferences_held,
        chosen.first_held_date,
        case
            when chosen.first_held_date >= coalesce(chosen.referral_date, chosen.offer_date)
                then {{ days_between('coalesce(chosen.referral_date, chosen.offer_date)', 'chosen.first_held_date') }}
        end as days_to_conference,
        chosen.is_held_date_in_doubt
        or coalesce(chosen.first_held_date < coalesce(chosen.referral_date, chosen.offer_date), false)
            as is_held_date_in_doubt,
        chosen.held_within_days,
        chosen.plan_agreed,
        chosen.satisfaction,
        case
            when chosen.first_held_date is not null
                then coalesce(
                    chosen.plan_agreed in ('yes', 'partial')
                    and chosen.register_until
                    >= {{ days_after('chosen.first_held_date', '7 * chosen.review_to_weeks') }},
                    false
                )
        end as is_review_due,
        coalesce(reviewed.is_review_in_time, false) as is_reviewed_in_time,
        chosen.exit_date,
        chosen.children,
        chosen.children_matched,
        chosen.known_until
    from chosen
    left join reviewed
        on
            chosen.cohort = reviewed.cohort
            and chosen.council = reviewed.council
            and chosen.case_key = reviewed.case_key

)

select * from final
