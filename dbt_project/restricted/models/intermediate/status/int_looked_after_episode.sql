with evidence as (

    select * from {{ ref('int_evidence_used') }}
    where flag = 'looked_after'

),

-- Of two that start on one day, the one that a later return gives: the other has no end that was seen.
chosen as (

    select
        *,
        row_number() over (
            partition by known_number, evidence_from
            order by is_end_unseen asc, is_marked asc, evidence_to desc nulls first, detail asc, evidence_number asc
        ) as place
    from evidence
    where evidence_to is null or evidence_to > evidence_from

),

followed as (

    select
        *,
        lead(evidence_from) over of_child as next_from,
        lead(start_reason) over of_child as next_reason
    from chosen
    where place = 1
    window of_child as (partition by known_number order by evidence_from)

),

ruled as (

    select
        *,
        case
            when next_from is not null and (evidence_to is null or is_end_unseen) and next_reason = 'S' then '1A'
            when next_from is not null and (evidence_to is null or is_end_unseen) then '1'
            when is_end_unseen then '2'
            when evidence_to > next_from then '4'
            when end_reason = 'X1' and evidence_to < next_from and coalesce(next_reason, '') <> 'S' then '5'
            when end_reason = 'X1' and next_from is null then '388'
        end as stitch_rule
    from followed

),

stitched as (

    select
        known_number,
        child_number,
        feed,
        evidence_from as episode_from,
        case
            when stitch_rule in ('1', '4', '5') then next_from
            when stitch_rule = '1A'
                then greatest(
                    least(coalesce(evidence_to, next_from), {{ day_before('next_from') }}),
                    {{ days_after('evidence_from', 1) }}
                )
            else evidence_to
        end as episode_to,
        start_reason,
        case
            when stitch_rule in ('1', '5') then 'X1'
            when stitch_rule in ('1A', '2') then 'E99'
            else end_reason
        end as end_reason,
        detail as legal_status,
        further_detail as placement_type,
        record_key as period_key,
        is_marked as is_whole_period,
        stitch_rule
    from ruled

),

preceded as (

    select
        *,
        lag(episode_to) over (partition by known_number order by episode_from) as previous_to
    from stitched

),

final as (

    select
        known_number,
        child_number,
        feed,
        episode_from,
        episode_to,
        start_reason,
        end_reason,
        legal_status,
        placement_type,
        period_key,
        is_whole_period,
        stitch_rule,
        -- A new start of care is one on the day of an end too.
        sum(
            case when previous_to is null or start_reason = 'S' or episode_from > previous_to then 1 else 0 end
        ) over (partition by known_number order by episode_from rows between unbounded preceding and current row)
            as period_number
    from preceded

)

select * from final
