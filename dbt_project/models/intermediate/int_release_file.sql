with release_file as (

    select * from {{ ref('stg_landed__release_file') }}

),

-- A file amended in place comes under its release's name and date, but nobody can have known it on that day.
with_amended_file as (

    select
        release_file.*,
        lag(release_file.published_date) over (
            partition by release_file.publication, release_file.release_name, release_file.file_name
            order by release_file.landed_at asc, release_file.release_file_id asc
        ) as published_date_before_amendment

    from release_file

),

final as (

    select
        release_file_id,
        release_name,
        published_at,
        landed_at,
        case
            when published_date is null or published_date = published_date_before_amendment
                then cast(landed_at as date)
            else published_date
        end as known_from

    from with_amended_file

)

select * from final
