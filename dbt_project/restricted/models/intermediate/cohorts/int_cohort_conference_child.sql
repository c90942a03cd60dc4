with stated as (

    select * from {{ ref('stg_landed__conference_child') }}

),

statement as (

    select * from {{ ref('stg_landed__statement') }}

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

final as (

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

)

select * from final
