with neighbour as (

    select * from {{ ref('int_statistical_neighbour') }}

),

final as (

    select
        neighbour_set_year,
        geography_code,
        neighbour_rank,
        neighbour_code,
        closeness,
        release_file_id,
        source_row

    from neighbour
    where is_in_use

)

select * from final
