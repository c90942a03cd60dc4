with later_code as (

    select * from {{ source('definitions', 'geography_later_code') }}

),

geography as (

    select * from {{ ref('int_geography') }}

),

-- Recoded in law is not yet recoded in the files: an area goes on under the newest code that one of them has used.
in_use as (

    select
        later_code.geography_code,
        later_code.later_code,
        row_number() over (
            partition by later_code.geography_code
            order by later_code.recodes_since desc
        ) as newest_first

    from later_code
    inner join geography on later_code.later_code = geography.geography_code

),

final as (

    select
        geography_code,
        later_code as newest_code

    from in_use
    where newest_first = 1

)

select * from final
