with source as (

    select * from {{ source('landed', 'training_place') }}

),

typed as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        source_table,
        source_row,
        worker_key,
        course,
        cast(course_date as date) as course_date,
        role,
        team,
        cast(is_attended as boolean) as is_attended

    from source

)

select * from typed
