with objective as (

    select * from {{ source('definitions', 'objective') }}

),

current_value as (

    select * from {{ ref('int_measure_current') }}

),

history as (

    select * from {{ ref('int_measure_history') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

source_in_use as (

    select distinct
        measure_id,
        preference

    from current_value

),

-- What a source that another has replaced last said.
replaced_value as (

    select
        history.measure_id,
        history.preference,
        history.release_file_id,
        history.geography_code,
        history.period_end_date,
        history.value

    from history
    left join source_in_use
        on
            history.measure_id = source_in_use.measure_id
            and history.preference = source_in_use.preference
    where
        source_in_use.measure_id is null
        and history.is_latest_published
        and history.withdrawn_by_release_file_id is null

),

figure as (

    select
        measure_id,
        preference,
        release_file_id,
        geography_code,
        period_end_date,
        value,
        true as is_series_in_use

    from current_value

    union all

    select
        measure_id,
        preference,
        release_file_id,
        geography_code,
        period_end_date,
        value,
        false as is_series_in_use

    from replaced_value

),

figure_of_objective as (

    select
        figure.*,
        objective.programme_id,
        objective.objective_number,
        case
            when
                figure.value is not null
                and figure.period_end_date in (
                    objective.baseline_period_end_date,
                    objective.target_period_end_date,
                    objective.followed_from_date,
                    objective.followed_until_date
                )
                then 1
            else 0
        end as is_asked_for

    from objective
    left join newest_code on objective.geography_code = newest_code.geography_code
    inner join figure
        on
            objective.measure_id = figure.measure_id
            and coalesce(newest_code.newest_code, objective.geography_code) = figure.geography_code

),

candidate as (

    select
        programme_id,
        objective_number,
        preference,
        row_number() over (
            partition by programme_id, objective_number
            order by sum(is_asked_for) desc, preference asc
        ) as source_order

    from figure_of_objective
    group by programme_id, objective_number, preference

),

-- All figures of an objective come from one source, as those of a series do.
final as (

    select
        figure_of_objective.programme_id,
        figure_of_objective.objective_number,
        figure_of_objective.period_end_date,
        figure_of_objective.release_file_id,
        figure_of_objective.value,
        figure_of_objective.is_series_in_use

    from figure_of_objective
    inner join candidate
        on
            figure_of_objective.programme_id = candidate.programme_id
            and figure_of_objective.objective_number = candidate.objective_number
            and figure_of_objective.preference = candidate.preference
            and candidate.source_order = 1

)

select * from final
