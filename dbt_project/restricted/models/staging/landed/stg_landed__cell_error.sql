with source as (

    select * from {{ source('landed', 'cell_error') }}

)

select
    council,
    layout,
    statement_id,
    snapshot_date,
    source_table,
    source_row,
    column_name,
    rule,
    is_row_dropped
from source
