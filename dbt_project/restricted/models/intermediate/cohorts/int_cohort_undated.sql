{#- Of the register, by index event: the day that is wanted, and where the event was. -#}
{%- set of_conference = {
    'conference_offer': ('offer_date', 'response is not null or conferences_held > 0'),
    'conference_referral': ('referral_date', 'true'),
    'conference_held': ('first_held_date', 'conferences_held > 0'),
} -%}
with cohort as (

    select * from {{ source('definitions', 'cohort') }}

),

pre_proceedings as (

    select * from {{ ref('int_cohort_pre_proceedings') }}

),

conference as (

    select * from {{ ref('int_cohort_conference') }}

),

conference_child as (

    select * from {{ ref('int_cohort_conference_child') }}

),

-- A system without letters is made good by another that has them, so a child of any letter is not meant.
without_letter as (

    select
        council,
        child_key,
        case
            when min(family_key) is null then concat('child:', child_key)
            else concat('plo:', min(family_key))
        end as family_key,
        min(coalesce(started_date, court_application_date)) as told_date
    from pre_proceedings
    group by council, child_key
    having count(letter_sent_date) = 0

),

children as (

    select
        council,
        conference_referral_key,
        count(*) as children_concerned
    from conference_child
    group by council, conference_referral_key

),

told as (

    select
        'pre_proceedings_letter' as index_event,
        council,
        concat(family_key, ':') as case_key,
        min(told_date) as told_date,
        count(*) as children_concerned
    from without_letter
    group by council, family_key

    {% for event, (day, happened) in of_conference.items() %}
        union all

        select
            '{{ event }}' as index_event,
            conference.council,
            concat('conference:', conference.conference_referral_key) as case_key,
            coalesce(conference.referral_date, conference.offered_date) as told_date,
            coalesce(children.children_concerned, 0) as children_concerned
        from conference
        left join children
            on
                conference.council = children.council
                and conference.conference_referral_key = children.conference_referral_key
        where conference.{{ day }} is null and ({{ happened }})
    {% endfor %}

),

final as (

    select
        cohort.cohort,
        told.council,
        told.case_key,
        told.children_concerned
    from cohort
    inner join told on cohort.council = told.council and cohort.index_event = told.index_event
    where
        told.told_date is null
        or (
            told.told_date >= cohort.index_from
            and told.told_date <= coalesce(cohort.index_to, {{ open_end() }})
        )

)

select * from final
