with recursive member as (

    select * from {{ ref('int_cohort_member') }}

),

family_child as (

    select * from {{ ref('bridge_family_child') }}
    where confidence = 'high'

),

counted as (

    select
        council,
        family_key,
        person_key,
        count(*) over (partition by council, family_key) as children
    from family_child

),

-- A number of so many children is a placeholder of a system, and no family.
shared as (

    select distinct
        council,
        family_key,
        person_key as child_key
    from counted
    where children <= 20
    union
    select distinct
        council,
        family_key,
        child_key
    from member

),

followed as (

    select distinct
        council,
        child_key
    from member

),

of_followed as (

    select shared.*
    from shared
    inner join followed on shared.council = followed.council and shared.child_key = followed.child_key

),

pair as (

    select distinct
        one.council,
        one.child_key,
        other.child_key as other_key
    from of_followed as one
    inner join of_followed as other on one.council = other.council and one.family_key = other.family_key

),

reached as (

    select
        council,
        child_key,
        other_key
    from pair
    union
    select
        reached.council,
        reached.child_key,
        pair.other_key
    from reached
    inner join pair on reached.council = pair.council and reached.other_key = pair.child_key

),

final as (

    select
        council,
        child_key,
        concat('cluster:', min(other_key)) as cluster_key
    from reached
    group by council, child_key

)

select * from final
