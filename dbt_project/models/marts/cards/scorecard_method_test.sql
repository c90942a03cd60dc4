with asked as (

    select * from {{ ref('stg_definitions__scorecard_method_test') }}

),

history as (

    select * from {{ ref('int_scorecard_measure_history') }}

),

build as (

    select * from {{ ref('stg_definitions__build') }}

),

measure_forecast as (

    select * from {{ ref('fct_measure_forecast') }}

),

scorecard_geography as (

    select * from {{ ref('bridge_scorecard_geography') }}

),

-- Test 6: a curve cannot be drawn through fewer than three points.
short_history as (

    select
        scorecard_id,
        6 as test_number,
        concat('''', measure_name, ''' has ', cast(periods_with_value as {{ type_text() }}), ' of 3 periods') as finding

    from history
    where role = 'headline' and periods_with_value < 3 and not is_new

),

forecast_of_card as (

    select distinct
        scorecard_geography.scorecard_id,
        measure_forecast.measure_id

    from measure_forecast
    inner join scorecard_geography on measure_forecast.geography_code = scorecard_geography.geography_code

),

-- Test 6, too: without a dated forecast nobody can say whether the curve turned.
without_forecast as (

    select
        history.scorecard_id,
        6 as test_number,
        concat('''', history.measure_name, ''' has no forecast') as finding

    from history
    left join forecast_of_card
        on
            history.scorecard_id = forecast_of_card.scorecard_id
            and history.measure_id = forecast_of_card.measure_id
    where
        history.role = 'headline'
        and history.periods_with_value >= 3
        and not history.is_new
        and forecast_of_card.measure_id is null

),

-- Test 11: the next period is due a cadence after this one, and is published a lag later.
stale as (

    select
        history.scorecard_id,
        11 as test_number,
        concat(
            '''', history.measure_name, ''' ends on ', cast(history.newest_period_end_date as {{ type_text() }}),
            ' and the next figure was due by ', cast(history.next_due_date as {{ type_text() }})
        ) as finding

    from history
    cross join build
    where history.next_due_date < build.built_date and history.stale_note is null

),

silent as (

    select
        scorecard_id,
        11 as test_number,
        concat('''', measure_name, ''' has no figure at the places of the card') as finding

    from history
    where newest_period_end_date is null and stale_note is null

),

breach as (

    select * from short_history
    union all
    select * from without_forecast
    union all
    select * from stale
    union all
    select * from silent

),

breached as (

    select
        scorecard_id,
        test_number,
        {{ joined_text('finding', '; ') }} as findings

    from breach
    group by scorecard_id, test_number

),

judged_by_figures as (

    select
        scorecard_id,
        count(case when role = 'headline' then measure_id end) as headlines,
        count(case when next_due_date is not null or newest_period_end_date is null then measure_id end) as expected

    from history
    group by scorecard_id

),

answered as (

    select
        asked.scorecard_id,
        asked.test_number,
        asked.question,
        build.built_date,
        breached.findings,
        asked.finding,
        asked.mend,
        case
            when asked.test_result is not null then asked.test_result
            when breached.findings is not null then 'failed'
            when asked.test_number = 6 and judged_by_figures.headlines = 0 then 'not_applicable'
            when asked.test_number = 11 and judged_by_figures.expected = 0 then 'not_applicable'
            else 'passed'
        end as test_result

    from asked
    cross join build
    left join judged_by_figures on asked.scorecard_id = judged_by_figures.scorecard_id
    left join breached
        on
            asked.scorecard_id = breached.scorecard_id
            and asked.test_number = breached.test_number

),

final as (

    select
        scorecard_id,
        test_number,
        question,
        test_result,
        built_date,
        case
            when findings is not null then concat(findings, '.')
            when test_result = 'not_applicable' and test_number = 6 then 'The card has no headline.'
            when test_result = 'not_applicable' and test_number = 11 then 'No measure expects a next figure.'
            else finding
        end as finding,
        case
            when findings is null then mend
            when test_number = 6
                then
                    concat(
                        'Land earlier releases, so that three yearly figures stand in a row up to the newest; or ',
                        'write ''new: true'' beside the measure on the card and let its history grow.'
                    )
            else
                concat(
                    'Land the newer release; where there is none, write beside the measure on the card why it is old, ',
                    'such as ''stale: The survey ended in 2019''.'
                )
        end as mend

    from answered

)

select * from final
