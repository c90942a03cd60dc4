with series as (

    select * from {{ ref('int_measure_series') }}
    where
        geographic_level = 'Local authority'
        and interval_method <> 'count'
        and value is not null
        and doubt_reason is null

),

-- The higher the score the better; without a judgement the higher the figure.
scored as (

    select
        *,
        case when polarity = 'lower_is_better' then -1 else 1 end * cast(value as double) as score,
        max(period_end_date) over (partition by measure_id) as newest_period_end_date

    from series

),

-- Cuts by linear interpolation (type 7), over all authorities with a figure.
cut as (

    select
        measure_id,
        period_end_date,
        count(*) as authorities,
        percentile_cont(0.25) within group (order by score) as lower_cut,
        percentile_cont(0.5) within group (order by score) as middle_cut,
        percentile_cont(0.75) within group (order by score) as upper_cut

    from scored
    group by measure_id, period_end_date

),

final as (

    select
        scored.measure_id,
        scored.geography_code,
        scored.period_end_date,
        scored.score,
        scored.value,
        scored.numerator,
        scored.denominator,
        scored.interval_method,
        scored.multiplier,
        scored.polarity,
        cast(cut.authorities as integer) as ranked_of,
        cast(
            rank() over (
                partition by scored.measure_id, scored.period_end_date
                order by scored.score desc
            ) as integer
        ) as authority_rank,
        case when scored.polarity = 'no_judgement' then 'highest_first' else 'best_first' end as rank_order,
        -- A figure at a cut is in the better quartile, whichever way is better, so that neither way has an advantage.
        case
            when cut.authorities < 4 then null
            when scored.score >= cut.upper_cut then 1
            when scored.score >= cut.middle_cut then 2
            when scored.score >= cut.lower_cut then 3
            else 4
        end as quartile,
        scored.period_end_date = scored.newest_period_end_date as is_newest_period

    from scored
    inner join cut on scored.measure_id = cut.measure_id and scored.period_end_date = cut.period_end_date

)

select * from final
