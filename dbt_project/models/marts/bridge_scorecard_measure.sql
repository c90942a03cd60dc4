with scorecard_measure as (

    select * from {{ ref('stg_definitions__scorecard_measure') }}

),

final as (

    select
        scorecard_id,
        measure_id,
        display_order

    from scorecard_measure

)

select * from final
