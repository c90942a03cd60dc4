with source as (

    select * from {{ source('landed', 'assessment') }}

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
        cast(start_date as date) as start_date,
        cast(authorisation_date as date) as authorisation_date,
        cast(is_child_seen as boolean) as is_child_seen,
        cast(is_support_needed as boolean) as is_support_needed,
        team

    from source

)

select * from typed
