with successor as (

    select * from {{ source('definitions', 'geography_successor') }}

),

began as (

    select
        successor_code as geography_code,
        change_date as valid_from,
        cast(null as date) as valid_to

    from successor

),

ended as (

    select
        predecessor_code as geography_code,
        cast(null as date) as valid_from,
        {{ day_before('change_date') }} as valid_to

    from successor

),

began_or_ended as (

    select * from began
    union all
    select * from ended

),

final as (

    select
        geography_code,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to

    from began_or_ended
    group by geography_code

)

select * from final
