{#- The share of a list that may be chance (Benjamini and Hochberg 1995). -#}
{%- set false_discoveries = 0.1 -%}

with verdict as (

    select * from {{ ref('int_measure_verdict') }}

),

-- Authorities in the newest period of their measure; what is not called real could not be on the list.
asked as (

    select
        measure_id,
        geography_code,
        period_end_date,
        verdict in ('real_improvement', 'real_worsening', 'real_increase', 'real_decrease') as is_real,
        case
            when verdict in ('real_improvement', 'real_worsening', 'real_increase', 'real_decrease') then p_value
            else 1
        end as p_value,
        max(period_end_date) over (partition by measure_id) as newest_period_end_date

    from verdict
    where geographic_level = 'Local authority' and verdict not in ('too_few_to_tell', 'definition_changed')

),

ranked as (

    select
        measure_id,
        geography_code,
        is_real,
        p_value,
        -- Ties share the last place.
        count(*) over (
            partition by measure_id
            order by p_value asc
            range between unbounded preceding and current row
        ) as p_rank,
        count(*) over (partition by measure_id) as authorities_judged

    from asked
    where period_end_date = newest_period_end_date

),

cut as (

    select
        measure_id,
        max(p_rank) as list_length,
        max(p_value) as largest_p_value

    from ranked
    where is_real and p_value <= {{ false_discoveries }} * p_rank / authorities_judged
    group by measure_id

),

final as (

    select
        ranked.measure_id,
        ranked.geography_code,
        cast(ranked.authorities_judged as integer) as authorities_judged,
        cast(coalesce(cut.list_length, 0) as integer) as list_length,
        coalesce(ranked.is_real and ranked.p_value <= cut.largest_p_value, false) as is_listed,
        coalesce(cut.largest_p_value * ranked.authorities_judged, 0) as listed_by_chance

    from ranked
    left join cut on ranked.measure_id = cut.measure_id

)

select * from final
