with asked as (

    select * from {{ source('definitions', 'scorecard_method_test') }}
    where test_result is null

),

history as (

    select * from {{ ref('int_scorecard_measure_history') }}

),

breach as (

    select * from {{ ref('int_scorecard_method_breach') }}

),

breached as (

    select distinct
        scorecard_id,
        test_number

    from breach

),

judged_by_figures as (

    select
        scorecard_id,
        count(case when role = 'headline' then measure_id end) as headlines,
        count(case when next_due_date is not null or newest_period_end_date is null then measure_id end) as expected

    from history
    group by scorecard_id

),

final as (

    select
        asked.scorecard_id,
        asked.test_number,
        case
            when breached.scorecard_id is not null then 'failed'
            when asked.test_number = 6 and judged_by_figures.headlines = 0 then 'not_applicable'
            when asked.test_number = 11 and judged_by_figures.expected = 0 then 'not_applicable'
            else 'passed'
        end as test_result

    from asked
    left join judged_by_figures on asked.scorecard_id = judged_by_figures.scorecard_id
    left join breached
        on
            asked.scorecard_id = breached.scorecard_id
            and asked.test_number = breached.test_number

)

select * from final
