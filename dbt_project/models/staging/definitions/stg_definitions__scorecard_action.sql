with source as (

    select * from {{ source('definitions', 'scorecard_action') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(entry_number as integer) as entry_number,
        cast(words as {{ type_text() }}) as entry_words,
        cast(owner as {{ type_text() }}) as owner,
        cast(due as date) as due_date,
        cast(status as {{ type_text() }}) as action_status,
        cast(measure as {{ type_text() }}) as measure_id,
        cast(needs_approval as boolean) as is_approval_needed

    from source

)

select * from renamed
