with source as (

    select * from {{ source('definitions', 'measure_component') }}

),

renamed as (

    select
        measure as measure_id,
        cast(preference as integer) as preference,
        component,
        feed,
        data_column,
        breakdown,
        is_from_another_feed,
        cast(periods_before as integer) as periods_before

    from source

)

select * from renamed
