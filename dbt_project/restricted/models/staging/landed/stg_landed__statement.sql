with source as (

    select * from {{ source('landed', 'statement') }}

),

numbered as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        period_start,
        period_end,
        received_at,
        records,
        row_number() over (order by snapshot_date, received_at, statement_id) as statement_number

    from source

)

select * from numbered
