with recursive recode as (

    select
        predecessor_code,
        successor_code

    from {{ ref('stg_definitions__geography_successor') }}
    where change_kind = 'recode'

),

-- A code may be followed more than once; union without all also ends a circle.
followed as (

    select
        predecessor_code as geography_code,
        successor_code as newest_code

    from recode

    union

    select
        followed.geography_code,
        recode.successor_code as newest_code

    from followed
    inner join recode on followed.newest_code = recode.predecessor_code

),

final as (

    select
        geography_code,
        newest_code

    from followed
    where newest_code not in (select recode.predecessor_code from recode)

)

select * from final
