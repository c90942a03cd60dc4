with source as (

    select * from {{ source('landed', 'care_event') }}

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
        event,
        cast(event_date as date) as event_date,
        cast(end_date as date) as end_date,
        detail

    from source

)

select * from typed
