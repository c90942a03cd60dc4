-- What two feeds say of one time of a child, as known now, with another first or last day. A feed is held to what it
-- looked at; and care is told in episodes, of which a yearly return has those of its year alone.
with interval_known as (

    select * from {{ ref('int_known_interval') }}
    where known_to is null

),

child as (

    select * from {{ ref('int_child') }}

),

looked_at as (

    select
        record,
        council,
        feed,
        min(period_start) as looked_from,
        max(period_end) as looked_until
    from {{ ref('int_statement_step') }}
    group by record, council, feed

),

evidence as (

    select
        evidence.*,
        child.council,
        min(evidence.feed_rank) over (partition by evidence.known_number, evidence.flag) as best_rank,
        max(evidence.feed_rank) over (partition by evidence.known_number, evidence.flag) as poorest_rank
    from {{ ref('int_evidence') }} as evidence
    inner join interval_known on evidence.known_number = interval_known.known_number
    inner join child on evidence.child_number = child.child_number
    where
        evidence.evidence_to is null or evidence.evidence_to >= evidence.evidence_from

),

reached as (

    select
        *,
        coalesce(evidence_to, {{ open_end() }}) as told_to,
        max(coalesce(evidence_to, {{ open_end() }})) over (
            partition by known_number, flag, feed
            order by evidence_from, evidence_number
            rows between unbounded preceding and 1 preceding
        ) as reached_to
    from evidence
    where best_rank < poorest_rank

),

numbered as (

    select
        *,
        sum(case when reached_to >= evidence_from then 0 else 1 end) over (
            partition by known_number, flag, feed
            order by evidence_from, evidence_number
            rows between unbounded preceding and current row
        ) as spell_number
    from reached

),

spell as (

    select
        council,
        child_number,
        flag,
        feed,
        feed_rank,
        any_value(record) as record,
        min(evidence_from) as spell_from,
        max(told_to) as spell_to
    from numbered
    group by council, child_number, known_number, flag, feed, feed_rank, spell_number

),

seen as (

    select
        spell.*,
        looked_at.looked_from,
        {{ days_after('looked_at.looked_until', 1) }} as looked_to
    from spell
    inner join looked_at
        on spell.record = looked_at.record and spell.council = looked_at.council and spell.feed = looked_at.feed

),

pair as (

    select
        better.child_number,
        better.flag,
        better.feed as better_feed,
        poorer.feed as poorer_feed,
        better.spell_from,
        poorer.spell_from as poorer_from,
        better.spell_to,
        poorer.spell_to as poorer_to,
        case
            when better.flag = 'looked_after' then greatest(better.looked_from, poorer.looked_from)
            else date '0001-01-01'
        end as both_from,
        least(better.looked_to, poorer.looked_to) as both_to
    from seen as better
    inner join seen as poorer
        on
            better.child_number = poorer.child_number
            and better.flag = poorer.flag
            and better.feed_rank < poorer.feed_rank
            and better.spell_from < poorer.spell_to
            and better.spell_to > poorer.spell_from

),

final as (

    select distinct
        child_number,
        flag,
        spell_from as evidence_from,
        better_feed,
        poorer_feed,
        greatest(spell_from, both_from) <> greatest(poorer_from, both_from)
        or least(spell_to, both_to) <> least(poorer_to, both_to) as is_different
    from pair
    where
        least(spell_to, both_to) > greatest(spell_from, both_from)
        and least(poorer_to, both_to) > greatest(poorer_from, both_from)

)

select * from final
