with member as (

    select * from {{ ref('int_cohort_member') }}

),

checkpoint as (

    select * from {{ source('definitions', 'cohort_checkpoint') }}

),

final as (

    select
        member.cohort,
        member.council,
        member.case_key,
        member.child_key,
        member.index_date,
        checkpoint.checkpoint,
        case
            when checkpoint.checkpoint = 'entry' then member.entry_date
            when checkpoint.checkpoint = 'exit' then member.exit_date
            when checkpoint.checkpoint = 'follow_up' then checkpoint.follow_up_date
            else {{ months_after('member.counted_from', 'checkpoint.months') }}
        end as checkpoint_date
    from member
    inner join checkpoint on member.cohort = checkpoint.cohort

)

select * from final
