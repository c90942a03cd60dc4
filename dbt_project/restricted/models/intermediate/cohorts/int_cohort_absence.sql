with spell as (

    select * from {{ ref('fct_status_spell') }}
    where known_to is null

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

),

child as (

    select * from {{ ref('dim_child') }}

),

of_person as (

    select
        spell.council,
        person.child_key,
        spell.status_from,
        spell.status_to,
        spell.status_rank,
        spell.exit_route
    from spell
    inner join person on spell.council = person.council and spell.child_key = person.known_as_key

),

gone as (

    select distinct
        council,
        child_key,
        status_to as left_date,
        case exit_route when 'adopted' then 'adopted' else 'moved_away' end as left_reason
    from of_person
    where status_to is not null and exit_route in ('transferred', 'abroad', 'adopted')

),

ran as (

    select
        *,
        lag(status_to) over (partition by council, child_key order by status_from) as previous_to,
        lag(status_rank) over (partition by council, child_key order by status_from) as previous_rank
    from of_person

),

-- A case that was open when the child left, and that nobody closed, begins nothing.
begun as (

    select
        council,
        child_key,
        status_from as begun_date
    from ran
    where status_rank > 0 and (previous_rank is null or previous_rank = 0 or previous_to < status_from)
    union
    select
        council,
        child_key,
        referral_date as begun_date
    from referral
    union
    select
        person.council,
        person.child_key,
        period.period_from as begun_date
    from period
    inner join person on period.council = person.council and period.child_key = person.known_as_key

),

-- Who moved away is back with the next case that begins; after an adoption nobody may say who a child was.
back as (

    select
        gone.council,
        gone.child_key,
        gone.left_date,
        gone.left_reason,
        min(begun.begun_date) as back_date
    from gone
    left join begun
        on
            gone.council = begun.council
            and gone.child_key = begun.child_key
            and gone.left_date <= begun.begun_date
            and gone.left_reason = 'moved_away'
    group by gone.council, gone.child_key, gone.left_date, gone.left_reason

),

final as (

    select
        council,
        child_key,
        left_date,
        coalesce(back_date, {{ open_end() }}) as back_date,
        left_reason
    from back
    where back_date is null or back_date > left_date

    union all

    select
        council,
        child_key,
        death_date as left_date,
        {{ open_end() }} as back_date,
        'died' as left_reason
    from child
    where death_date is not null

    union all

    select
        council,
        child_key,
        grown_up_date as left_date,
        {{ open_end() }} as back_date,
        'grown_up' as left_reason
    from child
    where grown_up_date is not null

)

select * from final
