with episode as (

    select
        *,
        placement_type in ('U1', 'U2', 'U3', 'Q1') as is_kin,
        lead(episode_from) over (partition by known_number order by episode_from) as next_from
    from {{ ref('int_looked_after_episode') }}

),

need as (

    select * from {{ ref('int_evidence_used') }}
    where flag = 'child_in_need' and end_reason in ('RC3', 'RC4') and evidence_to is not null

),

child as (

    select * from {{ ref('int_child') }}

),

known_limit as (

    select * from {{ ref('int_known_limit') }}

),

interval_known as (

    select * from {{ ref('int_known_interval') }}

),

before_care as (

    select * from {{ ref('stg_landed__previous_permanence') }}
    where previous_permanence in ('P2', 'P3')

),

beside as (

    select
        *,
        lag(is_kin) over of_child and lag(episode_to) over of_child = episode_from as is_going_on
    from episode
    window of_child as (partition by known_number order by episode_from)

),

numbered as (

    select
        *,
        sum(case when is_kin and not coalesce(is_going_on, false) then 1 else 0 end) over (
            partition by known_number order by episode_from rows between unbounded preceding and current row
        ) as kin_number
    from beside

),

fostered as (

    select
        known_number,
        child_number,
        'foster_kinship' as kinship_state,
        min(episode_from) as kinship_from,
        nullif(max(coalesce(episode_to, {{ open_end() }})), {{ open_end() }}) as told_to,
        {{ value_at_greatest('placement_type', 'episode_from') }} as evidence_code
    from numbered
    where is_kin
    group by known_number, child_number, kin_number

),

left_care as (

    select
        known_number,
        child_number,
        case
            when end_reason in ('E45', 'E47') then 'special_guardianship_kin'
            when end_reason in ('E46', 'E48') then 'special_guardianship_not_kin'
            when end_reason in ('E42', 'E43', 'E44') then 'special_guardianship_unknown_relation'
            when end_reason = 'E41' then 'child_arrangements_unknown_relation'
            else 'left_to_kin_no_order'
        end as kinship_state,
        episode_to as kinship_from,
        next_from as told_to,
        end_reason as evidence_code
    from episode
    where end_reason in ('E41', 'E42', 'E43', 'E44', 'E45', 'E46', 'E47', 'E48', 'E4A', 'E4B', 'E13')

),

care_after as (

    select
        need.evidence_number,
        min(case when episode.episode_from >= need.evidence_to then episode.episode_from end) as next_from,
        bool_or(episode.end_reason in ('E41', 'E42', 'E43', 'E44', 'E45', 'E46', 'E47', 'E48')) as is_by_order
    from need
    inner join episode on need.known_number = episode.known_number
    group by need.evidence_number

),

closed as (

    select
        need.known_number,
        need.child_number,
        case need.end_reason
            when 'RC4' then 'special_guardianship_unknown_relation'
            else 'child_arrangements_unknown_relation'
        end as kinship_state,
        need.evidence_to as kinship_from,
        care_after.next_from as told_to,
        need.end_reason as evidence_code
    from need
    left join care_after on need.evidence_number = care_after.evidence_number
    -- The code with which care ended says more.
    where not coalesce(care_after.is_by_order, false)

),

earlier as (

    select
        interval_known.known_number,
        interval_known.child_number,
        'prior_order' as kinship_state,
        cast(null as date) as told_to,
        before_care.previous_permanence as evidence_code,
        max(
            try_cast(
                concat(right(before_care.order_month, 4), '-', substr(before_care.order_month, 4, 2), '-01') as date
            )
        )
            as kinship_from
    from before_care
    inner join child on before_care.council = child.council and before_care.child_key = child.child_key
    inner join interval_known
        on
            child.child_number = interval_known.child_number
            and before_care.snapshot_date <= interval_known.known_from
    group by interval_known.known_number, interval_known.child_number, before_care.previous_permanence

),

first_care as (

    select
        known_number,
        {{ value_at_greatest('episode_from', 'episode_from') }} as last_entry_date
    from episode
    where start_reason = 'S'
    group by known_number

),

told as (

    select * from fostered
    union all
    select * from left_care
    union all
    select * from closed
    union all
    select
        earlier.known_number,
        earlier.child_number,
        earlier.kinship_state,
        earlier.kinship_from,
        first_care.last_entry_date as told_to,
        earlier.evidence_code
    from earlier
    left join first_care on earlier.known_number = first_care.known_number

),

final as (

    select
        told.known_number,
        told.child_number,
        told.kinship_state,
        told.kinship_from,
        told.evidence_code,
        least(told.told_to, known_limit.grown_up_date, known_limit.death_date) as kinship_to,
        told.evidence_code = 'U1' as is_long_term
    from told
    left join known_limit on told.known_number = known_limit.known_number

)

select * from final
