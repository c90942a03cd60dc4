with source as (

    select * from {{ source('landed', 'conference_meeting') }}

),

typed as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        source_table,
        source_row,
        conference_referral_key,
        cast(meeting_number as {{ type_whole() }}) as meeting_number,
        meeting_type,
        cast(planned_date as date) as planned_date,
        cast(held_date as date) as held_date,
        outcome,
        cast(family_attendees as {{ type_whole() }}) as family_attendees,
        cast(professionals as {{ type_whole() }}) as professionals,
        cast(is_child_present as boolean) as is_child_present

    from source

)

select * from typed
