with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_effect.csv'

),

outcome as (

    select * from {{ source('definitions', 'outcome') }}

),

in_lines as (

    select
        cohort_id,
        {{ member_of('breakdown', 'comparison') }} as comparison,
        {{ member_of('breakdown', 'outcome') }} as outcome,
        release_file_id,
        source_row,
        {{ beside_each_other([
            'difference', 'value_with', 'value_without', 'lower', 'upper', 'plain_difference', 'is_shown',
            'detectable_difference', 'e_value', 'families_with', 'families_without', 'children_with',
            'children_without'
        ]) }}

    from figure
    group by cohort_id, breakdown, release_file_id, source_row

),

final as (

    select
        in_lines.*,
        outcome.is_days,
        case
            when in_lines.missing_reason = 'not_applicable' then 'nobody_to_compare'
            when in_lines.missing_reason = 'suppressed' then 'hidden'
            when in_lines.missing_reason is not null then 'too_few_to_tell'
            when in_lines.is_shown = 0 then 'no_difference_shown'
            when outcome.polarity = 'no_judgement' then 'different'
            when (in_lines.difference > 0) = (outcome.polarity = 'higher_is_better') then 'better'
            else 'worse'
        end as effect_verdict

    from in_lines
    inner join outcome on in_lines.outcome = outcome.outcome

)

select * from final
