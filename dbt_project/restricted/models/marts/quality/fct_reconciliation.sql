with stated as (

    select * from {{ ref('int_stated_count') }}

),

derived as (

    select * from {{ ref('int_derived_count') }}

),

final as (

    select
        stated.council,
        stated.measure,
        stated.as_of_date,
        stated.source,
        stated.stated_count,
        derived.derived_count,
        derived.derived_count - stated.stated_count as difference,
        (derived.derived_count - stated.stated_count) / nullif(stated.stated_count, 0) as difference_share
    from stated
    inner join derived
        on
            stated.council = derived.council
            and stated.measure = derived.measure
            and stated.as_of_date = derived.as_of_date
    -- Closed is no count of a day, and a measure that is not worked out here has nothing to be held against.
    where derived.derived_count is not null

)

select * from final
