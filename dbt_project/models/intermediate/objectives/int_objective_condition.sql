with objective as (

    select * from {{ source('definitions', 'objective') }}

),

objective_condition as (

    select * from {{ source('definitions', 'objective_condition') }}

),

figures as (

    select * from {{ ref('int_objective_figures') }}

),

-- The two periods that a condition is about, with their figures; a share of those followed up has the later one only.
with_figures as (

    select
        objective_condition.*,
        objective.size_pct,
        objective.direction,
        figures.unit,
        figures.decimal_places,
        figures.timing,
        figures.period_kind,
        figures.moves_known,
        figures.moves_wanted,
        figures.moves_expected,
        case objective.direction when 'reduce' then -1 else 1 end as wanted_sign,
        case objective_condition.condition_name
            when 'moved_by_size' then objective.baseline_period_end_date
            when 'moved_to_target' then objective.baseline_period_end_date
            when 'moved_in_last_year' then {{ one_year_before('objective.followed_until_date') }}
            else objective.followed_from_date
        end as earlier_period_end_date,
        case
            when objective_condition.condition_name in ('moved_by_size', 'moved_to_target')
                then objective.target_period_end_date
            else objective.followed_until_date
        end as later_period_end_date,
        case objective_condition.condition_name
            when 'moved_by_size' then figures.baseline_value
            when 'moved_to_target' then figures.baseline_value
            when 'moved_in_last_year' then figures.value_before_last
            else figures.first_followed_value
        end as earlier_value,
        case
            when objective_condition.condition_name in ('moved_by_size', 'moved_to_target')
                then figures.value_at_target_period
            else figures.last_followed_value
        end as later_value

    from objective_condition
    inner join objective
        on
            objective_condition.programme_id = objective.programme_id
            and objective_condition.objective_number = objective.objective_number
    inner join figures
        on
            objective_condition.programme_id = figures.programme_id
            and objective_condition.objective_number = figures.objective_number

),

-- Whether a condition holds is unknown, not false, where a figure that it asks for is missing.
final as (

    select
        programme_id,
        objective_number,
        verdict_given,
        condition_name,
        condition_order,
        direction,
        size_pct,
        unit,
        decimal_places,
        timing,
        period_kind,
        earlier_period_end_date,
        later_period_end_date,
        earlier_value,
        later_value,
        moves_known,
        moves_wanted,
        case condition_name
            when 'moved_by_size'
                then
                    100 * wanted_sign * cast(later_value - earlier_value as double)
                    >= size_pct * cast(earlier_value as double)
            when 'moved_in_any_year'
                then case when moves_wanted > 0 then true when moves_known = moves_expected then false end
            when 'most_moved' then later_value > 50
            when 'some_moved' then later_value > 0
            else wanted_sign * (later_value - earlier_value) > 0
        end as is_true

    from with_figures

)

select * from final
