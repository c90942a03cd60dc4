with source as (

    select * from {{ source('landed', 'child_protection_plan') }}

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
        initial_category,
        latest_category,
        cast(previous_plans as {{ type_whole() }}) as previous_plans,
        cast(is_other_authority as boolean) as is_other_authority,
        cast(last_visit_date as date) as last_visit_date,
        cast(last_review_date as date) as last_review_date,
        team

    from source

)

select * from typed
