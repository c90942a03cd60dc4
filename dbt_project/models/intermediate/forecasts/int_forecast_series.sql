with history as (

    select * from {{ ref('int_measure_history') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

segment as (

    select * from {{ ref('int_measure_segment') }}

),

doubt as (

    select * from {{ ref('int_measure_doubt') }}

),

shock as (

    select * from {{ ref('int_measure_shock') }}

),

final as (

    select
        history.measure_id,
        measure.unit,
        history.geography_code,
        history.geographic_level,
        measure.period_kind,
        history.period_end_date,
        -- A doubted figure is as good as missing: it ends a history, and no forecast is held against it.
        case when doubt.doubt_reason is null then cast(history.value as double) end as value,
        history.release_file_id,
        concat(
            cast(history.preference as {{ type_text() }}), '.', cast(segment.series_segment as {{ type_text() }})
        ) as series_id,
        history.known_from,
        history.known_until,
        history.is_current,
        shock.shock_reason is not null as is_shock

    from history
    inner join measure on history.measure_id = measure.measure_id
    inner join segment
        on
            history.measure_id = segment.measure_id
            and history.preference = segment.preference
            and history.release_file_id = segment.release_file_id
    left join doubt
        on
            history.measure_id = doubt.measure_id
            and history.preference = doubt.preference
            and history.release_file_id = doubt.release_file_id
            and history.published_code = doubt.geography_code
            and history.period_end_date = doubt.period_end_date
    left join shock
        on
            history.measure_id = shock.measure_id
            and history.preference = shock.preference
            and history.period_end_date = shock.period_end_date

)

select * from final
