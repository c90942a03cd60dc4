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
        -- Through text, because a column without any date arrives without a type.
        cast(cast(published_date as {{ type_text() }}) as date) as published_date,
        cast(cast(published_at as {{ type_text() }}) as timestamp) as published_at,
        cast(published_note as {{ type_text() }}) as published_note,
        file_name,
        sha256,
        cast(size_bytes as bigint) as size_bytes,
        cast(line_count as bigint) as line_count,
        origin,
        cast(landed_at as timestamp) as landed_at

    from source

)

select * from renamed
