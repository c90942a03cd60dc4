with scorecard as (

    select * from {{ ref('dim_scorecard') }}

),

scorecard_measure as (

    select * from {{ ref('bridge_scorecard_measure') }}

),

scorecard_geography as (

    select * from {{ ref('bridge_scorecard_geography') }}

),

measure as (

    select * from {{ ref('dim_measure') }}

),

geography as (

    select * from {{ ref('dim_geography') }}

),

period as (

    select * from {{ ref('dim_period') }}

),

measure_value as (

    select * from {{ ref('fct_measure_value') }}

),

comparison as (

    select * from {{ ref('fct_measure_comparison') }}

),

release_file as (

    select * from {{ ref('dim_release_file') }}

),

newest_period as (

    select
        measure_id,
        max(period_end_date) as newest_period_end_date

    from measure_value
    group by measure_id

),

ranked as (

    select
        comparison.*,
        row_number() over (
            partition by comparison.measure_id, comparison.geography_code
            order by comparison.period_end_date desc
        ) as newest_first,
        count(comparison.value) over (partition by comparison.measure_id, comparison.geography_code)
            as periods_with_value

    from comparison

),

final as (

    select
        scorecard.scorecard_id,
        scorecard.scorecard_title,
        scorecard_measure.display_order,
        measure.measure_id,
        measure.measure_name,
        measure.plain_definition,
        measure.unit,
        measure.decimal_places,
        measure.polarity,
        geography.geography_code,
        geography.geography_name,
        ranked.period_end_date,
        ranked.periods_with_value,
        measure_value.value,
        measure_value.value_reason,
        measure_value.numerator,
        measure_value.denominator,
        measure_value.interval_low,
        measure_value.interval_high,
        measure_value.previous_value,
        measure_value.previous_value_reason,
        measure_value.change_on_previous,
        measure_value.change_on_previous_pct,
        geography.region_code,
        geography.region_name,
        ranked.region_value,
        ranked.region_value_reason,
        ranked.england_value,
        ranked.england_value_reason,
        measure_value.release_file_id,
        release_file.publication_title,
        release_file.release_name,
        release_file.file_name,
        measure_value.source_row,
        ranked.period_end_date < newest_period.newest_period_end_date as is_behind_newest_period,
        case measure.timing when 'at_date' then period.label_at_date else period.label_during_year end as period_label

    from scorecard_measure
    inner join scorecard on scorecard_measure.scorecard_id = scorecard.scorecard_id
    inner join measure on scorecard_measure.measure_id = measure.measure_id
    inner join ranked on measure.measure_id = ranked.measure_id and ranked.newest_first = 1
    inner join newest_period on measure.measure_id = newest_period.measure_id
    inner join scorecard_geography
        on
            scorecard_measure.scorecard_id = scorecard_geography.scorecard_id
            and ranked.geography_code = scorecard_geography.geography_code
    inner join geography on ranked.geography_code = geography.geography_code
    inner join period on ranked.period_end_date = period.period_end_date
    inner join measure_value
        on
            ranked.measure_id = measure_value.measure_id
            and ranked.geography_code = measure_value.geography_code
            and ranked.period_end_date = measure_value.period_end_date
    inner join release_file on measure_value.release_file_id = release_file.release_file_id

)

select * from final
