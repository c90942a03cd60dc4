with breach as (

    select * from {{ ref('int_rule_breach') }}

),

disagreement as (

    select
        disagreement.*,
        child.council
    from {{ ref('int_feed_disagreement') }} as disagreement
    inner join {{ ref('int_child') }} as child on disagreement.child_number = child.child_number

),

compared as (

    select * from {{ ref('int_case_status_compared') }}

),

cell_error as (

    select * from {{ ref('int_cell_error_count') }}

),

exclusion as (

    select * from {{ ref('int_cohort_exclusion') }}

),

child as (

    select
        council,
        count(*) as children
    from {{ ref('int_child') }}
    group by council

),

counted as (

    select
        council,
        rule,
        count(*) as findings,
        count(distinct child_number) as children,
        null as looked_at
    from breach
    group by council, rule

    union all

    select
        council,
        concat('feeds_disagree_', flag) as rule,
        count(case when is_different then 1 end) as findings,
        count(distinct case when is_different then child_number end) as children,
        count(*) as looked_at
    from disagreement
    group by council, flag

    union all

    select
        council,
        'case_status_differs' as rule,
        count(case when not is_as_typed then 1 end) as findings,
        count(distinct case when not is_as_typed then child_number end) as children,
        count(*) as looked_at
    from compared
    group by council

    union all

    select
        council,
        concat('cell_', rule) as rule,
        findings,
        null as children,
        null as looked_at
    from cell_error

    union all

    select
        council,
        concat('cohort_', cohort, '_', exclusion_reason) as rule,
        count(*) as findings,
        cast(sum(children_concerned) as {{ type_whole() }}) as children,
        null as looked_at
    from exclusion
    group by council, cohort, exclusion_reason

),

final as (

    select
        counted.council,
        counted.rule,
        counted.findings,
        counted.children,
        counted.looked_at,
        coalesce(
            cast(counted.findings as double) / nullif(counted.looked_at, 0),
            cast(counted.children as double) / child.children
        ) as share
    from counted
    left join child on counted.council = child.council

)

select * from final
