with geography_successor as (

    select * from {{ source('definitions', 'geography_successor') }}

),

final as (

    select
        predecessor_code as geography_code,
        newest_code

    from geography_successor
    where newest_code is not null

)

select * from final
