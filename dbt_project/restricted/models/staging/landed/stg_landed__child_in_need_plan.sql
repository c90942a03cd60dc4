with source as (

    select * from {{ source('landed', 'child_in_need_plan') }}

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
        cast(end_date as date) as end_date,
        team

    from source

)

select * from typed
