with source as (

    select * from {{ source('landed', 'section_47_enquiry') }}

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
        cast(conference_date as date) as conference_date,
        cast(is_conference_unnecessary as boolean) as is_conference_unnecessary,
        cast(is_plan_result as boolean) as is_plan_result,
        team

    from source

)

select * from typed
