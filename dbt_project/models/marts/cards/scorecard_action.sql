with scorecard_action as (

    select * from {{ source('definitions', 'scorecard_action') }}

),

final as (

    select
        scorecard_id,
        entry_number,
        entry_words,
        owner,
        due_date,
        action_status,
        measure_id,
        is_approval_needed

    from scorecard_action

)

select * from final
