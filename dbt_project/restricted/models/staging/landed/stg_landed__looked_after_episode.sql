with source as (

    select * from {{ source('landed', 'looked_after_episode') }}

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
        start_reason,
        legal_status,
        primary_need_code,
        placement_type,
        placement_provider,
        cast(end_date as date) as end_date,
        end_reason,
        period_key,
        cast(is_whole_period as boolean) as is_whole_period,
        cast(last_review_date as date) as last_review_date,
        cast(last_visit_date as date) as last_visit_date,
        team

    from source

)

select * from typed
