with source as (

    select * from {{ source('landed', 'referral') }}

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
        referral_key,
        cast(referral_date as date) as referral_date,
        source_code,
        cast(is_no_further_action as boolean) as is_no_further_action,
        primary_need_code,
        cast(closure_date as date) as closure_date,
        closure_reason,
        cast(transfer_in_conference_date as date) as transfer_in_conference_date,
        team,
        worker_key

    from source

)

select * from typed
