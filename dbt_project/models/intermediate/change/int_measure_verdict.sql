with series as (

    select * from {{ ref('int_measure_series') }}

),

recent_trend as (

    select * from {{ ref('int_measure_recent_trend') }}

),

process as (

    select * from {{ ref('int_measure_process') }}

),

placed as (

    select
        *,
        row_number() over (
            partition by measure_id, geography_code
            order by period_end_date desc
        ) as newest_first,
        count(value) over (
            partition by measure_id, geography_code
            order by period_end_date asc
            rows between unbounded preceding and 1 preceding
        ) as earlier_figures,
        count(value) over (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between unbounded preceding and 1 preceding
        ) as earlier_comparable_figures

    from series

),

newest as (

    select
        placed.*,
        recent_trend.trend_points,
        recent_trend.trend_from_period_end_date,
        recent_trend.trend_slope,
        recent_trend.trend_chi_squared,
        process.process_points,
        process.process_from_period_end_date,
        process.process_mean,
        process.process_lower_limit,
        process.process_upper_limit,
        process.process_signal,
        process.process_signal_side,
        process.median_denominator,
        previous.period_end_date as previous_period_end_date,
        coalesce(recent_trend.trend_result, 'cannot_be_calculated') as trend_result,
        placed.interval_centre - previous.interval_centre as difference,
        -- Newcombe's hybrid interval: the nearer ends of the two intervals, squared and added.
        placed.interval_centre - previous.interval_centre - sqrt(
            power(placed.interval_centre - placed.interval_low, 2)
            + power(previous.interval_high - previous.interval_centre, 2)
        ) as difference_low,
        placed.interval_centre - previous.interval_centre + sqrt(
            power(placed.interval_high - placed.interval_centre, 2)
            + power(previous.interval_centre - previous.interval_low, 2)
        ) as difference_high

    from placed
    left join recent_trend
        on
            placed.measure_id = recent_trend.measure_id
            and placed.geography_code = recent_trend.geography_code
            and placed.period_end_date = recent_trend.period_end_date
    left join process
        on
            placed.measure_id = process.measure_id
            and placed.geography_code = process.geography_code
            and placed.period_end_date = process.period_end_date
    left join series as previous
        on
            placed.measure_id = previous.measure_id
            and placed.geography_code = previous.geography_code
            and placed.series_segment = previous.series_segment
            and {{ moved_by_months('placed.period_end_date', '-placed.months_between') }} = previous.period_end_date
    where placed.newest_first = 1

),

-- The ladder: the first test that the figures allow. A percentage of few people jumps too much for process limits.
tested as (

    select
        *,
        value is not null and earlier_figures > 0 and earlier_comparable_figures = 0 as is_definition_changed,
        case
            when value is null then 'none'
            when earlier_comparable_figures = 0 then 'none'
            when process_points >= 12 and (unit <> 'percent' or median_denominator >= 20) then 'process_limits'
            when trend_result <> 'cannot_be_calculated' then 'recent_trend'
            when difference is not null then 'two_periods'
            else 'none'
        end as test_used

    from newest

),

directed as (

    select
        *,
        case test_used
            when 'process_limits' then case process_signal_side when 'high' then 1 when 'low' then -1 else 0 end
            when 'recent_trend' then case trend_result when 'increasing' then 1 when 'decreasing' then -1 else 0 end
            when 'two_periods' then case when difference_low > 0 then 1 when difference_high < 0 then -1 else 0 end
        end as direction,
        case test_used
            when 'process_limits' then process_points
            when 'recent_trend' then trend_points
            when 'two_periods' then 2
            else earlier_comparable_figures + case when value is null then 0 else 1 end
        end as figures_compared,
        case test_used
            when 'process_limits' then process_from_period_end_date
            when 'recent_trend' then trend_from_period_end_date
            when 'two_periods' then previous_period_end_date
        end as compared_from_period_end_date

    from tested

),

final as (

    select
        measure_id,
        geography_code,
        period_end_date,
        value,
        value_reason,
        unit,
        decimal_places,
        timing,
        period_kind,
        cadence,
        test_used,
        direction,
        compared_from_period_end_date,
        trend_slope,
        trend_chi_squared,
        process_mean,
        process_lower_limit,
        process_upper_limit,
        process_signal,
        process_signal_side,
        difference,
        difference_low,
        difference_high,
        cast(figures_compared as integer) as figures_compared,
        case
            when is_definition_changed then 'definition_changed'
            when direction is null then 'too_few_to_tell'
            when direction = 0 then 'within_normal_variation'
            when polarity = 'no_judgement' and direction > 0 then 'real_increase'
            when polarity = 'no_judgement' then 'real_decrease'
            when (direction > 0) = (polarity = 'higher_is_better') then 'real_improvement'
            else 'real_worsening'
        end as verdict

    from directed

)

select * from final
