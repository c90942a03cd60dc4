with pre_proceedings as (

    select * from {{ ref('int_cohort_pre_proceedings') }}
    where court_application_date is not null

),

outcome_version as (

    {{ stated_versions('conference_outcome', ['conference_referral_key', 'child_key', 'checkpoint'],
        ['proceedings_issued_date']) }}

),

legal_status as (

    select * from {{ source('definitions', 'proceedings_legal_status') }}

),

interval_known as (

    select * from {{ ref('int_known_interval') }}
    where known_to is null

),

episode as (

    select * from {{ ref('int_looked_after_episode') }}

),

child as (

    select * from {{ ref('int_child') }}

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

-- A legal status that only a court in proceedings gives; placements under it that follow are no further ones.
under_status as (

    select
        child.council,
        child.child_key,
        min(episode.episode_from) as proceedings_date
    from episode
    inner join interval_known on episode.known_number = interval_known.known_number
    inner join child on episode.child_number = child.child_number
    inner join legal_status on episode.legal_status = legal_status.legal_status
    group by child.council, child.child_key, episode.period_number

),

told as (

    select
        council,
        child_key,
        proceedings_issued_date as proceedings_date
    from outcome_version
    where known_to is null and proceedings_issued_date is not null
    union
    select
        council,
        child_key,
        proceedings_date
    from under_status

),

final as (

    select
        council,
        child_key,
        court_application_date as proceedings_date
    from pre_proceedings
    union
    select
        told.council,
        person.child_key,
        told.proceedings_date
    from told
    inner join person on told.council = person.council and told.child_key = person.known_as_key

)

select * from final
