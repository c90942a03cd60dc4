with series as (

    select * from {{ ref('int_measure_series') }}

),

-- Half of the last decimal place shown: a smaller change is none that a reader could see.
with_change as (

    select
        series.measure_id,
        series.geography_code,
        series.period_end_date,
        case
            when series.value is null or previous.value is null then null
            when series.doubt_reason is not null or previous.doubt_reason is not null then null
            when abs(cast(series.value - previous.value as double)) < 0.5 * power(10, -series.decimal_places)
                then 'level'
            when series.value > previous.value then 'rising'
            else 'falling'
        end as run_direction

    from series
    left join series as previous
        on
            series.measure_id = previous.measure_id
            and series.geography_code = previous.geography_code
            and series.series_segment = previous.series_segment
            and {{ moved_by_months('series.period_end_date', '-series.months_between') }} = previous.period_end_date

),

-- A figure whose expected period before is missing, suppressed or not comparable has no direction and ends the run.
marked as (

    select
        *,
        case
            when
                run_direction is not null
                and run_direction = lag(run_direction) over (
                    partition by measure_id, geography_code
                    order by period_end_date asc
                )
                then 0
            else 1
        end as starts_run

    from with_change

),

numbered as (

    select
        *,
        sum(starts_run) over (
            partition by measure_id, geography_code
            order by period_end_date asc
            rows between unbounded preceding and current row
        ) as run_number

    from marked

),

final as (

    select
        measure_id,
        geography_code,
        period_end_date,
        run_direction,
        cast(
            case
                when run_direction is null then 0
                else row_number() over (
                    partition by measure_id, geography_code, run_number
                    order by period_end_date asc
                )
            end as integer
        ) as run_length

    from numbered

)

select * from final
