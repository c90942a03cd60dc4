with source as (

    select * from {{ source('definitions', 'geography_successor') }}

),

renamed as (

    select
        predecessor_code,
        successor_code,
        cast(effective as date) as change_date,
        kind as change_kind,
        source as change_source,
        -- Through text, because a column without any code arrives without a type.
        cast(newest_code as {{ type_text() }}) as newest_code

    from source

)

select * from renamed
