-- A status typed as plan says that there was one on that day, and nothing of the days around it.
with case_status as (

    select * from {{ ref('stg_landed__case_status') }}
    where case_status = 'child_in_need_plan'

),

step as (

    select * from {{ ref('int_statement_step') }}
    where record = 'case_status'

),

child as (

    select * from {{ ref('int_child') }}

),

final as (

    select distinct
        child.child_number,
        step.feed,
        step.feed_rank,
        step.known_from
    from case_status
    inner join step
        on case_status.statement_id = step.statement_id and case_status.source_table = step.source_table
    inner join child on case_status.council = child.council and case_status.child_key = child.child_key

)

select * from final
