with scorecard_measure as (

    select * from {{ source('definitions', 'scorecard_measure') }}

),

final as (

    select
        scorecard_id,
        measure_id,
        display_order,
        role,
        communication_power,
        proxy_power,
        data_power,
        baseline_period_end_date,
        is_new,
        stale_note,
        wanted_direction,
        wanted_by,
        note,
        role = 'headline' as is_headline

    from scorecard_measure

)

select * from final
