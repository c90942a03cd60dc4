with source as (

    select * from {{ source('landed', 'neighbour') }}

),

renamed as (

    select
        file_id as release_file_id,
        source_row,
        old_la_code,
        neighbour_rank,
        neighbour_old_code,
        closeness

    from source

)

select * from renamed
