with release_file as (

    select * from {{ source('records', 'release_file') }}

),

-- The files of one name in the order in which they came out; they may have landed in any.
in_order as (

    select
        release_file.*,
        row_number() over (
            partition by release_file.publication, release_file.release_name, release_file.file_name
            order by
                coalesce(release_file.latest_published_date, cast(release_file.landed_at as date)) asc,
                coalesce(release_file.published_at, cast(release_file.latest_published_date as timestamp)) asc,
                release_file.landed_at asc,
                release_file.release_file_id desc
        ) as version_order

    from release_file

),

-- A file amended in place comes under its release's name and date, but nobody can have known it on that day; a source
-- that gives each version its own time published it then.
with_amended_file as (

    select
        in_order.*,
        coalesce(
            in_order.latest_published_date = before_it.latest_published_date
            and coalesce(in_order.published_at = before_it.published_at, true),
            false
        ) as is_amended_in_place

    from in_order
    left join in_order as before_it
        on
            in_order.publication = before_it.publication
            and in_order.release_name = before_it.release_name
            and in_order.file_name = before_it.file_name
            and in_order.version_order = before_it.version_order + 1

),

final as (

    select
        release_file_id,
        release_name,
        release_sort_key,
        published_at,
        landed_at,
        -- Before the latest day on which it can have come out nobody can be sure of it, but who has landed it.
        case
            when is_amended_in_place or latest_published_date is null then cast(landed_at as date)
            when published_date is null and latest_published_date > cast(landed_at as date) then cast(landed_at as date)
            else latest_published_date
        end as known_from

    from with_amended_file

)

select * from final
