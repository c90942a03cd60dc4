with source as (

    select * from {{ source('frozen', 'forecast') }}

),

typed as (

    select
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

    from source

)

select * from typed
