with backtest as (

    select * from {{ ref('int_forecast_backtest') }}

),

-- A column of a Python model without any figure arrives without a type.
final as (

    select
        cast(measure_id as {{ type_text() }}) as measure_id,
        cast(forecast_method as {{ type_text() }}) as forecast_method,
        cast(horizon as integer) as horizon,
        cast(is_chosen as boolean) as is_chosen,
        cast(scaled_error as double) as scaled_error,
        cast(error_against_naive as double) as error_against_naive,
        cast(typical_error as double) as typical_error,
        cast(band_radius as double) as band_radius,
        cast(forecast_count as integer) as forecast_count,
        cast(series_count as integer) as series_count,
        cast(origin_count as integer) as origin_count,
        cast(coverage_pct as double) as coverage_pct,
        cast(coverage_count as integer) as coverage_count,
        cast(known_on as date) as known_on

    from backtest
    where is_newest

)

select * from final
