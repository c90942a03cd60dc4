with objective as (

    select * from {{ ref('stg_definitions__objective') }}

),

figures as (

    select * from {{ ref('int_objective_figures') }}

),

objective_condition as (

    select * from {{ ref('int_objective_condition') }}

),

-- Any one condition of a list is enough; the list is unknown where none holds and one cannot be judged.
outcome as (

    select
        programme_id,
        objective_number,
        verdict_given,
        max(case when is_true then 1 else 0 end) as holds,
        max(case when is_true is null then 1 else 0 end) as is_unknown,
        {{ joined_text('condition_words', ', or ', 'condition_order') }} as list_words

    from objective_condition
    group by programme_id, objective_number, verdict_given

),

-- Two conditions about the same two figures have one finding.
finding as (

    select
        programme_id,
        objective_number,
        finding_words,
        min(case verdict_given when 'met' then 0 else 100 end + condition_order) as finding_order

    from objective_condition
    group by programme_id, objective_number, finding_words

),

findings as (

    select
        programme_id,
        objective_number,
        {{ joined_text('finding_words', ' ', 'finding_order') }} as all_words

    from finding
    group by programme_id, objective_number

),

judged as (

    select
        objective.*,
        findings.all_words,
        if_met.list_words as met_words,
        if_partially.list_words as partially_met_words,
        case
            when if_met.holds = 1 then 'met'
            when if_met.holds is null or if_met.is_unknown = 1 then 'cannot_be_judged'
            when if_partially.holds = 1 then 'partially_met'
            when if_partially.is_unknown = 1 then 'cannot_be_judged'
            else 'not_met'
        end as objective_verdict

    from objective
    left join findings
        on
            objective.programme_id = findings.programme_id
            and objective.objective_number = findings.objective_number
    left join outcome as if_met
        on
            objective.programme_id = if_met.programme_id
            and objective.objective_number = if_met.objective_number
            and if_met.verdict_given = 'met'
    left join outcome as if_partially
        on
            objective.programme_id = if_partially.programme_id
            and objective.objective_number = if_partially.objective_number
            and if_partially.verdict_given = 'partially_met'

),

final as (

    select
        judged.programme_id,
        judged.objective_number,
        judged.programme_name,
        judged.geography_code,
        judged.measure_id,
        judged.words,
        judged.direction,
        judged.size_pct,
        judged.baseline_period_end_date,
        figures.baseline_value,
        judged.no_baseline_because,
        judged.target_period_end_date,
        figures.value_at_target_period,
        judged.followed_from_date,
        judged.followed_until_date,
        judged.objective_verdict,
        judged.rule_source,
        judged.reported_verdict,
        judged.reported_words,
        judged.reported_stated_in,
        judged.stated_in,
        judged.source_document,
        judged.note,
        case when judged.met_words is not null then concat(
            'Met: ', judged.met_words, '.',
            case
                when judged.partially_met_words is null then ''
                else concat(' Partially met: short of that, ', judged.partially_met_words, '.')
            end
        ) end as rule_words,
        case
            when judged.measure_id is null then 'No measure shows it.'
            when judged.met_words is null then 'It has no rule to be judged by.'
            else judged.all_words
        end as why,
        judged.reported_verdict = judged.objective_verdict as is_as_reported,
        cast(figures.baseline_value as double)
        * (1 + case judged.direction when 'reduce' then -1 else 1 end * judged.size_pct / 100) as target_value

    from judged
    left join figures
        on
            judged.programme_id = figures.programme_id
            and judged.objective_number = figures.objective_number

)

select * from final
