with scorecard_data_development as (

    select * from {{ source('definitions', 'scorecard_data_development') }}

),

final as (

    select
        scorecard_id,
        geography_code,
        entry_number,
        wanted_measure,
        why_wanted,
        communication_power,
        proxy_power,
        data_power,
        owner,
        cost,
        due_date,
        due_note,
        priority

    from scorecard_data_development

)

select * from final
