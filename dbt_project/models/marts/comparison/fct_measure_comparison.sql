{%- set z = z_of_95() -%}

with series as (

    select * from {{ ref('int_measure_series') }}

),

noise as (

    select * from {{ ref('int_measure_noise') }}

),

region as (

    select * from series
    where geographic_level = 'Regional'

),

england as (

    select * from series
    where geographic_level = 'National'

),

neighbour_set as (

    select * from {{ ref('int_neighbour_closeness') }}

),

neighbour as (

    select * from {{ ref('int_measure_neighbour') }}

),

warning as (

    select * from {{ ref('int_neighbours_warning') }}

),

ranked as (

    select * from {{ ref('int_measure_rank') }}

),

rank_interval as (

    select * from {{ ref('int_measure_rank_interval') }}

),

-- No place is compared with itself, and a count only with its own past: England's children are not to be matched.
-- Said by empty keys: a condition on the left side alone in a join makes DuckDB try every pair of rows.
sought as (

    select
        *,
        case when geographic_level = 'Local authority' then region_code end as sought_region_code,
        case when geographic_level <> 'National' then measure_id end as sought_england_measure_id,
        case when interval_method <> 'count' then geography_code end as sought_neighbours_of

    from series

),

beside_each_other as (

    select
        series.*,
        region.value as region_value,
        region.value_reason as region_value_reason,
        england.value as england_value,
        england.value_reason as england_value_reason,
        neighbour_set.neighbour_set_year,
        neighbour_set.closeness_worst,
        neighbour_set.closeness_most_common,
        neighbour_set.neighbours_in_set,
        neighbour_set.neighbours_not_close,
        neighbour.neighbours_mean,
        neighbour.neighbours_median,
        neighbour.neighbours_pooled,
        ranked.quartile,
        ranked.rank_order,
        ranked.authority_rank,
        ranked.ranked_of,
        rank_interval.rank_low,
        rank_interval.rank_high,
        warning.neighbours_warning,
        noise.scaled,
        noise.noise_variance,
        england_noise.scaled as england_scaled,
        england_noise.noise_variance as england_noise_variance,
        coalesce(neighbour.is_decided_by_average, false) as is_decided_by_average,
        case
            when neighbour_set.geography_code is not null then coalesce(neighbour.neighbours_with_value, 0)
        end as neighbours_with_value,
        series.interval_method <> 'count' as is_comparable,
        -- Where counts are hidden, or of so few people, the usual ups and downs alone would be allowed for.
        case
            when series.interval_low is null and series.interval_method in ('wilson', 'byar') then false
            when noise.noise_basis = 'usual_only' then coalesce(series.people >= {{ fewest_people() }}, true)
            else true
        end as is_chance_known,
        case when series.doubt_reason is null then series.people_per_unit end as people_compared_per_unit

    from sought as series
    left join noise
        on
            series.measure_id = noise.measure_id
            and series.geography_code = noise.geography_code
            and series.period_end_date = noise.period_end_date
    left join region
        on
            series.measure_id = region.measure_id
            and series.period_end_date = region.period_end_date
            and series.sought_region_code = region.geography_code
    left join england
        on
            series.sought_england_measure_id = england.measure_id
            and series.period_end_date = england.period_end_date
    left join noise as england_noise
        on
            england.measure_id = england_noise.measure_id
            and england.geography_code = england_noise.geography_code
            and england.period_end_date = england_noise.period_end_date
    left join neighbour_set
        on series.sought_neighbours_of = neighbour_set.geography_code
    left join neighbour
        on
            series.measure_id = neighbour.measure_id
            and series.geography_code = neighbour.geography_code
            and series.period_end_date = neighbour.period_end_date
    left join warning
        on
            series.measure_id = warning.measure_id
            and series.geography_code = warning.geography_code
            and series.period_end_date = warning.period_end_date
    left join ranked
        on
            series.measure_id = ranked.measure_id
            and series.geography_code = ranked.geography_code
            and series.period_end_date = ranked.period_end_date
    left join rank_interval
        on
            series.measure_id = rank_interval.measure_id
            and series.geography_code = rank_interval.geography_code
            and series.period_end_date = rank_interval.period_end_date

),

-- By the noise that verdicts of change are judged by. England's own is that of regions, or of its counts alone.
placed as (

    select
        *,
        sqrt(noise_variance + coalesce(england_noise_variance, 0)) as sd_from_england,
        sqrt(noise_variance) as sd

    from beside_each_other

),

-- Back on the scale of the figure, England's too, so that the ends of a gap are on the side that was found; a figure at
-- the end of its scale is within its own noise.
with_noise as (

    select
        *,
        case
            when is_comparable and is_chance_known then (scaled - england_scaled) / sd_from_england
        end as deviations_from_england,
        {{ figure_at('england_scaled') }} as england_beside,
        case
            when sd_from_england is not null
                then least(cast(value as double), {{ figure_at('scaled - ' ~ z ~ ' * sd_from_england') }})
        end as low_beside_england,
        case
            when sd_from_england is not null
                then greatest(cast(value as double), {{ figure_at('scaled + ' ~ z ~ ' * sd_from_england') }})
        end as high_beside_england,
        case
            when sd is not null then least(cast(value as double), {{ figure_at('scaled - ' ~ z ~ ' * sd') }})
        end as noise_low,
        case
            when sd is not null then greatest(cast(value as double), {{ figure_at('scaled + ' ~ z ~ ' * sd') }})
        end as noise_high

    from placed

),

judged as (

    select
        *,
        case
            when deviations_from_england is null then null
            when deviations_from_england < -{{ z }} then 'lower'
            when deviations_from_england > {{ z }} then 'higher'
            else 'similar'
        end as against_england

    from with_noise

),

final as (

    select
        measure_id,
        geography_code,
        {{ period_id('period_kind', 'period_end_date') }} as period_id,
        period_end_date,
        value,
        value_reason,
        region_code,
        region_value,
        region_value_reason,
        england_value,
        england_value_reason,
        against_england,
        neighbour_set_year,
        neighbours_in_set,
        neighbours_with_value,
        neighbours_mean,
        neighbours_median,
        neighbours_pooled,
        closeness_worst,
        closeness_most_common,
        neighbours_not_close,
        quartile,
        authority_rank,
        rank_low,
        rank_high,
        ranked_of,
        rank_order,
        is_decided_by_average,
        neighbours_warning,
        case
            when polarity = 'no_judgement' or against_england is null then null
            when against_england = 'similar' then 'similar'
            when (against_england = 'higher') = (polarity = 'higher_is_better') then 'better'
            else 'worse'
        end as judged_against_england,
        (cast(value as double) - cast(england_value as double)) * people_compared_per_unit as gap_to_england,
        (low_beside_england - england_beside) * people_compared_per_unit as gap_to_england_low,
        (high_beside_england - england_beside) * people_compared_per_unit as gap_to_england_high,
        (cast(value as double) - cast(region_value as double)) * people_compared_per_unit as gap_to_region,
        (noise_low - cast(region_value as double)) * people_compared_per_unit as gap_to_region_low,
        (noise_high - cast(region_value as double)) * people_compared_per_unit as gap_to_region_high,
        (cast(value as double) - neighbours_median) * people_compared_per_unit as gap_to_neighbours,
        (noise_low - neighbours_median) * people_compared_per_unit as gap_to_neighbours_low,
        (noise_high - neighbours_median) * people_compared_per_unit as gap_to_neighbours_high

    from judged

)

select * from final
