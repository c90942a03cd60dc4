-- The future is unknown: a birthday or death after what was known is no end yet.
with interval_known as (

    select * from {{ ref('int_known_interval') }}

),

child as (

    select * from {{ ref('int_child') }}

),

final as (

    select
        interval_known.known_number,
        interval_known.child_number,
        case when child.grown_up_date <= interval_known.known_from then child.grown_up_date end as grown_up_date,
        case when child.death_date <= interval_known.known_from then child.death_date end as death_date
    from interval_known
    inner join child on interval_known.child_number = child.child_number
    where child.grown_up_date <= interval_known.known_from or child.death_date <= interval_known.known_from

)

select * from final
