with scorecard_measure as (

    select * from {{ source('definitions', 'scorecard_measure') }}

),

scorecard as (

    select * from {{ source('definitions', 'scorecard') }}

),

scorecard_authority as (

    select * from {{ ref('int_scorecard_authority') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

measure_value as (

    select * from {{ ref('int_measure_current') }}
    where value is not null

),

forecast as (

    select distinct
        measure_id,
        geography_code

    from {{ ref('int_measure_forecast') }}

),

shown as (

    select
        scorecard_measure.scorecard_id,
        scorecard_measure.measure_id,
        count(distinct measure_value.period_end_date) as periods_with_value,
        max(measure_value.period_end_date) as newest_period_end_date

    from scorecard_measure
    inner join scorecard on scorecard_measure.scorecard_id = scorecard.scorecard_id
    inner join measure_value on scorecard_measure.measure_id = measure_value.measure_id
    left join scorecard_authority
        on
            scorecard_measure.scorecard_id = scorecard_authority.scorecard_id
            and measure_value.geography_code = scorecard_authority.geography_code
    where scorecard.is_for_all_places or scorecard_authority.geography_code is not null
    group by scorecard_measure.scorecard_id, scorecard_measure.measure_id

),

forecast_on_card as (

    select distinct
        scorecard_measure.scorecard_id,
        scorecard_measure.measure_id

    from scorecard_measure
    inner join scorecard on scorecard_measure.scorecard_id = scorecard.scorecard_id
    inner join forecast on scorecard_measure.measure_id = forecast.measure_id
    left join scorecard_authority
        on
            scorecard_measure.scorecard_id = scorecard_authority.scorecard_id
            and forecast.geography_code = scorecard_authority.geography_code
    where scorecard.is_for_all_places or scorecard_authority.geography_code is not null

),

followed as (

    select
        scorecard_measure.scorecard_id,
        scorecard_measure.measure_id,
        measure.measure_name,
        scorecard_measure.role,
        scorecard_measure.is_new,
        scorecard_measure.stale_note,
        shown.newest_period_end_date,
        -- Who does not say how often a figure comes has not said when it is due.
        case when measure.cadence is not null then measure.lag_months + measure.months_between end as months_until_next,
        coalesce(shown.periods_with_value, 0) as periods_with_value,
        forecast_on_card.measure_id is not null as has_forecast

    from scorecard_measure
    inner join measure on scorecard_measure.measure_id = measure.measure_id
    left join shown
        on
            scorecard_measure.scorecard_id = shown.scorecard_id
            and scorecard_measure.measure_id = shown.measure_id
    left join forecast_on_card
        on
            scorecard_measure.scorecard_id = forecast_on_card.scorecard_id
            and scorecard_measure.measure_id = forecast_on_card.measure_id

),

final as (

    select
        scorecard_id,
        measure_id,
        measure_name,
        role,
        is_new,
        stale_note,
        periods_with_value,
        newest_period_end_date,
        has_forecast,
        {{ months_after('newest_period_end_date', 'months_until_next') }} as next_due_date

    from followed

)

select * from final
