with source as (

    select * from {{ source('landed', 'conference_outcome') }}

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
        child_key,
        checkpoint,
        status_as_typed,
        living_with,
        cast(proceedings_issued_date as date) as proceedings_issued_date

    from source

)

select * from typed
