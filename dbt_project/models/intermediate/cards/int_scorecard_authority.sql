with scorecard_authority as (

    select * from {{ source('definitions', 'scorecard_authority') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

-- A card goes on where its place has another code than when it was written.
final as (

    select distinct
        scorecard_authority.scorecard_id,
        coalesce(newest_code.newest_code, scorecard_authority.geography_code) as geography_code

    from scorecard_authority
    left join newest_code on scorecard_authority.geography_code = newest_code.geography_code

)

select * from final
