with source as (

    select * from {{ source('landed', 'feed') }}

)

select
    layout,
    record,
    feed,
    feed_rank
from source
