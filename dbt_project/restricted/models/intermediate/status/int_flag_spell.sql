with evidence as (

    select * from {{ ref('int_evidence_used') }}
    where flag <> 'looked_after'

),

episode as (

    select * from {{ ref('int_looked_after_episode') }}

),

known_limit as (

    select * from {{ ref('int_known_limit') }}

),

told as (

    select
        known_number,
        child_number,
        flag,
        evidence_from as flag_from,
        coalesce(evidence_to, {{ open_end() }}) as flag_to,
        end_reason,
        is_end_unseen
    from evidence
    union all
    select
        known_number,
        child_number,
        'looked_after' as flag,
        episode_from as flag_from,
        coalesce(episode_to, {{ open_end() }}) as flag_to,
        end_reason,
        coalesce(stitch_rule in ('1A', '2', '388'), false) as is_end_unseen
    from episode

),

-- Care ends at the birthday and everything at death, whatever the files leave open.
capped as (

    select
        told.known_number,
        told.child_number,
        told.flag,
        told.flag_from,
        told.is_end_unseen,
        least(
            told.flag_to,
            case when told.flag = 'looked_after' then known_limit.grown_up_date end,
            known_limit.death_date
        ) as flag_to,
        case
            when
                known_limit.death_date < told.flag_to
                and (
                    told.flag <> 'looked_after'
                    or known_limit.death_date <= coalesce(known_limit.grown_up_date, known_limit.death_date)
                )
                then 'died'
            when told.flag = 'looked_after' and known_limit.grown_up_date < told.flag_to then 'grown_up'
            else told.end_reason
        end as end_reason
    from told
    left join known_limit on told.known_number = known_limit.known_number

),

-- A child in need plan ends when a protection plan or care starts.
cut as (

    select
        plan.known_number,
        plan.flag,
        plan.flag_from,
        min(stronger.flag_from) as cut_to
    from capped as plan
    inner join capped as stronger
        on
            plan.known_number = stronger.known_number
            and plan.flag_from < stronger.flag_from
            and plan.flag_to > stronger.flag_from
    where
        plan.flag = 'child_in_need_plan'
        and stronger.flag in ('looked_after', 'child_protection_plan')
        and stronger.flag_to > stronger.flag_from
    group by plan.known_number, plan.flag, plan.flag_from

),

ended as (

    select
        capped.known_number,
        capped.child_number,
        capped.flag,
        capped.flag_from,
        coalesce(cut.cut_to, capped.flag_to) as flag_to,
        capped.end_reason,
        capped.is_end_unseen
    from capped
    left join cut
        on
            capped.known_number = cut.known_number
            and capped.flag_from = cut.flag_from
            and capped.flag = cut.flag

),

-- Who was looked after leaves care at that birthday, and may stay an open case.
leaving as (

    select
        ended.known_number,
        ended.child_number,
        'care_leaver' as flag,
        known_limit.grown_up_date as flag_from,
        coalesce(known_limit.death_date, {{ open_end() }}) as flag_to,
        cast(null as {{ type_text() }}) as end_reason,
        false as is_end_unseen
    from ended
    inner join known_limit on ended.known_number = known_limit.known_number
    where ended.flag = 'looked_after' and known_limit.grown_up_date is not null
    group by ended.known_number, ended.child_number, known_limit.grown_up_date, known_limit.death_date

),

lasting as (

    select * from ended
    where flag_to > flag_from
    union all
    select * from leaving
    where flag_to > flag_from

),

reached as (

    select
        *,
        max(flag_to) over (
            partition by known_number, flag
            order by flag_from, flag_to
            rows between unbounded preceding and 1 preceding
        ) as reached_to
    from lasting

),

numbered as (

    select
        *,
        sum(
            case
                when reached_to is null then 1
                when {{ days_between('reached_to', 'flag_from') }} > {{ var('join_gap_days') }} then 1
                else 0
            end
        ) over (
            partition by known_number, flag
            order by flag_from, flag_to
            rows between unbounded preceding and current row
        ) as flag_number
    from reached

),

final as (

    select
        known_number,
        child_number,
        flag,
        flag_number,
        min(flag_from) as flag_from,
        max(flag_to) as flag_to,
        {{ value_at_greatest('end_reason', 'flag_to') }} as end_reason,
        {{ value_at_greatest('is_end_unseen', 'flag_to') }} as is_end_unseen,
        count(*) as record_count
    from numbered
    group by known_number, child_number, flag, flag_number

)

select * from final
