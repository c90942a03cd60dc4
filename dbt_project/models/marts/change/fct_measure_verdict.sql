with verdict as (

    select * from {{ ref('int_measure_verdict') }}

),

in_words as (

    select * from {{ ref('int_measure_verdict_sentence') }}

),

final as (

    select
        verdict.measure_id,
        verdict.geography_code,
        {{ period_id('verdict.period_kind', 'verdict.period_end_date') }} as period_id,
        verdict.period_end_date,
        verdict.value,
        verdict.value_reason,
        verdict.verdict,
        verdict.test_used,
        verdict.compared_from_period_end_date,
        verdict.trend_slope,
        verdict.trend_chi_squared,
        verdict.process_mean,
        verdict.process_lower_limit,
        verdict.process_upper_limit,
        verdict.process_signal,
        verdict.difference,
        verdict.difference_low,
        verdict.difference_high,
        verdict.figures_compared,
        in_words.sentence

    from verdict
    inner join in_words
        on
            verdict.measure_id = in_words.measure_id
            and verdict.geography_code = in_words.geography_code

)

select * from final
