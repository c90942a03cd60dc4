with source as (

    select * from {{ source('landed', 'release_file') }}

),

renamed as (

    select
        file_id as release_file_id,
        feed,
        publication,
        publication_title,
        publisher,
        release as release_name,
        file_name,
        sha256,
        cast(size_bytes as bigint) as size_bytes,
        cast(line_count as bigint) as line_count,
        origin,
        cast(landed_at as timestamp) as landed_at

    from source

)

select * from renamed
