with referral as (

    select * from {{ ref('fct_referral') }}
    where known_to is null

),

spell as (

    select * from {{ ref('fct_status_spell') }}
    where known_to is null and status_rank > 0

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

of_person as (

    select
        referral.council,
        person.child_key,
        person.known_as_key,
        referral.referral_date,
        referral.primary_need_code,
        coalesce(referral.is_case_open_already, false) as is_case_open_already
    from referral
    inner join person on referral.council = person.council and referral.child_key = person.known_as_key

),

-- A case that goes on under the number since birth is written down as a referral, and is none.
going_on as (

    select distinct
        of_person.council,
        of_person.known_as_key,
        of_person.referral_date
    from of_person
    inner join person as other
        on
            of_person.council = other.council
            and of_person.child_key = other.child_key
            and of_person.known_as_key <> other.known_as_key
    inner join spell
        on
            other.council = spell.council
            and other.known_as_key = spell.child_key
            and of_person.referral_date > spell.status_from
            and coalesce(spell.status_to, {{ open_end() }})
            >= {{ days_after('of_person.referral_date', '-' ~ var('join_gap_days')) }}

),

final as (

    select
        of_person.council,
        of_person.child_key,
        of_person.referral_date,
        max(of_person.primary_need_code) as primary_need_code,
        bool_or(not of_person.is_case_open_already and going_on.known_as_key is null) as is_counted
    from of_person
    left join going_on
        on
            of_person.council = going_on.council
            and of_person.known_as_key = going_on.known_as_key
            and of_person.referral_date = going_on.referral_date
    group by of_person.council, of_person.child_key, of_person.referral_date

)

select * from final
