with forecast as (

    select * from {{ ref('int_measure_forecast') }}

),

final as (

    select
        concat(measure_id, ' / ', geography_code, ' / ', cast(history_to as {{ type_text() }})) as forecast_id,
        measure_id,
        geography_code,
        forecast_kind,
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

    from forecast

)

select * from final
