{#- The chi-squared value that a slope reaches by chance once in 500 series (p = 0.002, 1 degree of freedom). -#}
{%- set critical = 9.54953570608324 -%}

with series as (

    select * from {{ ref('int_measure_series') }}

),

-- Only figures with an interval can be weighed; years in between may be missing.
valid as (

    select
        measure_id,
        geography_code,
        series_segment,
        period_end_date,
        cast(value as double) as figure,
        interval_high - interval_low as width,
        case when interval_method = 'wilson' and numerator = denominator then 1 else 0 end as is_everyone,
        row_number() over (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
        ) as point_number

    from series
    where value is not null and interval_high > interval_low

),

-- Each figure with itself and the four before it, numbered 1 to 5; a weight is 1 over the squared standard error.
five as (

    select
        newest.measure_id,
        newest.geography_code,
        newest.period_end_date,
        earlier.period_end_date as point_period_end_date,
        earlier.is_everyone,
        earlier.figure as y,
        cast(earlier.point_number - newest.point_number + 5 as double) as x,
        power(3.92 / earlier.width, 2) as w

    from valid as newest
    inner join valid as earlier
        on
            newest.measure_id = earlier.measure_id
            and newest.geography_code = earlier.geography_code
            and newest.series_segment = earlier.series_segment
            and earlier.point_number between newest.point_number - 4 and newest.point_number

),

summed as (

    select
        *,
        sum(w) over fitted as sw,
        sum(w * x) over fitted as swx,
        sum(w * y) over fitted as swy,
        sum(w * x * x) over fitted as swxx,
        sum(w * x * y) over fitted as swxy

    from five
    -- In one order, so that the same figures give the same sums in every build. Four on either side are all five;
    -- DuckDB takes thirty times as long where the same frame is written as unbounded.
    window fitted as (
        partition by measure_id, geography_code, period_end_date
        order by x asc
        rows between 4 preceding and 4 following
    )

),

-- The slope without each point in turn: one odd year must not make a trend.
left_out as (

    select
        *,
        (sw - w) * (swxy - w * x * y) as rising,
        (swx - w * x) * (swy - w * y) as falling

    from summed

),

-- Level is level: what the two leave beyond their last binary places is no slope.
tilted as (

    select
        *,
        case
            when abs(rising - falling) > 1e-9 * greatest(abs(rising), abs(falling)) then rising - falling else 0
        end as slope_without_point

    from left_out

),

fitted as (

    select
        measure_id,
        geography_code,
        period_end_date,
        count(*) as trend_points,
        max(is_everyone) as is_everyone,
        min(point_period_end_date) as trend_from_period_end_date,
        min(slope_without_point) as lowest_slope_without_point,
        max(slope_without_point) as highest_slope_without_point,
        (max(sw) * max(swxy) - max(swx) * max(swy)) / nullif(max(sw) * max(swxx) - power(max(swx), 2), 0) as slope,
        max(sw) / nullif(max(sw) * max(swxx) - power(max(swx), 2), 0) as slope_variance

    from tilted
    group by measure_id, geography_code, period_end_date

),

tested as (

    select
        *,
        trend_points = 5 and is_everyone = 0 as is_calculable,
        power(slope, 2) / slope_variance as chi_squared

    from fitted

),

final as (

    select
        measure_id,
        geography_code,
        period_end_date,
        cast(trend_points as integer) as trend_points,
        case when is_calculable then trend_from_period_end_date end as trend_from_period_end_date,
        case when is_calculable then slope end as trend_slope,
        case when is_calculable then chi_squared end as trend_chi_squared,
        case
            when not is_calculable then 'cannot_be_calculated'
            when chi_squared > {{ critical }} and slope > 0 and lowest_slope_without_point > 0 then 'increasing'
            when chi_squared > {{ critical }} and slope < 0 and highest_slope_without_point < 0 then 'decreasing'
            else 'no_significant_change'
        end as trend_result

    from tested

)

select * from final
