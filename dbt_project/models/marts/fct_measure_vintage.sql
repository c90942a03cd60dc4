with vintage as (

    select * from {{ ref('int_measure_vintage') }}

),

measure_release as (

    select * from {{ ref('int_measure_release') }}

),

final as (

    select
        vintage.measure_id,
        vintage.geography_code,
        vintage.period_end_date,
        vintage.release_file_id,
        vintage.source_row,
        vintage.published_column,
        vintage.raw_value,
        vintage.value,
        vintage.value_reason,
        vintage.numerator,
        vintage.denominator,
        measure_release.release_file_id is not null as is_current

    from vintage
    left join measure_release
        on
            vintage.measure_id = measure_release.measure_id
            and vintage.period_end_date = measure_release.period_end_date
            and vintage.release_file_id = measure_release.release_file_id

)

select * from final
