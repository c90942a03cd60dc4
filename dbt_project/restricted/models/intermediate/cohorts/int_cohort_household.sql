with family_child as (

    select * from {{ ref('bridge_family_child') }}
    where link_method in ('cms', 'mother')

),

-- The council's own number of a family, else one mother.
final as (

    select
        council,
        person_key as child_key,
        min(case when link_method = 'cms' then family_key end) as numbered_family_key,
        min(case when link_method = 'mother' then family_key end) as mother_family_key
    from family_child
    group by council, person_key

)

select
    council,
    child_key,
    coalesce(numbered_family_key, mother_family_key) as family_key
from final
