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

-- A column of a Python model without any figure arrives without a type.
typed as (

    select
        is_newest,
        cast(measure_id as {{ type_text() }}) as measure_id,
        cast(geography_code as {{ type_text() }}) as geography_code,
        cast(made_on as date) as made_on,
        cast(known_on as date) as known_on,
        cast(forecast_method as {{ type_text() }}) as forecast_method,
        cast(history_from as date) as history_from,
        cast(history_to as date) as history_to,
        cast(history_points as integer) as history_points,
        cast(history_first_value as double) as history_first_value,
        cast(history_last_value as double) as history_last_value,
        cast(period_end_date as date) as period_end_date,
        cast(horizon as integer) as horizon,
        cast(projected as double) as projected,
        cast(projected_low as double) as projected_low,
        cast(projected_high as double) as projected_high,
        cast(band_errors as integer) as band_errors

    from forecast

),

-- What was frozen is what was said: the same history is not forecast again, however the methods have changed since.
not_frozen as (

    select
        typed.*,
        case when typed.is_newest then 'current' else 'reconstructed' end as forecast_kind

    from typed
    left join frozen_history
        on
            typed.measure_id = frozen_history.measure_id
            and typed.geography_code = frozen_history.geography_code
            and typed.history_to = frozen_history.history_to
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
