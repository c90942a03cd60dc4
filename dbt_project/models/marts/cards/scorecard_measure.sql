with scorecard_wide as (

    select * from {{ ref('scorecard_wide') }}

),

counted as (

    select
        scorecard_id,
        measure_id,
        geography_code,
        count(value) as periods_with_value

    from scorecard_wide
    group by scorecard_id, measure_id, geography_code

),

final as (

    select
        scorecard_wide.scorecard_id,
        scorecard_wide.scorecard_title,
        scorecard_wide.display_order,
        scorecard_wide.measure_id,
        scorecard_wide.measure_name,
        scorecard_wide.plain_definition,
        scorecard_wide.unit,
        scorecard_wide.decimal_places,
        scorecard_wide.polarity,
        scorecard_wide.geography_code,
        scorecard_wide.geography_name,
        scorecard_wide.is_made_up,
        scorecard_wide.is_made_of_records,
        scorecard_wide.period_end_date,
        scorecard_wide.period_label,
        scorecard_wide.is_behind_newest_period,
        counted.periods_with_value,
        scorecard_wide.value,
        scorecard_wide.value_reason,
        scorecard_wide.value_origin,
        scorecard_wide.is_doubted,
        scorecard_wide.doubt_reason,
        scorecard_wide.numerator,
        scorecard_wide.denominator,
        scorecard_wide.interval_low,
        scorecard_wide.interval_high,
        scorecard_wide.previous_value,
        scorecard_wide.previous_value_reason,
        scorecard_wide.change_on_previous,
        scorecard_wide.change_on_previous_pct,
        scorecard_wide.region_code,
        scorecard_wide.region_name,
        scorecard_wide.region_value,
        scorecard_wide.region_value_reason,
        scorecard_wide.england_value,
        scorecard_wide.england_value_reason,
        scorecard_wide.release_file_id,
        scorecard_wide.publication_title,
        scorecard_wide.release_name,
        scorecard_wide.file_name,
        scorecard_wide.source_row,
        scorecard_wide.last_source_row,
        scorecard_wide.role,
        scorecard_wide.is_headline,
        scorecard_wide.wanted_direction,
        scorecard_wide.wanted_by,
        scorecard_wide.verdict,
        scorecard_wide.sentence,
        scorecard_wide.forecast_verdict

    from scorecard_wide
    inner join counted
        on
            scorecard_wide.scorecard_id = counted.scorecard_id
            and scorecard_wide.measure_id = counted.measure_id
            and scorecard_wide.geography_code = counted.geography_code
    where scorecard_wide.is_newest_period

)

select * from final
