with source as (

    select * from {{ source('definitions', 'scorecard_authority') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(authority as {{ type_text() }}) as geography_code

    from source

)

select * from renamed
