with objective as (

    select * from {{ ref('stg_definitions__objective') }}

),

measure_value as (

    select * from {{ ref('int_measure_current') }}

),

final as (

    select
        objective.programme_id,
        objective.objective_number,
        objective.programme_name,
        objective.geography_code,
        objective.measure_id,
        objective.words,
        objective.direction,
        objective.size_pct,
        objective.baseline_period_end_date,
        baseline.value as baseline_value,
        objective.target_period_end_date,
        reached.value as value_at_target_period,
        objective.stated_in,
        objective.source_document,
        objective.note,
        cast(baseline.value as double)
        * (1 + case objective.direction when 'reduce' then -1 else 1 end * objective.size_pct / 100) as target_value

    from objective
    left join measure_value as baseline
        on
            objective.measure_id = baseline.measure_id
            and objective.geography_code = baseline.geography_code
            and objective.baseline_period_end_date = baseline.period_end_date
    left join measure_value as reached
        on
            objective.measure_id = reached.measure_id
            and objective.geography_code = reached.geography_code
            and objective.target_period_end_date = reached.period_end_date

)

select * from final
