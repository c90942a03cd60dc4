with source as (

    select * from {{ source('landed', 'case_status') }}

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
        case_status,
        cast(start_date as date) as start_date,
        cast(last_seen_date as date) as last_seen_date,
        cast(closure_date as date) as closure_date,
        closure_reason,
        primary_need_code,
        team,
        worker_key

    from source

)

select * from typed
