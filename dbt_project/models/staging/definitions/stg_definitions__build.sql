with source as (

    select * from {{ source('definitions', 'build') }}

),

renamed as (

    select cast(built_on as date) as built_date

    from source

)

select * from renamed
