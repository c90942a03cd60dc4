with source as (

    select * from {{ source('landed', 'partner_event') }}

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
        partner,
        event,
        cast(event_date as date) as event_date

    from source

)

select * from typed
