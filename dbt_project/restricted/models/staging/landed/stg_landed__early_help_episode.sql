with source as (

    select * from {{ source('landed', 'early_help_episode') }}

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
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        organisation

    from source

)

select * from typed
