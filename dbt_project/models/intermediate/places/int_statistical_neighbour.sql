with neighbour as (

    select * from {{ ref('stg_landed__neighbour') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

geography as (

    select * from {{ ref('int_geography') }}

),

validity as (

    select * from {{ ref('int_geography_validity') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

-- Recoded in law, while every file still has the old code.
not_yet_recoded as (

    select distinct later_code.geography_code

    from {{ source('definitions', 'geography_later_code') }} as later_code
    left join newest_code on later_code.geography_code = newest_code.geography_code
    where newest_code.geography_code is null

),

-- A set amended in place replaces the earlier file of the same year.
release_in_order as (

    select
        release_file_id,
        cast(release_name as integer) as neighbour_set_year,
        row_number() over (
            partition by release_name
            order by landed_at desc, release_file_id asc
        ) = 1 as is_in_use

    from release_file
    where release_file_id in (select neighbour.release_file_id from neighbour)

),

-- A three-digit code survives a recode, so the day tells which of its GSS codes is meant.
authority as (

    select
        release_in_order.release_file_id,
        release_in_order.neighbour_set_year,
        release_in_order.is_in_use,
        geography.old_la_code,
        geography.geography_code

    from release_in_order
    cross join geography
    left join validity on geography.geography_code = validity.geography_code
    left join not_yet_recoded on geography.geography_code = not_yet_recoded.geography_code
    where
        geography.old_la_code is not null
        and (
            validity.valid_from is null
            or validity.valid_from <= {{ end_of_year('release_in_order.neighbour_set_year') }}
        )
        and (
            validity.valid_to is null
            or not_yet_recoded.geography_code is not null
            or validity.valid_to >= {{ end_of_year('release_in_order.neighbour_set_year') }}
        )

),

final as (

    select
        authority.neighbour_set_year,
        authority.geography_code,
        neighbour.neighbour_rank,
        other.geography_code as neighbour_code,
        neighbour.closeness,
        neighbour.release_file_id,
        neighbour.source_row,
        authority.is_in_use

    from neighbour
    inner join authority
        on
            neighbour.release_file_id = authority.release_file_id
            and neighbour.old_la_code = authority.old_la_code
    inner join authority as other
        on
            neighbour.release_file_id = other.release_file_id
            and neighbour.neighbour_old_code = other.old_la_code

)

select * from final
