with scorecard_idea as (

    select * from {{ source('definitions', 'scorecard_idea') }}

),

final as (

    select
        scorecard_id,
        entry_number,
        entry_words,
        cost_class,
        leverage,
        feasibility,
        specificity,
        community_values,
        evidence,
        cost_class in ('none', 'low') as is_no_or_low_cost

    from scorecard_idea

)

select * from final
