with history as (

    select * from {{ ref('int_measure_history') }}

),

final as (

    select
        measure_id,
        preference,
        release_file_id,
        geography_code,
        geographic_level,
        region_code,
        period_end_date,
        time_period,
        value,
        value_reason,
        raw_value,
        source_row,
        published_column,
        numerator,
        denominator,
        times_published,
        first_release_file_id,
        first_published_value,
        first_published_value_reason

    from history
    where is_current

)

select * from final
