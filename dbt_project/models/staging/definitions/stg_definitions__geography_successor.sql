with source as (

    select * from {{ source('definitions', 'geography_successor') }}

),

renamed as (

    select
        predecessor_code,
        successor_code,
        cast(effective as date) as change_date,
        kind as change_kind,
        source as change_source

    from source

)

select * from renamed
