with series as (

    select * from {{ ref('int_measure_series') }}

),

-- The first figure since the publisher last changed what is counted: the start of what can be compared.
baseline as (

    select
        series.measure_id,
        series.geography_code,
        series.series_segment,
        series.period_end_date,
        series.value,
        row_number() over (
            partition by series.measure_id, series.geography_code, series.series_segment
            order by series.period_end_date asc
        ) as oldest_first

    from series
    where series.value is not null and series.doubt_reason is null

),

-- The period before is the same day a year earlier; where that year is missing there is nothing to compare with.
compared as (

    select
        series.*,
        previous.period_end_date as previous_period_end_date,
        previous.value as previous_value,
        previous.value_reason as previous_value_reason,
        previous.doubt_reason as previous_doubt_reason,
        baseline.period_end_date as baseline_period_end_date,
        baseline.value as baseline_value,
        previous.series_segment <> series.series_segment as is_after_break

    from series
    left join series as previous
        on
            series.measure_id = previous.measure_id
            and series.geography_code = previous.geography_code
            and {{ one_year_before('series.period_end_date') }} = previous.period_end_date
    left join baseline
        on
            series.measure_id = baseline.measure_id
            and series.geography_code = baseline.geography_code
            and series.series_segment = baseline.series_segment
            and series.period_end_date >= baseline.period_end_date
            and baseline.oldest_first = 1

),

changed as (

    select
        *,
        case
            when not is_after_break and doubt_reason is null and previous_doubt_reason is null
                then value - previous_value
        end as change_on_previous,
        case
            when period_end_date > baseline_period_end_date and doubt_reason is null
                then value - baseline_value
        end as change_on_baseline

    from compared

),

final as (

    select
        measure_id,
        geography_code,
        published_code,
        {{ period_id('period_kind', 'period_end_date') }} as period_id,
        period_end_date,
        time_period,
        value,
        value_reason,
        value_origin,
        raw_value,
        numerator,
        denominator,
        interval_method,
        interval_low,
        interval_high,
        series_segment,
        previous_period_end_date,
        previous_value,
        previous_value_reason,
        previous_doubt_reason,
        baseline_period_end_date,
        baseline_value,
        first_published_value,
        first_published_value_reason,
        first_release_file_id,
        times_published,
        release_file_id,
        source_row,
        last_source_row,
        denominator_release_file_id,
        denominator_source_row,
        is_doubted,
        doubt_reason,
        doubted_date,
        doubt_source,
        is_shock,
        shock_reason,
        coalesce(is_after_break, false) as is_after_break,
        cast(change_on_previous as {{ type_figure() }}) as change_on_previous,
        case
            when previous_value <> 0 then 100 * cast(change_on_previous as double) / cast(previous_value as double)
        end as change_on_previous_pct,
        cast(change_on_baseline as {{ type_figure() }}) as change_on_baseline,
        case
            when baseline_value <> 0 then 100 * cast(change_on_baseline as double) / cast(baseline_value as double)
        end as change_on_baseline_pct

    from changed

)

select * from final
