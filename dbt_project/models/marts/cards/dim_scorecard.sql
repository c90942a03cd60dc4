with scorecard as (

    select * from {{ source('definitions', 'scorecard') }}

),

final as (

    select
        scorecard_id,
        scorecard_kind,
        scorecard_title,
        card_subject,
        outcome,
        population,
        experience,
        programme_id,
        customers,
        owner,
        card_source,
        is_for_all_places

    from scorecard

)

select * from final
