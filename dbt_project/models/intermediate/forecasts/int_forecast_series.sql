with history as (

    select * from {{ ref('int_measure_history') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

segment as (

    select * from {{ ref('int_measure_segment') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

doubt as (

    select * from {{ ref('int_measure_doubt') }}

),

shock as (

    select * from {{ ref('int_measure_shock') }}

),

-- A recoded area is one series, in each release.
recoded as (

    select
        history.*,
        coalesce(newest_code.newest_code, history.geography_code) as newest_code,
        {{ best_of_codes(within=['history.measure_id', 'history.release_file_id']) }} as best_first

    from history
    left join newest_code on history.geography_code = newest_code.geography_code

),

final as (

    select
        recoded.measure_id,
        measure.unit,
        recoded.newest_code as geography_code,
        recoded.geographic_level,
        measure.period_kind,
        recoded.period_end_date,
        -- A doubted figure is as good as missing: it ends a history, and no forecast is held against it.
        case when doubt.doubt_reason is null then cast(recoded.value as double) end as value,
        recoded.release_file_id,
        concat(
            cast(recoded.preference as {{ type_text() }}), '.', cast(segment.series_segment as {{ type_text() }})
        ) as series_id,
        recoded.known_from,
        recoded.known_until,
        recoded.is_current,
        shock.shock_reason is not null as is_shock

    from recoded
    inner join measure on recoded.measure_id = measure.measure_id
    inner join segment
        on
            recoded.measure_id = segment.measure_id
            and recoded.preference = segment.preference
            and recoded.release_file_id = segment.release_file_id
    left join doubt
        on
            recoded.measure_id = doubt.measure_id
            and recoded.preference = doubt.preference
            and recoded.release_file_id = doubt.release_file_id
            and recoded.geography_code = doubt.geography_code
            and recoded.period_end_date = doubt.period_end_date
    left join shock
        on
            recoded.measure_id = shock.measure_id
            and recoded.preference = shock.preference
            and recoded.period_end_date = shock.period_end_date
    where recoded.best_first = 1

)

select * from final
