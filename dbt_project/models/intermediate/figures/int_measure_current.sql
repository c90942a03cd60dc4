with history as (

    select * from {{ ref('int_measure_history') }}
    where is_current

),

other_denominator as (

    select * from {{ ref('int_measure_denominator') }}

),

final as (

    select
        history.measure_id,
        history.preference,
        history.release_file_id,
        history.geography_code,
        history.published_code,
        history.geographic_level,
        history.region_code,
        history.period_end_date,
        history.time_period,
        history.value,
        history.value_reason,
        history.value_origin,
        history.raw_value,
        history.source_row,
        history.last_source_row,
        history.published_column,
        history.numerator,
        history.times_published,
        history.first_release_file_id,
        history.first_published_value,
        history.first_published_value_reason,
        other_denominator.denominator_release_file_id,
        other_denominator.denominator_source_row,
        coalesce(history.denominator, other_denominator.denominator) as denominator

    from history
    left join other_denominator
        on
            history.measure_id = other_denominator.measure_id
            and history.preference = other_denominator.preference
            and history.geography_code = other_denominator.geography_code
            and history.period_end_date >= other_denominator.serves_from_date
            and history.period_end_date <= other_denominator.serves_until_date

)

select * from final
