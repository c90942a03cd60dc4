{%- set of_conference = {
    'conference_offer': 'conference.offer_date',
    'conference_referral': 'conference.referral_date',
    'conference_held': 'conference.first_held_date',
    'conference_exit': 'conference.exit_date',
} -%}
with cohort as (

    select * from {{ source('definitions', 'cohort') }}

),

letter as (

    select * from {{ ref('int_cohort_letter') }}

),

plan_start as (

    select * from {{ ref('int_cohort_plan_start') }}

),

household as (

    select * from {{ ref('int_cohort_household') }}

),

conference as (

    select * from {{ ref('int_cohort_conference') }}

),

conference_child as (

    select * from {{ ref('int_cohort_conference_child') }}

),

of_child as (

    select
        council,
        child_key,
        'pre_proceedings_letter' as index_event,
        concat('plo:', family_key) as own_family_key,
        letter_sent_date as event_date,
        is_conference_offered,
        is_conference_held
    from letter
    union all
    select
        council,
        child_key,
        'child_protection_plan_started' as index_event,
        null as own_family_key,
        plan_from as event_date,
        null as is_conference_offered,
        null as is_conference_held
    from plan_start

),

in_family as (

    select
        cohort.cohort,
        cohort.council,
        cohort.index_event,
        cohort.same_event_days,
        of_child.child_key,
        of_child.event_date,
        of_child.is_conference_offered,
        of_child.is_conference_held,
        case
            when of_child.own_family_key <> 'plo:' then of_child.own_family_key
            else coalesce(household.family_key, concat('child:', of_child.child_key))
        end as family_key
    from cohort
    inner join of_child on cohort.council = of_child.council and cohort.index_event = of_child.index_event
    left join household on of_child.council = household.council and of_child.child_key = household.child_key

),

preceded as (

    select
        *,
        lag(event_date) over (partition by cohort, council, family_key order by event_date) as previous_date
    from in_family

),

-- Letters and plans of siblings within days of each other are one event of the family.
numbered as (

    select
        *,
        sum(
            case
                when
                    previous_date is null
                    or {{ days_between('previous_date', 'event_date') }} > same_event_days then 1
                else 0
            end
        ) over (
            partition by cohort, council, family_key
            order by event_date rows between unbounded preceding and current row
        ) as event_number
    from preceded

),

family_event as (

    select
        *,
        min(event_date) over (partition by cohort, council, family_key, event_number) as index_date
    from numbered

),

of_register as (

    select
        cohort.cohort,
        cohort.council,
        cohort.index_event,
        conference.conference_referral_key,
        conference.family_key,
        conference.referral_date,
        case cohort.index_event
            {% for event, day in of_conference.items() %}
                when '{{ event }}' then {{ day }}
            {% endfor %}
        end as index_date
    from cohort
    inner join conference on cohort.council = conference.council
    where not cohort.is_held or conference.conferences_held > 0

),

final as (

    select
        cohort,
        council,
        index_event,
        concat(family_key, ':', cast(index_date as {{ type_text() }})) as case_key,
        family_key,
        index_date,
        index_date as entry_date,
        cast(null as {{ type_text() }}) as conference_referral_key,
        child_key,
        cast(null as {{ type_text() }}) as unmatched_key,
        cast(null as {{ type_text() }}) as status_as_typed,
        bool_or(is_conference_offered) as is_conference_offered,
        bool_or(is_conference_held) as is_conference_held
    from family_event
    group by cohort, council, index_event, family_key, index_date, child_key

    union all

    select
        of_register.cohort,
        of_register.council,
        of_register.index_event,
        concat('conference:', of_register.conference_referral_key) as case_key,
        case
            when of_register.family_key is null then concat('conference:', of_register.conference_referral_key)
            else concat('fgc:', of_register.family_key)
        end as family_key,
        of_register.index_date,
        case
            when of_register.index_event = 'conference_exit'
                then coalesce(of_register.referral_date, of_register.index_date)
            else of_register.index_date
        end as entry_date,
        of_register.conference_referral_key,
        conference_child.child_key,
        conference_child.unmatched_key,
        conference_child.status_as_typed,
        null as is_conference_offered,
        null as is_conference_held
    from of_register
    left join conference_child
        on
            of_register.council = conference_child.council
            and of_register.conference_referral_key = conference_child.conference_referral_key
    where of_register.index_date is not null

)

select * from final
