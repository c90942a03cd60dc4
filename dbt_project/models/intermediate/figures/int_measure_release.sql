with vintage as (

    select * from {{ ref('int_measure_vintage') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

candidate as (

    select distinct
        vintage.measure_id,
        vintage.period_end_date,
        vintage.preference,
        vintage.release_file_id,
        release_file.release_sort_key,
        release_file.published_at,
        release_file.landed_at,
        release_file.known_from

    from vintage
    inner join release_file on vintage.release_file_id = release_file.release_file_id

),

measure_source as (

    select
        measure_id,
        preference,
        min(known_from) as known_from

    from candidate
    group by measure_id, preference

),

-- A series never mixes two sources: as soon as a preferred source has any figure of the measure, it provides all of it.
replaced_source as (

    select
        measure_source.measure_id,
        measure_source.preference,
        min(preferred.known_from) as preferred_known_from

    from measure_source
    left join measure_source as preferred
        on
            measure_source.measure_id = preferred.measure_id
            and measure_source.preference > preferred.preference
    group by measure_source.measure_id, measure_source.preference

),

in_order as (

    select
        candidate.*,
        row_number() over (
            partition by candidate.measure_id, candidate.preference, candidate.period_end_date
            -- Several files of one release stand in the order in which they came out; they may have landed in any.
            order by
                candidate.release_sort_key asc,
                candidate.known_from asc,
                coalesce(candidate.published_at, cast(candidate.known_from as timestamp)) asc,
                candidate.landed_at asc,
                candidate.release_file_id desc
        ) as release_order

    from candidate

),

-- The newest release wins, so any later one ends an earlier one, whichever is known first.
followed as (

    select
        in_order.*,
        replaced_source.preferred_known_from,
        lead(in_order.release_file_id) over (
            partition by in_order.measure_id, in_order.preference, in_order.period_end_date
            order by in_order.release_order asc
        ) as next_release_file_id,
        min(in_order.known_from) over (
            partition by in_order.measure_id, in_order.preference, in_order.period_end_date
            order by in_order.release_order asc
            rows between 1 following and unbounded following
        ) as later_known_from

    from in_order
    inner join replaced_source
        on
            in_order.measure_id = replaced_source.measure_id
            and in_order.preference = replaced_source.preference

),

superseded as (

    select
        followed.*,
        case
            when
                followed.later_known_from <= followed.preferred_known_from
                or followed.preferred_known_from is null
                then followed.later_known_from
            else followed.preferred_known_from
        end as superseded_on

    from followed

),

final as (

    select
        measure_id,
        period_end_date,
        release_file_id,
        cast(release_order as integer) as release_order,
        next_release_file_id,
        known_from,
        -- A release that became known after its successor was never in use: its days are none.
        case when superseded_on < known_from then known_from else superseded_on end as known_until,
        superseded_on is null as is_current

    from superseded

)

select * from final
