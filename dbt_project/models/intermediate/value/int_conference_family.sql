with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

rule as (

    select * from {{ source('definitions', 'value_rule') }}

),

cohort as (

    select * from {{ source('definitions', 'evaluated_cohort') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

of_families as (

    select
        observation.release_file_id,
        observation.source_row,
        observation.geography_code,
        observation.period_end_date,
        observation.data_column,
        observation.value,
        {{ member_of('observation.breakdown', 'table_number') }} as table_number,
        cast({{ member_of('observation.breakdown', 'family_number') }} as integer) as family_number,
        {{ member_of('observation.breakdown', 'exit_month') }} as printed_exit_month,
        {{ member_of('observation.breakdown', 'status_at_entry') }} as printed_status_at_entry,
        {{ member_of('observation.breakdown', 'status_at_exit') }} as printed_status_at_exit,
        {{ member_of('observation.breakdown', 'status_in_january_2020') }} as printed_status_at_follow_up

    from observation
    inner join rule on observation.feed = rule.feed

),

-- The report may be landed again; the newest of its releases is the one in use.
newest as (

    select in_order.release_file_id
    from (
        select
            release_file.release_file_id,
            row_number() over (
                order by release_file.release_sort_key desc, release_file.landed_at desc
            ) as newest_first
        from release_file
        inner join (select distinct release_file_id from of_families) as of_feed
            on release_file.release_file_id = of_feed.release_file_id
    ) as in_order
    where in_order.newest_first = 1

),

beside_each_other as (

    select
        of_families.release_file_id,
        of_families.source_row,
        of_families.geography_code,
        of_families.period_end_date,
        of_families.table_number,
        of_families.family_number,
        of_families.printed_exit_month,
        of_families.printed_status_at_entry,
        of_families.printed_status_at_exit,
        of_families.printed_status_at_follow_up,
        cast(max(case when of_families.data_column = 'children' then of_families.value end) as integer) as children,
        cast(max(case when of_families.data_column = 'conferences' then of_families.value end) as integer)
            as conferences,
        cast(max(case when of_families.data_column = 'cost' then of_families.value end) as double)
            as printed_cost_pounds,
        cast(max(case when of_families.data_column = 'benefit' then of_families.value end) as double)
            as printed_benefit_pounds,
        cast(max(case when of_families.data_column = 'return_on_investment' then of_families.value end) as double)
            as printed_return

    from of_families
    inner join newest on of_families.release_file_id = newest.release_file_id
    group by
        of_families.release_file_id,
        of_families.source_row,
        of_families.geography_code,
        of_families.period_end_date,
        of_families.table_number,
        of_families.family_number,
        of_families.printed_exit_month,
        of_families.printed_status_at_entry,
        of_families.printed_status_at_exit,
        of_families.printed_status_at_follow_up

),

final as (

    select
        beside_each_other.geography_code,
        cohort.cohort,
        beside_each_other.family_number,
        beside_each_other.table_number,
        beside_each_other.period_end_date,
        beside_each_other.children,
        beside_each_other.conferences,
        beside_each_other.printed_exit_month,
        beside_each_other.printed_status_at_entry,
        beside_each_other.printed_status_at_exit,
        beside_each_other.printed_status_at_follow_up,
        beside_each_other.printed_cost_pounds,
        beside_each_other.printed_benefit_pounds,
        beside_each_other.printed_return,
        beside_each_other.release_file_id,
        beside_each_other.source_row,
        concat(beside_each_other.geography_code, '_', cohort.cohort) as cohort_id

    from beside_each_other
    inner join cohort on beside_each_other.table_number = cohort.table_number

)

select * from final
