with source as (

    select * from {{ source('landed', 'pre_proceedings') }}

),

typed as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        source_table,
        source_row,
        child_key,
        family_key,
        cast(started_date as date) as started_date,
        cast(letter_sent_date as date) as letter_sent_date,
        cast(is_conference_offered as boolean) as is_conference_offered,
        cast(is_conference_held as boolean) as is_conference_held,
        cast(initial_meeting_date as date) as initial_meeting_date,
        cast(review_meetings as {{ type_whole() }}) as review_meetings,
        cast(decision_date as date) as decision_date,
        outcome,
        cast(court_application_date as date) as court_application_date,
        cast(letter_of_intent_date as date) as letter_of_intent_date

    from source

)

select * from typed
