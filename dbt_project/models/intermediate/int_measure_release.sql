with vintage as (

    select * from {{ ref('int_measure_vintage') }}

),

release_file as (

    select * from {{ ref('stg_landed__release_file') }}

),

candidate as (

    select distinct
        vintage.measure_id,
        vintage.period_end_date,
        vintage.preference,
        vintage.release_file_id,
        release_file.release_name,
        release_file.landed_at

    from vintage
    inner join release_file on vintage.release_file_id = release_file.release_file_id

),

-- A series never mixes two sources: the first of the measure's sources that has any figure provides all of it.
preferred_source as (

    select
        measure_id,
        min(preference) as preference

    from candidate
    group by measure_id

),

ranked as (

    select
        candidate.*,
        row_number() over (
            partition by candidate.measure_id, candidate.period_end_date
            order by candidate.release_name desc, candidate.landed_at desc, candidate.release_file_id asc
        ) as newest_first

    from candidate
    inner join preferred_source
        on
            candidate.measure_id = preferred_source.measure_id
            and candidate.preference = preferred_source.preference

),

final as (

    select
        measure_id,
        period_end_date,
        release_file_id

    from ranked
    where newest_first = 1

)

select * from final
