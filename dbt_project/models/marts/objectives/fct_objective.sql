with objective as (

    select * from {{ source('definitions', 'objective') }}

),

figures as (

    select * from {{ ref('int_objective_figures') }}

),

objective_condition as (

    select * from {{ ref('int_objective_condition') }}

),

in_words as (

    select * from {{ ref('int_objective_words') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

-- Any one condition of a list is enough; the list is unknown where none holds and one cannot be judged.
outcome as (

    select
        programme_id,
        objective_number,
        verdict_given,
        max(case when is_true then 1 else 0 end) as holds,
        max(case when is_true is null then 1 else 0 end) as is_unknown

    from objective_condition
    group by programme_id, objective_number, verdict_given

),

judged as (

    select
        objective.*,
        coalesce(newest_code.newest_code, objective.geography_code) as place_code,
        case
            when if_met.holds = 1 then 'met'
            when if_met.holds is null or if_met.is_unknown = 1 then 'cannot_be_judged'
            when if_partially.holds = 1 then 'partially_met'
            when if_partially.is_unknown = 1 then 'cannot_be_judged'
            else 'not_met'
        end as objective_verdict

    from objective
    left join newest_code on objective.geography_code = newest_code.geography_code
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
        judged.place_code as geography_code,
        judged.measure_id,
        judged.no_measure_because,
        judged.words,
        judged.direction,
        judged.size_pct,
        judged.baseline_period_end_date,
        figures.baseline_value,
        judged.no_baseline_because,
        judged.target_period_end_date,
        figures.value_at_target_period,
        figures.publication_title as figures_publication_title,
        figures.is_series_in_use,
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
        in_words.rule_words,
        in_words.why,
        judged.reported_verdict = judged.objective_verdict as is_as_reported,
        cast(figures.baseline_value as double)
        * (1 + case judged.direction when 'reduce' then -1 else 1 end * judged.size_pct / 100) as target_value

    from judged
    inner join in_words
        on
            judged.programme_id = in_words.programme_id
            and judged.objective_number = in_words.objective_number
    left join figures
        on
            judged.programme_id = figures.programme_id
            and judged.objective_number = figures.objective_number

)

select * from final
