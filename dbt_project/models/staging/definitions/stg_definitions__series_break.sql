with source as (

    select * from {{ source('definitions', 'series_break') }}

),

renamed as (

    select
        feed,
        data_column,
        breakdown,
        release as first_release,
        changed as change_in_series,
        source as source_of_change

    from source

)

select * from renamed
