with series as (

    select * from {{ ref('int_measure_series') }}

),

run as (

    select * from {{ ref('int_measure_run') }}

),

recent_trend as (

    select * from {{ ref('int_measure_recent_trend') }}

),

process as (

    select * from {{ ref('int_measure_process') }}

),

final as (

    select
        series.measure_id,
        series.geography_code,
        {{ period_id('series.period_kind', 'series.period_end_date') }} as period_id,
        series.period_end_date,
        series.value,
        series.value_reason,
        series.series_segment,
        run.run_length,
        run.run_direction,
        recent_trend.trend_from_period_end_date,
        recent_trend.trend_slope,
        recent_trend.trend_chi_squared,
        process.process_from_period_end_date,
        process.is_trial_process,
        process.process_mean,
        process.process_lower_limit,
        process.process_upper_limit,
        process.process_signal,
        process.process_signal_side,
        process.median_denominator,
        coalesce(recent_trend.trend_result, 'cannot_be_calculated') as trend_result,
        coalesce(recent_trend.trend_points, 0) as trend_points,
        coalesce(process.process_points, 0) as process_points

    from series
    inner join run
        on
            series.measure_id = run.measure_id
            and series.geography_code = run.geography_code
            and series.period_end_date = run.period_end_date
    left join recent_trend
        on
            series.measure_id = recent_trend.measure_id
            and series.geography_code = recent_trend.geography_code
            and series.period_end_date = recent_trend.period_end_date
    left join process
        on
            series.measure_id = process.measure_id
            and series.geography_code = process.geography_code
            and series.period_end_date = process.period_end_date

)

select * from final
