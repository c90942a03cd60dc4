with history as (

    select * from {{ ref('int_scorecard_measure_history') }}

),

build as (

    select * from {{ source('records', 'build') }}

),

-- Test 6: a curve cannot be drawn through fewer than three points.
short_history as (

    select
        scorecard_id,
        measure_id,
        6 as test_number,
        'short_history' as breach_kind

    from history
    where role = 'headline' and periods_with_value < 3 and not is_new

),

-- Test 6, too: without a dated forecast nobody can say whether the curve turned.
without_forecast as (

    select
        scorecard_id,
        measure_id,
        6 as test_number,
        'no_forecast' as breach_kind

    from history
    where role = 'headline' and periods_with_value >= 3 and not is_new and not has_forecast

),

-- Test 11: the next period is due a cadence after this one, and is published a lag later.
stale as (

    select
        history.scorecard_id,
        history.measure_id,
        11 as test_number,
        'stale' as breach_kind

    from history
    cross join build
    where history.next_due_date < build.built_date and history.stale_note is null

),

silent as (

    select
        scorecard_id,
        measure_id,
        11 as test_number,
        'silent' as breach_kind

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

final as (

    select
        breach.scorecard_id,
        breach.test_number,
        breach.measure_id,
        breach.breach_kind,
        history.measure_name,
        history.periods_with_value,
        history.newest_period_end_date,
        history.next_due_date

    from breach
    inner join history
        on
            breach.scorecard_id = history.scorecard_id
            and breach.measure_id = history.measure_id

)

select * from final
