with backtest as (

    select * from {{ ref('int_forecast_backtest') }}

),

final as (

    select
        measure_id,
        forecast_method,
        horizon,
        is_chosen,
        scaled_error,
        error_against_naive,
        typical_error,
        band_radius,
        forecast_count,
        series_count,
        origin_count,
        coverage_pct,
        coverage_count,
        known_on

    from backtest
    where is_newest

)

select * from final
