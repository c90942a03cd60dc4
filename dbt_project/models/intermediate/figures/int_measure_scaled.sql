with series as (

    select * from {{ ref('int_measure_series') }}

),

figures as (

    select
        measure_id,
        geography_code,
        geographic_level,
        series_segment,
        period_end_date,
        months_between,
        interval_method,
        events,
        cast(value as double) as figure,
        power(10, -decimal_places) as last_place,
        unit = 'percent' as is_percent,
        case when interval_method = 'wilson' then cast(denominator as double) - events end as not_events,
        case when events is not null then people_per_unit end as people_per_unit

    from series
    where value is not null and doubt_reason is null

),

-- Nought, and all of them, are as far away as half of the last place shown allows: a logarithm has no end.
bounded as (

    select
        *,
        case
            when is_percent and (figure < 0 or figure > 100) then null
            when is_percent then greatest(last_place / 2, least(100 - last_place / 2, figure))
            when figure >= 0 then greatest(last_place / 2, figure)
        end as bounded

    from figures

),

-- Half an event is added to each count, and to those who are not counted (Haldane 1956, Anscombe 1956), so that a zero
-- has a place and its variance is near the truth.
scaled as (

    select
        *,
        case
            when events is null and is_percent then ln(bounded / (100 - bounded))
            when events is null then ln(bounded)
            when interval_method = 'wilson' then ln((events + 0.5) / (not_events + 0.5))
            when interval_method = 'count' then ln(events + 0.5)
            when events > 0 then ln(bounded * (events + 0.5) / events)
            else ln(0.5 / people_per_unit)
        end as scaled,
        case
            when events is null then 0
            when interval_method = 'wilson' then 1 / (events + 0.5) + 1 / (not_events + 0.5)
            else 1 / (events + 0.5)
        end as sampling_variance,
        case
            when events is null and is_percent then 100 / (bounded * (100 - bounded))
            when events is null then 1 / bounded
            when interval_method = 'wilson' then (1 / (events + 0.5) + 1 / (not_events + 0.5)) * people_per_unit
            when interval_method = 'count' then 1 / (events + 0.5)
            when events > 0 then 1 / bounded
            else 2 * people_per_unit
        end as scaled_per_unit

    from bounded

),

final as (

    select
        measure_id,
        geography_code,
        geographic_level,
        series_segment,
        period_end_date,
        months_between,
        figure as value,
        scaled,
        scaled_per_unit,
        events is not null as is_sampling_known,
        -- A figure stands for all that round to it, evenly: a twelfth of its last place squared.
        cast(sampling_variance as double) + power(last_place * scaled_per_unit, 2) / 12 as sampling_variance

    from scaled
    where scaled is not null

)

select * from final
