with child as (

    select * from {{ ref('dim_child') }}

),

final as (

    select
        council,
        child_key as known_as_key,
        coalesce(born_child_key, child_key) as child_key
    from child

)

select * from final
