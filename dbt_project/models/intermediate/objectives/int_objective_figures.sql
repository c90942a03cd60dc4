with objective as (

    select * from {{ source('definitions', 'objective') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

measure_value as (

    select * from {{ ref('int_measure_current') }}

),

-- From one year to the next within the time over which the source follows the figure; 1 is a move as was wanted.
move as (

    select
        objective.programme_id,
        objective.objective_number,
        case
            when later.value < earlier.value and objective.direction = 'reduce' then 1
            when later.value > earlier.value and objective.direction = 'increase' then 1
            else 0
        end as is_wanted

    from objective
    inner join measure_value as later
        on
            objective.measure_id = later.measure_id
            and objective.geography_code = later.geography_code
            and objective.followed_from_date < later.period_end_date
            and objective.followed_until_date >= later.period_end_date
            -- Whole years from the end: quarters in between are no moves from year to year.
            and extract(month from objective.followed_until_date) = extract(month from later.period_end_date)
    inner join measure_value as earlier
        on
            later.measure_id = earlier.measure_id
            and later.geography_code = earlier.geography_code
            and {{ one_year_before('later.period_end_date') }} = earlier.period_end_date
    where later.value is not null and earlier.value is not null

),

moves as (

    select
        programme_id,
        objective_number,
        cast(count(*) as integer) as moves_known,
        cast(sum(is_wanted) as integer) as moves_wanted

    from move
    group by programme_id, objective_number

),

-- The figures of the periods that the objective names, beside each other.
figure as (

    select
        objective.programme_id,
        objective.objective_number,
        max(case when objective.baseline_period_end_date = measure_value.period_end_date then measure_value.value end)
            as baseline_value,
        max(case when objective.target_period_end_date = measure_value.period_end_date then measure_value.value end)
            as value_at_target_period,
        max(case when objective.followed_from_date = measure_value.period_end_date then measure_value.value end)
            as first_followed_value,
        max(case when objective.followed_until_date = measure_value.period_end_date then measure_value.value end)
            as last_followed_value,
        max(
            case
                when {{ one_year_before('objective.followed_until_date') }} = measure_value.period_end_date
                    then measure_value.value
            end
        ) as value_before_last

    from objective
    inner join measure_value
        on
            objective.measure_id = measure_value.measure_id
            and objective.geography_code = measure_value.geography_code
    group by objective.programme_id, objective.objective_number

),

final as (

    select
        objective.programme_id,
        objective.objective_number,
        measure.unit,
        measure.decimal_places,
        measure.timing,
        measure.period_kind,
        figure.baseline_value,
        figure.value_at_target_period,
        figure.first_followed_value,
        figure.last_followed_value,
        figure.value_before_last,
        moves.moves_known,
        moves.moves_wanted,
        cast(
            extract(year from objective.followed_until_date)
            - extract(year from objective.followed_from_date) as integer
        ) as moves_expected

    from objective
    left join measure on objective.measure_id = measure.measure_id
    left join figure
        on
            objective.programme_id = figure.programme_id
            and objective.objective_number = figure.objective_number
    left join moves
        on
            objective.programme_id = moves.programme_id
            and objective.objective_number = moves.objective_number

)

select * from final
