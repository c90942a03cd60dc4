with forecast as (

    select * from {{ ref('int_forecast') }}

),

frozen_forecast as (

    select * from {{ source('records', 'frozen_forecast') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

geography as (

    select * from {{ ref('int_geography') }}

),

-- A forecast of a recoded area is held against what comes under its newest code. Where its history was frozen under
-- both, what was said first stands.
placed as (

    select
        frozen_forecast.*,
        coalesce(newest_code.newest_code, frozen_forecast.geography_code) as place_code,
        row_number() over (
            partition by
                frozen_forecast.measure_id,
                coalesce(newest_code.newest_code, frozen_forecast.geography_code),
                frozen_forecast.history_to,
                frozen_forecast.period_end_date
            order by frozen_forecast.made_on asc, frozen_forecast.known_on asc, frozen_forecast.geography_code asc
        ) as first_said

    from frozen_forecast
    left join newest_code on frozen_forecast.geography_code = newest_code.geography_code

),

frozen as (

    select
        measure_id,
        place_code as geography_code,
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

    from placed
    where first_said = 1

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
