{#- A larger share of figures that are hidden leaves nothing to tell: the others may all lie at one end. -#}
{%- set most_hidden = 0.25 -%}
{%- set z = z_of_95() -%}

with series as (

    select * from {{ ref('int_measure_series') }}

),

noise as (

    select * from {{ ref('int_measure_noise') }}

),

movement as (

    select * from {{ ref('int_measure_movement') }}

),

process as (

    select * from {{ ref('int_measure_process') }}

),

placed as (

    select
        *,
        -- As an empty key: a condition on the left side alone in a join makes DuckDB try every pair of rows.
        case
            when doubt_reason is null then {{ moved_by_months('period_end_date', '-months_between') }}
        end as sought_period_end_date,
        row_number() over (
            partition by measure_id, geography_code
            order by period_end_date desc
        ) as newest_first,
        count(case when doubt_reason is null then value end) over (
            partition by measure_id, geography_code
            order by period_end_date asc
            rows between unbounded preceding and 1 preceding
        ) as earlier_figures,
        count(case when doubt_reason is null then value end) over (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between unbounded preceding and 1 preceding
        ) as earlier_comparable_figures,
        -- Doubted ones are counted in the same way.
        count(value) over (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between unbounded preceding and 1 preceding
        ) as earlier_figures_of_segment

    from series

),

-- What is hidden to protect people lies at one end of a measure, so what is left speaks of the others alone.
looked_at as (

    select
        newest.measure_id,
        newest.geography_code,
        count(series.period_end_date) as periods_looked_at,
        count(case when series.value_reason = 'suppressed' then 1 end) as periods_hidden

    from placed as newest
    inner join series
        on
            newest.measure_id = series.measure_id
            and newest.geography_code = series.geography_code
            and newest.series_segment = series.series_segment
    left join movement
        on
            newest.measure_id = movement.measure_id
            and newest.geography_code = movement.geography_code
            and newest.period_end_date = movement.period_end_date
    where
        newest.newest_first = 1
        and (
            movement.compared_from_period_end_date is null
            or series.period_end_date >= movement.compared_from_period_end_date
        )
    group by newest.measure_id, newest.geography_code

),

newest as (

    select
        placed.measure_id,
        placed.geography_code,
        placed.geographic_level,
        placed.period_end_date,
        placed.value,
        placed.value_reason,
        placed.doubt_reason,
        placed.unit,
        placed.decimal_places,
        placed.timing,
        placed.period_kind,
        placed.polarity,
        placed.earlier_figures,
        placed.earlier_comparable_figures,
        placed.earlier_figures_of_segment,
        movement.compared_from_period_end_date,
        movement.compared_from_value,
        movement.finding,
        movement.shape,
        movement.p_value,
        movement.moved_from_period_end_date,
        movement.moved_from_value,
        movement.event_period_end_date,
        movement.event_value,
        movement.earlier_low,
        movement.earlier_high,
        movement.since_low,
        movement.since_high,
        movement.has_setback,
        previous.value as before_value,
        previous.period_end_date as before_period_end_date,
        process.process_points,
        process.process_from_period_end_date,
        process.process_mean,
        process.process_lower_limit,
        process.process_upper_limit,
        process.process_signal,
        process.process_signal_side,
        cast(coalesce(looked_at.periods_looked_at, 0) as integer) as periods_looked_at,
        cast(coalesce(looked_at.periods_hidden, 0) as integer) as periods_hidden,
        coalesce(noise.noise_basis, 'none') as noise_basis,
        coalesce(movement.change_direction, 0) as change_direction,
        coalesce(movement.newest_change_direction, 0) as newest_change_direction,
        coalesce(movement.figures_compared, 0) as figures_compared,
        coalesce(looked_at.periods_hidden > {{ most_hidden }} * looked_at.periods_looked_at, false) as has_many_hidden,
        cast(placed.value as double) - cast(previous.value as double) as difference,
        case
            when noise.noise_basis = 'usual_only' and placed.people < {{ fewest_people() }}
                then cast(greatest(1, least({{ fewest_people() }} - 1, round(placed.people))) as integer)
        end as few_people,
        process.process_points >= 12
        and (placed.unit <> 'percent' or process.median_denominator >= {{ fewest_people() }}) as is_process_asked

    from placed
    left join movement
        on
            placed.measure_id = movement.measure_id
            and placed.geography_code = movement.geography_code
            and placed.period_end_date = movement.period_end_date
    left join process
        on
            placed.measure_id = process.measure_id
            and placed.geography_code = process.geography_code
            and placed.period_end_date = process.period_end_date
    left join looked_at
        on
            placed.measure_id = looked_at.measure_id
            and placed.geography_code = looked_at.geography_code
    left join noise
        on
            placed.measure_id = noise.measure_id
            and placed.geography_code = noise.geography_code
            and placed.period_end_date = noise.period_end_date
    left join series as previous
        on
            placed.measure_id = previous.measure_id
            and placed.geography_code = previous.geography_code
            and placed.series_segment = previous.series_segment
            and placed.sought_period_end_date = previous.period_end_date
            and previous.doubt_reason is null
    where placed.newest_first = 1

),

-- Under five figures a change may be seen, and none cannot be told from one that so few figures hide.
judged as (

    select
        *,
        case
            when value is null or doubt_reason is not null then 'too_few_to_tell'
            when earlier_figures > 0 and earlier_figures_of_segment = 0 then 'definition_changed'
            when finding is null or has_many_hidden then 'too_few_to_tell'
            when few_people is not null then 'too_few_to_tell'
            when figures_compared < 5 and finding <> 'too_soon_to_say' then 'too_few_to_tell'
            when finding = 'one_figure_before' then 'too_few_to_tell'
            when finding <> 'real' then finding
            when polarity = 'no_judgement' and change_direction > 0 then 'real_increase'
            when polarity = 'no_judgement' then 'real_decrease'
            when (change_direction > 0) = (polarity = 'higher_is_better') then 'real_improvement'
            else 'real_worsening'
        end as verdict,
        case
            when is_process_asked
                then case process_signal_side when 'high' then 1 when 'low' then -1 else 0 end
        end as process_direction

    from newest

),

-- Where nothing is told of a change, no column may tell of one: forecasts and files read them.
told as (

    select
        *,
        verdict not in ('too_few_to_tell', 'definition_changed') as is_told

    from judged

),

england as (

    select * from noise
    where geographic_level = 'National'

),

-- What England did in the same time, from the figure that the place moved from to the newest, is no news of one place.
beside_england as (

    select
        told.*,
        case
            when told.geographic_level <> 'National'
                then
                    (england.scaled - england_then.scaled)
                    / nullif(sqrt(england.noise_variance + england_then.noise_variance), 0)
        end as deviations_of_england

    from told
    left join england
        on
            told.measure_id = england.measure_id
            and told.period_end_date = england.period_end_date
    left join england as england_then
        on
            england.measure_id = england_then.measure_id
            and england.series_segment = england_then.series_segment
            and told.moved_from_period_end_date = england_then.period_end_date
            and told.is_told

),

final as (

    select
        measure_id,
        geography_code,
        geographic_level,
        period_end_date,
        value,
        value_reason,
        doubt_reason,
        unit,
        decimal_places,
        timing,
        period_kind,
        polarity,
        verdict,
        shape,
        noise_basis,
        compared_from_period_end_date,
        compared_from_value,
        event_period_end_date,
        event_value,
        earlier_low,
        earlier_high,
        since_low,
        since_high,
        has_setback,
        case when is_told then change_direction else 0 end as change_direction,
        case when is_told then p_value end as p_value,
        case when is_told then moved_from_period_end_date end as moved_from_period_end_date,
        case when is_told then moved_from_value end as moved_from_value,
        case
            when deviations_of_england > {{ z }} then 1
            when deviations_of_england < -{{ z }} then -1
        end as england_change_direction,
        newest_change_direction,
        before_period_end_date,
        before_value,
        process_points,
        process_from_period_end_date,
        process_mean,
        process_lower_limit,
        process_upper_limit,
        process_signal,
        process_signal_side,
        process_direction,
        difference,
        periods_looked_at,
        periods_hidden,
        has_many_hidden,
        few_people,
        cast(
            case
                when finding is null and (value is null or doubt_reason is not null) then earlier_comparable_figures
                when finding is null then earlier_comparable_figures + 1
                else figures_compared
            end as integer
        ) as figures_compared,
        case
            when process_direction is null or not is_told then null
            when process_direction = change_direction then 'agrees'
            else 'differs'
        end as second_opinion

    from beside_england

)

select * from final
