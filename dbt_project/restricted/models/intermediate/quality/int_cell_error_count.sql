with cell_error as (

    select * from {{ ref('stg_landed__cell_error') }}

)

select
    council,
    rule,
    count(*) as findings
from cell_error
group by council, rule
