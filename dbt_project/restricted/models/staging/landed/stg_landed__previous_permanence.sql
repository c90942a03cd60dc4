with source as (

    select * from {{ source('landed', 'previous_permanence') }}

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
        previous_permanence,
        order_month

    from source

)

select * from typed
