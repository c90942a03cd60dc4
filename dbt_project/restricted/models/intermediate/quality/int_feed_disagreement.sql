-- What two feeds say of one time of a child, as known now, with another first or last day.
with interval_known as (

    select * from {{ ref('int_known_interval') }}
    where known_to is null

),

evidence as (

    select evidence.*
    from {{ ref('int_evidence') }} as evidence
    inner join interval_known on evidence.known_number = interval_known.known_number

),

final as (

    select distinct
        better.child_number,
        better.flag,
        better.evidence_from,
        better.feed as better_feed,
        poorer.feed as poorer_feed,
        case
            when
                better.evidence_from = poorer.evidence_from
                and coalesce(better.evidence_to, {{ open_end() }}) = coalesce(poorer.evidence_to, {{ open_end() }})
                then false
            else true
        end as is_different
    from evidence as better
    inner join evidence as poorer
        on
            better.known_number = poorer.known_number
            and better.flag = poorer.flag
            and better.feed_rank < poorer.feed_rank
            and better.evidence_from < coalesce(poorer.evidence_to, {{ open_end() }})
            and poorer.evidence_from < coalesce(better.evidence_to, {{ open_end() }})

)

select * from final
