with child as (

    select * from {{ ref('int_child') }}

),

link as (

    select * from {{ ref('int_child_link') }}
    where confidence <> 'low'

),

final as (

    select
        child.council,
        child.child_key,
        child.birth_date,
        child.expected_birth_date,
        child.death_date,
        child.sex,
        child.ethnicity,
        child.is_disabled,
        child.is_unaccompanied_asylum_seeking,
        child.mother_key,
        child.lsoa,
        child.grown_up_date,
        link.born_child_key,
        link.link_method,
        link.confidence as link_confidence
    from child
    left join link on child.child_number = link.child_number

)

select * from final
