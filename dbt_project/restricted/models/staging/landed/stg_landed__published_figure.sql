with source as (

    select * from {{ source('landed', 'published_figure') }}

)

select
    council,
    measure,
    cast(year_ending as date) as year_ending_date,
    value as published_value
from source
