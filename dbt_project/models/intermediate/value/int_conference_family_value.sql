with family as (

    select * from {{ ref('int_conference_family') }}

),

family_status as (

    select * from {{ ref('int_conference_family_status') }}

),

unit_cost as (

    select * from {{ source('definitions', 'unit_cost') }}

),

conference_cost as (

    select * from {{ source('definitions', 'conference_cost') }}

),

rule as (

    select * from {{ source('definitions', 'value_rule') }}

),

beside_each_other as (

    select
        cohort_id,
        family_number,
        max(case when checkpoint = 'entry' then cohort_status end) as status_at_entry,
        max(case when checkpoint = 'exit' then cohort_status end) as status_at_exit,
        max(case when checkpoint = 'follow_up' then cohort_status end) as status_at_follow_up

    from family_status
    group by cohort_id, family_number

),

priced as (

    select
        family.*,
        beside_each_other.status_at_entry,
        beside_each_other.status_at_exit,
        beside_each_other.status_at_follow_up,
        at_entry.pounds_a_week as entry_pounds_a_week,
        at_follow_up.pounds_a_week as follow_up_pounds_a_week,
        conference_cost.conference_pounds,
        rule.weeks_saved,
        case
            when
                at_entry.price_year = at_follow_up.price_year and at_entry.price_year = conference_cost.price_year
                then at_entry.price_year
        end as price_year

    from family
    inner join beside_each_other
        on family.cohort_id = beside_each_other.cohort_id and family.family_number = beside_each_other.family_number
    cross join rule
    left join unit_cost as at_entry
        on
            beside_each_other.status_at_entry = at_entry.cohort_status
            and {{ holds_on('family.period_end_date', 'at_entry.held_from', 'at_entry.held_until') }}
    left join unit_cost as at_follow_up
        on
            beside_each_other.status_at_follow_up = at_follow_up.cohort_status
            and {{ holds_on('family.period_end_date', 'at_follow_up.held_from', 'at_follow_up.held_until') }}
    left join conference_cost
        on {{ holds_on('family.period_end_date', 'conference_cost.held_from', 'conference_cost.held_until') }}

),

with_benefit as (

    select
        *,
        conferences * conference_pounds as cost_pounds,
        {{ benefit_of('entry_pounds_a_week', 'follow_up_pounds_a_week', 'weeks_saved', 'children') }} as benefit_pounds

    from priced

),

final as (

    select
        cohort_id,
        cohort,
        geography_code,
        family_number,
        table_number,
        period_end_date,
        printed_exit_month,
        children,
        conferences,
        status_at_entry,
        status_at_exit,
        status_at_follow_up,
        entry_pounds_a_week,
        follow_up_pounds_a_week,
        conference_pounds,
        weeks_saved,
        price_year,
        cost_pounds,
        benefit_pounds,
        printed_cost_pounds,
        printed_benefit_pounds,
        printed_return,
        release_file_id,
        source_row,
        {{ return_of('benefit_pounds', 'cost_pounds', 0) }} as return_ratio

    from with_benefit

)

select * from final
