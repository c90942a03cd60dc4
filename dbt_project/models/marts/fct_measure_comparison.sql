with measure_value as (

    select * from {{ ref('int_measure_current') }}

),

authority as (

    select * from measure_value
    where geographic_level = 'Local authority'

),

region as (

    select * from measure_value
    where geographic_level = 'Regional'

),

england as (

    select * from measure_value
    where geographic_level = 'National'

),

final as (

    select
        authority.measure_id,
        authority.geography_code,
        authority.period_end_date,
        authority.value,
        authority.value_reason,
        authority.region_code,
        region.value as region_value,
        region.value_reason as region_value_reason,
        england.value as england_value,
        england.value_reason as england_value_reason

    from authority
    left join region
        on
            authority.measure_id = region.measure_id
            and authority.period_end_date = region.period_end_date
            and authority.region_code = region.geography_code
    left join england
        on
            authority.measure_id = england.measure_id
            and authority.period_end_date = england.period_end_date

)

select * from final
