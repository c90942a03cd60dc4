with stated as (

    select * from {{ ref('stg_landed__conference_child') }}

),

statement as (

    select * from {{ ref('stg_landed__statement') }}

),

conference as (

    select * from {{ ref('int_cohort_conference') }}
    where family_key is not null

),

family_child as (

    select * from {{ ref('bridge_family_child') }}
    where link_method = 'fgc'

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

-- The newest statement of a referral says whose children it is of, so that a number that was put right counts once.
placed as (

    select
        stated.council,
        stated.conference_referral_key,
        stated.child_key,
        stated.place_in_family,
        stated.status_as_typed,
        statement.statement_number,
        max(statement.statement_number) over (
            partition by stated.council, stated.conference_referral_key
        ) as newest_number
    from stated
    inner join statement on stated.statement_id = statement.statement_id

),

own as (

    select distinct
        placed.council,
        placed.conference_referral_key,
        person.child_key,
        placed.status_as_typed,
        case
            when person.child_key is null
                then coalesce(placed.child_key, cast(placed.place_in_family as {{ type_text() }}))
        end as unmatched_key
    from placed
    left join person on placed.council = person.council and placed.child_key = person.known_as_key
    where placed.statement_number = placed.newest_number

),

of_number as (

    select distinct
        family_child.council,
        family_child.family_key,
        person.child_key
    from family_child
    inner join person on family_child.council = person.council and family_child.child_key = person.known_as_key

),

-- A number of so many children is a placeholder, and no family.
of_family as (

    select
        council,
        family_key,
        child_key,
        count(*) over (partition by council, family_key) as children
    from of_number

),

told as (

    select
        council,
        conference_referral_key
    from own
    where child_key is not null
    group by council, conference_referral_key

),

-- A referral that tells no child by number is of the children that the register has under the family's number.
led as (

    select
        conference.council,
        conference.conference_referral_key,
        of_family.child_key
    from conference
    inner join of_family
        on
            conference.council = of_family.council
            and concat('fgc:', conference.family_key) = of_family.family_key
    left join told
        on
            conference.council = told.council
            and conference.conference_referral_key = told.conference_referral_key
    where told.council is null and of_family.children <= 20

),

final as (

    select own.*
    from own
    left join led
        on own.council = led.council and own.conference_referral_key = led.conference_referral_key
    where led.council is null

    union all

    select
        council,
        conference_referral_key,
        child_key,
        null as status_as_typed,
        null as unmatched_key
    from led

)

select * from final
