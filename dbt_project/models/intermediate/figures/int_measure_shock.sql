with shock as (

    select * from {{ source('definitions', 'shock') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}
    where component = 'value'

),

final as (

    select
        component.measure_id,
        component.preference,
        shock.period_end_date,
        shock.shock_reason

    from shock
    inner join component
        on
            shock.feed = component.feed
            and shock.data_column = component.data_column
            and shock.breakdown = component.breakdown

)

select * from final
