with series as (

    select * from {{ ref('int_measure_series') }}

),

run as (

    select * from {{ ref('int_measure_run') }}

),

noise as (

    select * from {{ ref('int_measure_noise') }}

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
        noise.scaled,
        noise.noise_variance,
        noise.noise_sd,
        run.run_length,
        run.run_direction,
        process.process_from_period_end_date,
        process.is_trial_process,
        process.process_mean,
        process.process_lower_limit,
        process.process_upper_limit,
        process.process_signal,
        process.process_signal_side,
        process.median_denominator,
        coalesce(noise.noise_basis, 'none') as noise_basis,
        coalesce(process.process_points, 0) as process_points

    from series
    inner join run
        on
            series.measure_id = run.measure_id
            and series.geography_code = run.geography_code
            and series.period_end_date = run.period_end_date
    left join noise
        on
            series.measure_id = noise.measure_id
            and series.geography_code = noise.geography_code
            and series.period_end_date = noise.period_end_date
    left join process
        on
            series.measure_id = process.measure_id
            and series.geography_code = process.geography_code
            and series.period_end_date = process.period_end_date

)

select * from final
