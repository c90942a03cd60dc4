with geography as (

    select * from {{ ref('int_geography') }}

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
        geography.last_period_end_date

    from geography
    left join geography as region on geography.region_code = region.geography_code

)

select * from final
