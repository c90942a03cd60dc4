with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

named as (

    select distinct
        observation.geography_code,
        observation.geography_name,
        observation.geographic_level,
        observation.region_code,
        observation.old_la_code,
        observation.period_end_date,
        release_file.release_sort_key,
        release_file.known_from,
        release_file.published_at,
        release_file.landed_at

    from observation
    inner join release_file on observation.release_file_id = release_file.release_file_id

),

-- Publishers spell a name differently from year to year; the newest spelling is shown.
ranked as (

    select
        named.*,
        min(named.period_end_date) over (partition by named.geography_code) as first_period_end_date,
        max(named.period_end_date) over (partition by named.geography_code) as last_period_end_date,
        row_number() over (
            partition by named.geography_code
            -- Several files of one release stand in the order in which they came out; they may have landed in any.
            order by
                named.release_sort_key desc,
                named.period_end_date desc,
                named.known_from desc,
                coalesce(named.published_at, cast(named.known_from as timestamp)) desc,
                named.landed_at desc,
                named.geography_name asc
        ) as newest_first

    from named

),

final as (

    select
        geography_code,
        geography_name,
        geographic_level,
        first_period_end_date,
        last_period_end_date,
        -- Inner and Outer London are published beside London, which holds both of them.
        geography_code in ('E13000001', 'E13000002') as is_part_of_another_region,
        case when geographic_level = 'Local authority' then region_code end as region_code,
        case when geographic_level = 'Local authority' then old_la_code end as old_la_code

    from ranked
    where newest_first = 1

)

select * from final
