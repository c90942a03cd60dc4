with scorecard as (

    select * from {{ ref('stg_definitions__scorecard') }}

),

final as (

    select * from scorecard

)

select * from final
