with verdict as (

    select * from {{ ref('int_measure_verdict') }}

),

in_words as (

    select * from {{ ref('int_measure_verdict_sentence') }}

),

listed as (

    select * from {{ ref('int_measure_list') }}

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
        verdict.shape,
        verdict.change_direction,
        verdict.p_value,
        verdict.noise_basis,
        verdict.figures_compared,
        verdict.has_many_hidden,
        verdict.few_people,
        verdict.compared_from_period_end_date,
        verdict.compared_from_value,
        verdict.moved_from_period_end_date,
        verdict.moved_from_value,
        verdict.event_period_end_date,
        verdict.event_value,
        verdict.difference,
        verdict.has_setback,
        verdict.england_change_direction,
        verdict.newest_change_direction,
        verdict.process_mean,
        verdict.process_lower_limit,
        verdict.process_upper_limit,
        verdict.process_signal,
        verdict.process_signal_side,
        verdict.second_opinion,
        listed.authorities_judged,
        listed.is_listed,
        listed.list_length,
        listed.listed_by_chance,
        in_words.sentence

    from verdict
    inner join in_words
        on
            verdict.measure_id = in_words.measure_id
            and verdict.geography_code = in_words.geography_code
    left join listed
        on
            verdict.measure_id = listed.measure_id
            and verdict.geography_code = listed.geography_code

)

select * from final
