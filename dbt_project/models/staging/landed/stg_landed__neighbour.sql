with source as (

    select * from {{ source('landed', 'neighbour') }}

),

renamed as (

    select
        file_id as release_file_id,
        cast(source_row as bigint) as source_row,
        old_la_code,
        cast(neighbour_rank as integer) as neighbour_rank,
        neighbour_old_code,
        closeness

    from source

)

select * from renamed
