with source as (

    select * from {{ source('landed', 'contact') }}

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
        cast(contact_date as date) as contact_date,
        source_code

    from source

)

select * from typed
