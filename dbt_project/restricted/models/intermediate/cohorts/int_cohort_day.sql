with member as (

    select * from {{ ref('int_cohort_member') }}

),

checkpoint as (

    select * from {{ ref('int_cohort_checkpoint') }}

),

outcome as (

    select * from {{ source('definitions', 'outcome') }}
    where outcome_form = 'status_at'

),

final as (

    select
        council,
        child_key,
        checkpoint_date as on_date
    from checkpoint
    where checkpoint_date is not null
    union
    select
        council,
        child_key,
        counted_from as on_date
    from member
    union
    select
        member.council,
        member.child_key,
        {{ months_after('member.counted_from', 'outcome.months') }} as on_date
    from member
    cross join outcome

)

select * from final
