with evidence as (

    select * from {{ ref('int_evidence') }}
    -- One that ends before it begins tells no time; it is counted.
    where evidence_to is null or evidence_to >= evidence_from

),

interval_known as (

    select * from {{ ref('int_known_interval') }}

),

child as (

    select * from {{ ref('int_child') }}

),

step as (

    select distinct
        record,
        council,
        feed,
        known_from,
        period_end
    from {{ ref('int_statement_step') }}

),

-- Most children are told of by one feed alone, and are not compared.
contested as (

    select
        known_number,
        flag
    from evidence
    group by known_number, flag
    having min(feed_rank) < max(feed_rank)

),

compared as (

    select
        evidence.known_number,
        evidence.flag,
        evidence.evidence_number,
        evidence.feed_rank,
        evidence.evidence_from,
        evidence.evidence_to,
        max(step.period_end) as seen_until
    from evidence
    inner join contested
        on evidence.known_number = contested.known_number and evidence.flag = contested.flag
    inner join interval_known on evidence.known_number = interval_known.known_number
    inner join child on interval_known.child_number = child.child_number
    left join step
        on
            child.council = step.council
            and evidence.record = step.record
            and evidence.feed = step.feed
            and interval_known.known_from >= step.known_from
    group by all

),

observed as (

    select
        *,
        -- What is open is known to be so until the feed last looked.
        coalesce(
            evidence_to,
            greatest(
                {{ days_after('seen_until', 1) }},
                {{ days_after('evidence_from', 1) }}
            )
        ) as observed_to
    from compared

),

pair as (

    select
        better.evidence_number as better_number,
        poorer.evidence_number as poorer_number,
        case
            when
                better.evidence_to is null
                and poorer.seen_until > better.seen_until
                and poorer.evidence_to >= better.seen_until
                then poorer.evidence_to
        end as ended_since
    from observed as better
    inner join observed as poorer
        on
            better.known_number = poorer.known_number
            and better.flag = poorer.flag
            and better.feed_rank < poorer.feed_rank
            and better.evidence_from < poorer.observed_to
            and better.observed_to > poorer.evidence_from

),

hidden as (

    select distinct poorer_number as evidence_number
    from pair

),

ended as (

    select
        better_number as evidence_number,
        min(ended_since) as ended_since
    from pair
    where ended_since is not null
    group by better_number

),

final as (

    select
        evidence.known_number,
        evidence.child_number,
        evidence.evidence_number,
        evidence.record,
        evidence.flag,
        evidence.feed,
        evidence.evidence_from,
        evidence.start_reason,
        evidence.end_reason,
        evidence.detail,
        evidence.further_detail,
        evidence.record_key,
        evidence.is_marked,
        evidence.is_end_unseen,
        coalesce(evidence.evidence_to, ended.ended_since) as evidence_to,
        ended.ended_since is not null as is_end_of_other_feed
    from evidence
    left join ended on evidence.evidence_number = ended.evidence_number
    where evidence.evidence_number not in (select hidden.evidence_number from hidden)

)

select * from final
