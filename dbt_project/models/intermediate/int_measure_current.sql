with vintage as (

    select * from {{ ref('int_measure_vintage') }}

),

measure_release as (

    select * from {{ ref('int_measure_release') }}

),

final as (

    select
        vintage.measure_id,
        vintage.preference,
        vintage.release_file_id,
        vintage.geography_code,
        vintage.geographic_level,
        vintage.region_code,
        vintage.period_end_date,
        vintage.time_period,
        vintage.value,
        vintage.value_reason,
        vintage.raw_value,
        vintage.source_row,
        vintage.published_column,
        vintage.numerator,
        vintage.denominator

    from vintage
    inner join measure_release
        on
            vintage.measure_id = measure_release.measure_id
            and vintage.period_end_date = measure_release.period_end_date
            and vintage.release_file_id = measure_release.release_file_id

)

select * from final
