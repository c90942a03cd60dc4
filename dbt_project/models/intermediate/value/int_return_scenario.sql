with sensitivity as (

    select * from {{ source('definitions', 'sensitivity') }}

),

unit_cost as (

    select * from {{ source('definitions', 'unit_cost') }}
    where held_until is null and pounds_a_week > 0

),

conference_cost as (

    select * from {{ source('definitions', 'conference_cost') }}
    where held_until is null

),

rule as (

    select * from {{ source('definitions', 'value_rule') }}

),

moved as (

    {{ moved_down_and_up('sensitivity') }}

),

-- Each row is the rule with one figure moved.
scenario as (

    select
        concat('weekly_cost_', unit_cost.cohort_status) as parameter,
        moved.bound,
        unit_cost.pounds_a_week * moved.factor as parameter_value,
        unit_cost.cohort_status as moved_status,
        moved.factor as unit_cost_factor,
        1.0 as conference_cost_factor,
        rule.weeks_saved,
        0.0 as deadweight_pct,
        0 as families_left_out,
        false as is_increase_counted

    from moved
    cross join unit_cost
    cross join rule
    where moved.parameter = 'unit_cost'

    union all

    select
        moved.parameter,
        moved.bound,
        case
            when moved.parameter = 'conference_cost' then conference_cost.conference_pounds * moved.factor
            else moved.to_value
        end as parameter_value,
        cast(null as {{ type_text() }}) as moved_status,
        1.0 as unit_cost_factor,
        case when moved.parameter = 'conference_cost' then moved.factor else 1.0 end as conference_cost_factor,
        case when moved.parameter = 'weeks' then moved.to_value else rule.weeks_saved end as weeks_saved,
        case when moved.parameter = 'deadweight' then moved.to_value else 0.0 end as deadweight_pct,
        case when moved.parameter = 'largest_families_left_out' then moved.to_value else 0 end as families_left_out,
        moved.parameter = 'increases_counted' and moved.to_value > 0 as is_increase_counted

    from moved
    cross join conference_cost
    cross join rule
    where moved.parameter <> 'unit_cost'

),

final as (

    select
        parameter,
        bound,
        parameter_value,
        moved_status,
        unit_cost_factor,
        conference_cost_factor,
        cast(weeks_saved as double) as weeks_saved,
        deadweight_pct,
        cast(families_left_out as integer) as families_left_out,
        is_increase_counted

    from scenario

)

select * from final
