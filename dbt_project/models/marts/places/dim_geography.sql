with geography as (

    select * from {{ ref('int_geography') }}

),

validity as (

    select * from {{ ref('int_geography_validity') }}

),

combined_return as (

    select distinct combined_code from {{ source('definitions', 'combined_return') }}

),

made_up_place as (

    select * from {{ source('definitions', 'made_up_place') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

final as (

    select
        geography.geography_code,
        geography.geography_name,
        geography.geographic_level,
        geography.old_la_code,
        geography.region_code,
        region.geography_name as region_name,
        geography.is_part_of_another_region,
        geography.first_period_end_date,
        geography.last_period_end_date,
        validity.valid_from,
        validity.valid_to,
        coalesce(newest_code.newest_code, geography.geography_code) as newest_code,
        combined_return.combined_code is not null as is_combined_return,
        made_up_place.geography_code is not null as is_made_up

    from geography
    left join geography as region on geography.region_code = region.geography_code
    left join validity on geography.geography_code = validity.geography_code
    left join newest_code on geography.geography_code = newest_code.geography_code
    left join combined_return on geography.geography_code = combined_return.combined_code
    left join made_up_place on geography.geography_code = made_up_place.geography_code

)

select * from final
