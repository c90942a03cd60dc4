with family as (

    select * from {{ ref('int_conference_family') }}

),

printed_word as (

    select * from {{ source('definitions', 'evaluated_status') }}

),

rule as (

    select * from {{ source('definitions', 'value_rule') }}

),

in_a_row_each as (

    select
        family.*,
        'entry' as checkpoint,
        family.printed_status_at_entry as printed_status

    from family

    union all

    select
        family.*,
        'exit' as checkpoint,
        family.printed_status_at_exit as printed_status

    from family

    union all

    select
        family.*,
        'follow_up' as checkpoint,
        family.printed_status_at_follow_up as printed_status

    from family

),

final as (

    select
        in_a_row_each.cohort_id,
        in_a_row_each.cohort,
        in_a_row_each.geography_code,
        in_a_row_each.family_number,
        in_a_row_each.children,
        in_a_row_each.checkpoint,
        in_a_row_each.printed_status,
        printed_word.cohort_status,
        in_a_row_each.release_file_id,
        in_a_row_each.source_row,
        -- The report gives the day of the follow-up alone.
        case when in_a_row_each.checkpoint = 'follow_up' then rule.follow_up_date end as checkpoint_date

    from in_a_row_each
    cross join rule
    left join printed_word on in_a_row_each.printed_status = printed_word.printed_status

)

select * from final
