with source as (

    select * from {{ source('landed', 'conference_referral') }}

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
        family_key,
        cast(referral_date as date) as referral_date,
        referrer_team,
        route,
        reason_code,
        cast(is_in_letter_before_proceedings as boolean) as is_in_letter_before_proceedings,
        cast(offer_date as date) as offer_date,
        response,
        cast(response_date as date) as response_date,
        exemption_reason,
        cast(allocated_date as date) as allocated_date,
        coordinator_key,
        cast(closed_date as date) as closed_date,
        closed_reason

    from source

)

select * from typed
