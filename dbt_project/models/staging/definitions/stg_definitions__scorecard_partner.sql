with source as (

    select * from {{ source('definitions', 'scorecard_partner') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(entry_number as integer) as entry_number,
        cast(name as {{ type_text() }}) as partner_name,
        cast(role as {{ type_text() }}) as partner_role

    from source

)

select * from renamed
