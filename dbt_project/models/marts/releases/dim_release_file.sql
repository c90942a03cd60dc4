with release_file as (

    select * from {{ source('records', 'release_file') }}

),

known as (

    select * from {{ ref('int_release_file') }}

),

final as (

    select
        release_file.release_file_id,
        release_file.feed,
        release_file.publication,
        release_file.publication_title,
        release_file.publisher,
        release_file.is_made_of_records,
        release_file.is_made_up,
        release_file.release_name,
        release_file.published_date,
        release_file.earliest_published_date,
        release_file.latest_published_date,
        release_file.published_note,
        known.known_from,
        release_file.file_name,
        release_file.sha256,
        release_file.size_bytes,
        release_file.line_count,
        release_file.origin,
        release_file.landed_at

    from release_file
    inner join known on release_file.release_file_id = known.release_file_id

)

select * from final
