with episode as (

    select * from {{ ref('int_looked_after_episode') }}

),

known_limit as (

    select * from {{ ref('int_known_limit') }}

),

placed as (

    select
        *,
        lag(placement_type) over (partition by known_number, period_number order by episode_from) as previous_placement
    from episode

),

period as (

    select
        known_number,
        child_number,
        period_number,
        min(episode_from) as period_from,
        max(coalesce(episode_to, {{ open_end() }})) as period_to,
        {{ value_at_greatest("coalesce(end_reason, '')", 'episode_from') }} as end_reason,
        {{ value_at_greatest("coalesce(stitch_rule, '')", 'episode_from') }} as end_rule,
        {{ value_at_least('legal_status', 'episode_from') }} as first_legal_status,
        {{ value_at_greatest('legal_status', 'episode_from') }} as last_legal_status,
        {{ value_at_least('placement_type', 'episode_from') }} as first_placement_type,
        {{ value_at_greatest('placement_type', 'episode_from') }} as last_placement_type,
        any_value(feed) as feed,
        count(*) as episodes,
        sum(case when placement_type <> previous_placement then 1 else 0 end) as placement_changes
    from placed
    group by known_number, child_number, period_number

),

capped as (

    select
        period.*,
        least(period.period_to, known_limit.grown_up_date, known_limit.death_date) as capped_to
    from period
    left join known_limit on period.known_number = known_limit.known_number

),

final as (

    select
        known_number,
        child_number,
        period_number,
        period_from,
        nullif(capped_to, {{ open_end() }}) as period_to,
        case when capped_to < period_to then 'grown_up' else nullif(end_reason, '') end as end_reason,
        case when capped_to < period_to then 'age' else nullif(end_rule, '') end as end_rule,
        first_legal_status,
        last_legal_status,
        first_placement_type,
        last_placement_type,
        feed,
        episodes,
        cast(placement_changes as bigint) as placement_changes
    from capped
    where capped_to > period_from

)

select * from final
