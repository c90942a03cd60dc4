with neighbour as (

    select * from {{ ref('int_statistical_neighbour') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

coded as (

    select
        neighbour.neighbour_set_year,
        neighbour.neighbour_rank,
        neighbour.closeness,
        coalesce(newest_code.newest_code, neighbour.geography_code) as geography_code,
        coalesce(neighbour_newest_code.newest_code, neighbour.neighbour_code) as neighbour_code

    from neighbour
    left join newest_code on neighbour.geography_code = newest_code.geography_code
    left join newest_code as neighbour_newest_code on neighbour.neighbour_code = neighbour_newest_code.geography_code
    where neighbour.is_in_use

),

newest as (

    select
        geography_code,
        max(neighbour_set_year) as neighbour_set_year

    from coded
    group by geography_code

),

final as (

    select
        coded.geography_code,
        coded.neighbour_rank,
        coded.neighbour_code,
        coded.neighbour_set_year,
        coded.closeness

    from coded
    inner join newest
        on coded.geography_code = newest.geography_code and coded.neighbour_set_year = newest.neighbour_set_year

)

select * from final
