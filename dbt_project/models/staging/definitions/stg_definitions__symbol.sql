with source as (

    select * from {{ source('definitions', 'symbol') }}

),

renamed as (

    select
        symbol,
        reason as value_reason,
        meaning

    from source

)

select * from renamed
