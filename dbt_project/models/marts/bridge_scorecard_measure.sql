with scorecard_measure as (

    select * from {{ ref('stg_definitions__scorecard_measure') }}

),

final as (

    select * from scorecard_measure

)

select * from final
