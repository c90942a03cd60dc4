with source as (

    select * from {{ source('definitions', 'scorecard_data_development') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(entry_number as integer) as entry_number,
        cast(name as {{ type_text() }}) as wanted_measure,
        cast(why as {{ type_text() }}) as why_wanted,
        cast(communication as {{ type_text() }}) as communication_power,
        cast(proxy as {{ type_text() }}) as proxy_power,
        cast(data as {{ type_text() }}) as data_power,
        cast(owner as {{ type_text() }}) as owner,
        cast(cost as {{ type_text() }}) as cost,
        cast(due as date) as due_date,
        cast(due_why as {{ type_text() }}) as due_note,
        cast(priority as integer) as priority

    from source

)

select * from renamed
