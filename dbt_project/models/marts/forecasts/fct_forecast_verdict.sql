with forecast as (

    select * from {{ ref('fct_measure_forecast') }}

),

verdict as (

    select * from {{ ref('int_forecast_verdict') }}

),

in_words as (

    select * from {{ ref('int_forecast_verdict_sentence') }}

),

final as (

    select
        forecast.forecast_id,
        forecast.measure_id,
        forecast.geography_code,
        {{ period_id('verdict.period_kind', 'forecast.period_end_date') }} as period_id,
        forecast.period_end_date,
        forecast.forecast_kind,
        forecast.made_on,
        forecast.known_on,
        forecast.history_to,
        forecast.history_last_value,
        forecast.horizon,
        forecast.projected,
        forecast.projected_low,
        forecast.projected_high,
        verdict.value,
        verdict.release_file_id,
        verdict.forecast_verdict,
        verdict.forecast_verdict_to_reduce,
        verdict.forecast_verdict_to_increase,
        verdict.is_curve_reversed,
        verdict.is_said_before,
        in_words.forecast_sentence

    from forecast
    inner join verdict
        on
            forecast.measure_id = verdict.measure_id
            and forecast.geography_code = verdict.geography_code
            and forecast.history_to = verdict.history_to
            and forecast.period_end_date = verdict.period_end_date
    inner join in_words
        on
            forecast.measure_id = in_words.measure_id
            and forecast.geography_code = in_words.geography_code
            and forecast.history_to = in_words.history_to
            and forecast.period_end_date = in_words.period_end_date

)

select * from final
