with cohort_case as (

    select * from {{ ref('fct_cohort_case') }}
    where is_included

),

follow_up as (

    select * from {{ ref('fct_cohort_follow_up') }}

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

entry as (

    select
        council,
        cohort,
        case_key,
        child_key,
        cohort_status

    from follow_up
    where checkpoint = 'entry'

),

-- Both statuses of a child at the prices of one day, so that no change of prices is taken for a saving.
priced as (

    select
        follow_up.council,
        follow_up.cohort,
        follow_up.case_key,
        follow_up.checkpoint,
        at_entry.price_year,
        at_entry.pounds_a_week as entry_pounds,
        later.pounds_a_week as later_pounds,
        entry.cohort_status is not null and follow_up.cohort_status is not null as is_known

    from follow_up
    inner join cohort_case
        on
            follow_up.council = cohort_case.council
            and follow_up.cohort = cohort_case.cohort
            and follow_up.case_key = cohort_case.case_key
    left join entry
        on
            follow_up.council = entry.council
            and follow_up.cohort = entry.cohort
            and follow_up.case_key = entry.case_key
            and follow_up.child_key = entry.child_key
    left join unit_cost as at_entry
        on
            entry.cohort_status = at_entry.cohort_status
            and {{ holds_on('cohort_case.index_date', 'at_entry.held_from', 'at_entry.held_until') }}
    left join unit_cost as later
        on
            follow_up.cohort_status = later.cohort_status
            and {{ holds_on('cohort_case.index_date', 'later.held_from', 'later.held_until') }}
    where follow_up.checkpoint <> 'entry'

),

by_case as (

    select
        council,
        cohort,
        case_key,
        checkpoint,
        count(*) as children,
        count(case when entry_pounds is not null and later_pounds is not null then 1 end) as children_priced,
        count(case when not is_known then 1 end) as children_not_known,
        min(price_year) as price_year,
        max(price_year) as last_price_year,
        sum({{ saved_a_week('entry_pounds', 'later_pounds') }}) as saved_a_week_pounds

    from priced
    group by council, cohort, case_key, checkpoint

),

final as (

    select
        by_case.cohort,
        by_case.council,
        by_case.case_key,
        cohort_case.cluster_key,
        cohort_case.cohort_group,
        by_case.checkpoint,
        by_case.children,
        by_case.children_priced,
        cohort_case.conferences_held,
        cast(coalesce(cohort_case.conferences_held, 0) * conference_cost.conference_pounds as double) as cost_pounds,
        cast(
            case when by_case.children_priced = by_case.children then by_case.saved_a_week_pounds end as double
        ) as saved_a_week_pounds,
        cast(
            case
                when by_case.children_priced = by_case.children
                    then by_case.saved_a_week_pounds * rule.weeks_saved
            end as double
        ) as benefit_pounds,
        cast(
            case
                when by_case.price_year = by_case.last_price_year and by_case.price_year = conference_cost.price_year
                    then by_case.price_year
            end as integer
        ) as price_year,
        case
            when by_case.children_not_known > 0 then 'not_observed'
            when by_case.children_priced < by_case.children then 'no_unit_cost'
        end as benefit_reason

    from by_case
    inner join cohort_case
        on
            by_case.council = cohort_case.council
            and by_case.cohort = cohort_case.cohort
            and by_case.case_key = cohort_case.case_key
    cross join rule
    left join conference_cost
        on {{ holds_on('cohort_case.index_date', 'conference_cost.held_from', 'conference_cost.held_until') }}

)

select * from final
