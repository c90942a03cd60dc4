with measure_value as (

    select * from {{ ref('int_measure_current') }}

),

measure as (

    select * from {{ ref('stg_definitions__measure') }}

),

-- The period before is the same day a year earlier; where that year is missing there is nothing to compare with.
with_period_before as (

    select
        measure_value.*,
        measure.interval_method,
        previous.period_end_date as previous_period_end_date,
        previous.value as previous_value,
        previous.value_reason as previous_value_reason

    from measure_value
    inner join measure on measure_value.measure_id = measure.measure_id
    left join measure_value as previous
        on
            measure_value.measure_id = previous.measure_id
            and measure_value.geography_code = previous.geography_code
            and {{ one_year_before('measure_value.period_end_date') }} = previous.period_end_date

),

final as (

    select
        measure_id,
        geography_code,
        period_end_date,
        time_period,
        value,
        value_reason,
        raw_value,
        numerator,
        denominator,
        case when interval_method = 'wilson' then {{ wilson_interval('numerator', 'denominator', 'low') }} end
            as interval_low,
        case when interval_method = 'wilson' then {{ wilson_interval('numerator', 'denominator', 'high') }} end
            as interval_high,
        previous_period_end_date,
        previous_value,
        previous_value_reason,
        cast(value - previous_value as {{ type_figure() }}) as change_on_previous,
        case
            when previous_value <> 0
                then 100 * cast(value - previous_value as double) / cast(previous_value as double)
        end as change_on_previous_pct,
        first_published_value,
        first_published_value_reason,
        first_release_file_id,
        times_published,
        release_file_id,
        source_row

    from with_period_before

)

select * from final
