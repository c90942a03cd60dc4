with objective as (

    select * from {{ source('definitions', 'objective') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

used_value as (

    select * from {{ ref('int_objective_value') }}

),

release_file as (

    select * from {{ source('records', 'release_file') }}

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
    inner join used_value as later
        on
            objective.programme_id = later.programme_id
            and objective.objective_number = later.objective_number
            and objective.followed_from_date < later.period_end_date
            and objective.followed_until_date >= later.period_end_date
            -- Whole years from the end: quarters in between are no moves from year to year.
            and extract(month from objective.followed_until_date) = extract(month from later.period_end_date)
    inner join used_value as earlier
        on
            later.programme_id = earlier.programme_id
            and later.objective_number = earlier.objective_number
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
        max(case when used_value.period_end_date = objective.baseline_period_end_date then used_value.value end)
            as baseline_value,
        max(case when used_value.period_end_date = objective.target_period_end_date then used_value.value end)
            as value_at_target_period,
        max(case when used_value.period_end_date = objective.followed_from_date then used_value.value end)
            as first_followed_value,
        max(case when used_value.period_end_date = objective.followed_until_date then used_value.value end)
            as last_followed_value,
        max(
            case
                when {{ one_year_before('objective.followed_until_date') }} = used_value.period_end_date
                    then used_value.value
            end
        ) as value_before_last,
        max(release_file.publication_title) as publication_title,
        min(case when used_value.is_series_in_use then 1 else 0 end) = 1 as is_series_in_use

    from objective
    inner join used_value
        on
            objective.programme_id = used_value.programme_id
            and objective.objective_number = used_value.objective_number
    left join release_file on used_value.release_file_id = release_file.release_file_id
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
        figure.publication_title,
        figure.is_series_in_use,
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
