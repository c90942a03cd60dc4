with source as (

    select * from {{ source('landed', 'conference_plan') }}

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
        plan_agreed,
        cast(is_agreed_by_referrer as boolean) as is_agreed_by_referrer,
        cast(agreed_date as date) as agreed_date,
        plan_type,
        cast(is_kinship_carer_found as boolean) as is_kinship_carer_found,
        cast(review_due_date as date) as review_due_date,
        cast(satisfaction as {{ type_whole() }}) as satisfaction

    from source

)

select * from typed
