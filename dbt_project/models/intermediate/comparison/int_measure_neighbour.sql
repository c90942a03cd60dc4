with series as (

    select * from {{ ref('int_measure_series') }}
    where geographic_level = 'Local authority' and interval_method <> 'count'

),

neighbour as (

    select * from {{ ref('int_neighbour_set') }}

),

-- A percentage or rate of several authorities together needs the counts of all of them.
neighbour_value as (

    select
        series.measure_id,
        series.period_end_date,
        neighbour.geography_code,
        series.value,
        case when series.interval_method = 'wilson' then 100 else series.multiplier end as per,
        case when series.numerator is not null and series.denominator > 0 then series.numerator end as numerator,
        case when series.numerator is not null and series.denominator > 0 then series.denominator end as denominator

    from series
    inner join neighbour on series.geography_code = neighbour.neighbour_code
    where series.value is not null and series.doubt_reason is null

),

averages as (

    select
        measure_id,
        geography_code,
        period_end_date,
        cast(count(*) as integer) as neighbours_with_value,
        -- Added as decimals, so that the mean does not hang on the order of the neighbours.
        cast(sum(value) as double) / count(*) as neighbours_mean,
        percentile_cont(0.5) within group (order by cast(value as double)) as neighbours_median,
        case
            when count(denominator) = count(*) and max(per) is not null
                then max(per) * cast(sum(numerator) as double) / cast(sum(denominator) as double)
        end as neighbours_pooled

    from neighbour_value
    group by measure_id, geography_code, period_end_date

),

-- Whether the authority's own figure is above one of the averages and below another.
final as (

    select
        averages.*,
        series.unit,
        series.decimal_places,
        coalesce(
            least(
                averages.neighbours_mean,
                averages.neighbours_median,
                coalesce(averages.neighbours_pooled, averages.neighbours_mean)
            ) < cast(series.value as double)
            and greatest(
                averages.neighbours_mean,
                averages.neighbours_median,
                coalesce(averages.neighbours_pooled, averages.neighbours_mean)
            ) > cast(series.value as double),
            false
        ) as is_decided_by_average

    from averages
    left join series
        on
            averages.measure_id = series.measure_id
            and averages.geography_code = series.geography_code
            and averages.period_end_date = series.period_end_date

)

select * from final
