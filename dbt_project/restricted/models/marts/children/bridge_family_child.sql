with family_child as (

    select * from {{ ref('int_family_child') }}

),

child as (

    select * from {{ ref('dim_child') }}

),

final as (

    select
        family_child.council,
        family_child.family_key,
        family_child.child_key,
        family_child.link_method,
        family_child.confidence,
        family_child.valid_from,
        family_child.valid_to,
        -- The number that an unborn child had stands for the child that was born.
        coalesce(child.born_child_key, family_child.child_key) as person_key
    from family_child
    left join child on family_child.council = child.council and family_child.child_key = child.child_key

)

select * from final
