with scorecard_cohort as (

    select * from {{ source('definitions', 'scorecard_cohort') }}

),

final as (

    select
        scorecard_id,
        entry_number,
        cohort

    from scorecard_cohort

)

select * from final
