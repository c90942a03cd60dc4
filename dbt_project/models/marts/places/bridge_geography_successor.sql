with geography_successor as (

    select * from {{ source('definitions', 'geography_successor') }}

),

final as (

    select
        predecessor_code,
        successor_code,
        change_date,
        change_kind,
        change_source

    from geography_successor

)

select * from final
