with history as (

    select * from {{ ref('int_measure_history') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

other_denominator as (

    select * from {{ ref('int_measure_denominator') }}

),

-- A recoded area is the same area, so its series goes on under the newest code.
recoded as (

    select
        history.*,
        coalesce(newest_code.newest_code, history.geography_code) as newest_code,
        {{ best_of_codes(within=['history.measure_id']) }} as best_first

    from history
    left join newest_code on history.geography_code = newest_code.geography_code
    where history.is_current

),

final as (

    select
        recoded.measure_id,
        recoded.preference,
        recoded.release_file_id,
        recoded.newest_code as geography_code,
        recoded.geography_code as published_code,
        recoded.geographic_level,
        recoded.region_code,
        recoded.period_end_date,
        recoded.time_period,
        recoded.value,
        recoded.value_reason,
        recoded.raw_value,
        recoded.source_row,
        recoded.published_column,
        recoded.numerator,
        recoded.times_published,
        recoded.first_release_file_id,
        recoded.first_published_value,
        recoded.first_published_value_reason,
        coalesce(recoded.denominator, other_denominator.denominator) as denominator

    from recoded
    left join other_denominator
        on
            recoded.measure_id = other_denominator.measure_id
            and recoded.preference = other_denominator.preference
            and recoded.newest_code = other_denominator.geography_code
            and recoded.period_end_date >= other_denominator.serves_from_date
            and recoded.period_end_date <= other_denominator.serves_until_date
    where recoded.best_first = 1

)

select * from final
