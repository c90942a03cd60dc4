with scorecard_story as (

    select * from {{ source('definitions', 'scorecard_story') }}

),

final as (

    select
        scorecard_id,
        entry_number,
        force,
        entry_words,
        stated_date,
        measure_id,
        stated_in

    from scorecard_story

)

select * from final
