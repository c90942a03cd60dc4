with history as (

    select * from {{ ref('int_measure_history') }}

),

final as (

    select
        measure_id,
        geography_code,
        published_code,
        {{ period_id('period_kind', 'period_end_date') }} as period_id,
        period_end_date,
        release_file_id,
        preference,
        source_row,
        last_source_row,
        published_column,
        raw_value,
        value,
        value_reason,
        value_origin,
        numerator,
        denominator,
        denominator_release_file_id,
        denominator_source_row,
        publication_order,
        times_published,
        is_first_published,
        is_latest_published,
        known_from,
        known_until,
        withdrawn_by_release_file_id,
        is_current

    from history

)

select * from final
