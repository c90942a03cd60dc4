with scorecard as (

    select * from {{ ref('stg_definitions__scorecard') }}

),

final as (

    select
        scorecard_id,
        scorecard_title,
        outcome,
        population

    from scorecard

)

select * from final
