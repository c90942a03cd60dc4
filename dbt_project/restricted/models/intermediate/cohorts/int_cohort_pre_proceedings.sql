with stated as (

    select * from {{ ref('stg_landed__pre_proceedings') }}

),

statement as (

    select * from {{ ref('stg_landed__statement') }}

),

feed as (

    select * from {{ ref('stg_landed__feed') }}
    where record = 'pre_proceedings'

),

version as (

    select distinct
        child_number,
        feed,
        evidence_from
    from {{ ref('int_pre_proceedings_version') }}
    where known_to is null

),

child as (

    select * from {{ ref('int_child') }}

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

newest as (

    select
        stated.*,
        feed.feed,
        feed.feed_rank,
        row_number() over (
            partition by
                stated.council, stated.child_key, feed.feed, stated.started_date, stated.letter_sent_date,
                case
                    when stated.started_date is null and stated.letter_sent_date is null
                        then stated.court_application_date
                end
            order by statement.statement_number desc, stated.source_row desc
        ) as newest_first
    from stated
    inner join statement on stated.statement_id = statement.statement_id
    inner join feed on stated.layout = feed.layout

),

-- What the newest statement that could have it does not have was wrong. A row with an application to court alone has no
-- day that says which statements could; it holds until the same is told otherwise.
known as (

    select newest.*
    from newest
    inner join child on newest.council = child.council and newest.child_key = child.child_key
    left join version
        on
            child.child_number = version.child_number
            and newest.feed = version.feed
            and coalesce(newest.started_date, newest.letter_sent_date) = version.evidence_from
    where
        newest.newest_first = 1
        and (
            version.child_number is not null
            or (
                coalesce(newest.started_date, newest.letter_sent_date) is null
                and newest.court_application_date is not null
            )
        )

),

final as (

    select
        known.council,
        person.child_key,
        known.feed_rank,
        known.started_date,
        known.letter_sent_date,
        known.family_key,
        known.is_conference_offered,
        known.is_conference_held,
        known.court_application_date
    from known
    inner join person on known.council = person.council and known.child_key = person.known_as_key

)

select * from final
