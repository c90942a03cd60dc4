with release_file as (

    select * from {{ ref('stg_landed__release_file') }}

),

final as (

    select
        release_file_id,
        feed,
        publication,
        publication_title,
        publisher,
        release_name,
        file_name,
        sha256,
        size_bytes,
        line_count,
        origin,
        landed_at

    from release_file

)

select * from final
