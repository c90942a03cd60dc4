{#- Shewhart's constants for moving ranges of two: 3 / 1.128, and the largest range that chance explains. -#}
{%- set limits = 2.66 -%}
{%- set largest_range = 3.267 -%}

with series as (

    select * from {{ ref('int_measure_series') }}

),

-- Sums are of exact decimals: doubles added in another order give another last bit, and rules ask on which side of a
-- mean a figure is.
valid as (

    select
        measure_id,
        geography_code,
        series_segment,
        period_end_date,
        cast(denominator as double) as denominator,
        value,
        cast(value as double) as figure,
        value - lag(value) over (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
        ) as step

    from series
    where value is not null and doubt_reason is null

),

averaged as (

    select
        *,
        cast(sum(abs(step)) over (partition by measure_id, geography_code, series_segment) as double)
        / nullif(count(step) over (partition by measure_id, geography_code, series_segment), 0) as average_range

    from valid

),

usual as (

    select
        *,
        abs(cast(step as double)) < {{ largest_range }} * average_range as is_usual

    from averaged

),

-- One pass: moves too large to be chance do not widen the limits that are to show them.
process as (

    select
        measure_id,
        geography_code,
        series_segment,
        count(*) as process_points,
        min(period_end_date) as process_from_period_end_date,
        cast(sum(value) as double) / count(*) as process_mean,
        percentile_cont(0.5) within group (order by denominator) as median_denominator,
        coalesce(
            cast(sum(case when is_usual then abs(step) end) as double)
            / nullif(count(case when is_usual then 1 end), 0),
            max(average_range)
        ) as screened_range

    from usual
    group by measure_id, geography_code, series_segment

),

placed as (

    select
        valid.measure_id,
        valid.geography_code,
        valid.series_segment,
        valid.period_end_date,
        valid.figure,
        process.process_points,
        process.process_from_period_end_date,
        process.process_mean,
        process.median_denominator,
        process.screened_range,
        sign(valid.step) as step_sign,
        case
            when abs(valid.figure - process.process_mean) < 0.000000001 then 0
            when valid.figure > process.process_mean then 1
            else -1
        end as side,
        case
            when abs(valid.figure - process.process_mean) > {{ limits }} * process.screened_range then 2
            when abs(valid.figure - process.process_mean) > {{ limits }} * process.screened_range * 2 / 3 then 1
            else 0
        end as band

    from valid
    inner join process
        on
            valid.measure_id = process.measure_id
            and valid.geography_code = process.geography_code
            and valid.series_segment = process.series_segment

),

-- A rule is met at the last of its points ...
ended as (

    select
        *,
        case when abs(sum(step_sign) over six) = 6 then 1 else 0 end as ends_steady,
        case when abs(sum(side) over seven) = 7 then 1 else 0 end as ends_one_side,
        case
            when abs(sum(side) over three) = 3 and sum(case when band = 1 then 1 else 0 end) over three >= 2 then 1
            else 0
        end as ends_near_limit

    from placed
    window
        three as (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between 2 preceding and current row
        ),
        six as (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between 5 preceding and current row
        ),
        seven as (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between 6 preceding and current row
        )

),

-- ... and all of its points are part of it.
belonging as (

    select
        *,
        max(ends_steady) over until_six_on as is_steady,
        max(ends_one_side) over until_six_on as is_one_side,
        max(ends_near_limit) over until_two_on as is_near_limit,
        max(step_sign * ends_steady) over until_six_on as steady_upwards

    from ended
    window
        until_six_on as (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between current row and 6 following
        ),
        until_two_on as (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between current row and 2 following
        )

),

signalled as (

    select
        *,
        case
            when process_points < 6 then null
            when band = 2 then 'outside_limits'
            when is_steady = 1 then 'steady_change'
            when is_near_limit = 1 and band = 1 then 'near_limit'
            when is_one_side = 1 then 'one_side_of_mean'
            else 'none'
        end as process_signal

    from belonging

),

final as (

    select
        measure_id,
        geography_code,
        period_end_date,
        process_from_period_end_date,
        median_denominator,
        process_signal,
        cast(process_points as integer) as process_points,
        case when process_points >= 6 then process_points < 12 end as is_trial_process,
        case when process_points >= 6 then process_mean end as process_mean,
        case when process_points >= 6 then process_mean - {{ limits }} * screened_range end as process_lower_limit,
        case when process_points >= 6 then process_mean + {{ limits }} * screened_range end as process_upper_limit,
        case
            when coalesce(process_signal, 'none') = 'none' then null
            when process_signal = 'steady_change' then case when steady_upwards > 0 then 'high' else 'low' end
            when side > 0 then 'high'
            when side < 0 then 'low'
        end as process_signal_side

    from signalled

)

select * from final
