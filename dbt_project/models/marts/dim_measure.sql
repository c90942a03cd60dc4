with measure as (

    select * from {{ ref('stg_definitions__measure') }}

),

final as (

    select * from measure

)

select * from final
