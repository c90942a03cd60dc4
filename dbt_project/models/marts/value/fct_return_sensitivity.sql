with family as (

    select * from {{ ref('int_conference_family_value') }}

),

scenario as (

    select * from {{ ref('int_return_scenario') }}

),

cohort_value as (

    select * from {{ ref('int_cohort_value') }}

),

council_return as (

    select * from {{ ref('int_council_return') }}
    where deadweight_kind = 'medium'

),

council_sensitivity as (

    select * from {{ ref('int_council_sensitivity') }}

),

-- One family of all that save as much is left out before another by its number.
in_order as (

    select
        *,
        row_number() over (
            partition by cohort_id
            order by benefit_pounds desc, family_number asc
        ) as largest_first

    from family

),

priced as (

    select
        in_order.cohort_id,
        in_order.geography_code,
        scenario.parameter,
        scenario.bound,
        scenario.parameter_value,
        scenario.deadweight_pct,
        scenario.weeks_saved,
        scenario.is_increase_counted,
        in_order.children,
        in_order.entry_pounds_a_week
        * case when in_order.status_at_entry = scenario.moved_status then scenario.unit_cost_factor else 1 end
            as entry_pounds_a_week,
        in_order.follow_up_pounds_a_week
        * case when in_order.status_at_follow_up = scenario.moved_status then scenario.unit_cost_factor else 1 end
            as follow_up_pounds_a_week,
        in_order.cost_pounds * scenario.conference_cost_factor as cost_pounds

    from in_order
    cross join scenario
    where in_order.largest_first > scenario.families_left_out

),

saved as (

    select
        *,
        case
            when is_increase_counted then (entry_pounds_a_week - follow_up_pounds_a_week) * weeks_saved * children
            else {{ benefit_of('entry_pounds_a_week', 'follow_up_pounds_a_week', 'weeks_saved', 'children') }}
        end as benefit_pounds

    from priced

),

summed as (

    select
        cohort_id,
        geography_code,
        parameter,
        bound,
        parameter_value,
        deadweight_pct,
        {{ sum_of_pounds('benefit_pounds') }} as benefit_pounds,
        {{ sum_of_pounds('cost_pounds') }} as cost_pounds

    from saved
    group by cohort_id, geography_code, parameter, bound, parameter_value, deadweight_pct

),

with_return as (

    select
        summed.*,
        {{ return_of('summed.benefit_pounds', 'summed.cost_pounds', 'summed.deadweight_pct') }} as return_ratio,
        {{ return_of('cohort_value.benefit_pounds', 'cohort_value.cost_pounds', 0) }} as unmoved_return

    from summed
    inner join cohort_value on summed.cohort_id = cohort_value.cohort_id

),

-- A council's cohorts have the costs of some statuses and not of others.
of_records as (

    select
        council_sensitivity.cohort_id,
        council_sensitivity.geography_code,
        council_sensitivity.parameter,
        council_sensitivity.bound,
        council_sensitivity.parameter_value,
        council_sensitivity.return_ratio,
        council_return.return_ratio as unmoved_return,
        council_sensitivity.missing_reason

    from council_sensitivity
    inner join council_return on council_sensitivity.cohort_id = council_return.cohort_id
    where council_sensitivity.parameter_value is not null

),

together as (

    select
        cohort_id,
        geography_code,
        parameter,
        bound,
        parameter_value,
        return_ratio,
        unmoved_return,
        cast(null as {{ type_text() }}) as missing_reason

    from with_return

    union all

    select * from of_records

),

final as (

    select
        cohort_id,
        geography_code,
        parameter,
        bound,
        parameter_value,
        return_ratio,
        missing_reason,
        round(return_ratio - unmoved_return, 6) as return_change

    from together

)

select * from final
