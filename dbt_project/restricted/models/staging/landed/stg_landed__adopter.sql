with source as (

    select * from {{ source('landed', 'adopter') }}

),

typed as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        source_table,
        source_row,
        adopter_key,
        family_key,
        cast(enquiry_date as date) as enquiry_date,
        cast(approved_date as date) as approved_date,
        cast(leaving_date as date) as leaving_date

    from source

)

select * from typed
