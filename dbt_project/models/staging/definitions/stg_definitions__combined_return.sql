with source as (

    select * from {{ source('definitions', 'combined_return') }}

),

renamed as (

    select
        combined_code,
        member_code,
        source as combined_source

    from source

)

select * from renamed
