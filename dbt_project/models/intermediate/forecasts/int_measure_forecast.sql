with forecast as (

    select * from {{ ref('int_forecast') }}

),

frozen as (

    select * from {{ source('records', 'frozen_forecast') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

geography as (

    select * from {{ ref('int_geography') }}

),

frozen_history as (

    select distinct
        measure_id,
        geography_code,
        history_to

    from frozen

),

-- What was frozen is what was said: the same history is not forecast again, however the methods have changed since.
not_frozen as (

    select
        forecast.*,
        case when forecast.is_newest then 'current' else 'reconstructed' end as forecast_kind

    from forecast
    left join frozen_history
        on
            forecast.measure_id = frozen_history.measure_id
            and forecast.geography_code = frozen_history.geography_code
            and forecast.history_to = frozen_history.history_to
    where frozen_history.measure_id is null

),

-- A measure or place that is no longer followed keeps its forecasts in the store, and has none here.
still_followed as (

    select
        frozen.*,
        'frozen' as forecast_kind

    from frozen
    inner join measure on frozen.measure_id = measure.measure_id
    inner join geography on frozen.geography_code = geography.geography_code

),

final as (

    select
        forecast_kind,
        measure_id,
        geography_code,
        made_on,
        known_on,
        forecast_method,
        history_from,
        history_to,
        history_points,
        history_first_value,
        history_last_value,
        period_end_date,
        horizon,
        projected,
        projected_low,
        projected_high,
        band_errors

    from not_frozen
    union all
    select
        forecast_kind,
        measure_id,
        geography_code,
        made_on,
        known_on,
        forecast_method,
        history_from,
        history_to,
        history_points,
        history_first_value,
        history_last_value,
        period_end_date,
        horizon,
        projected,
        projected_low,
        projected_high,
        band_errors

    from still_followed

)

select * from final
