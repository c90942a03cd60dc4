with statement as (

    select * from {{ ref('stg_landed__statement') }}

),

step as (

    select * from {{ ref('int_statement_step') }}

),

conference_referral as (

    select * from {{ ref('stg_landed__conference_referral') }}

),

registered as (

    select distinct statement_id
    from conference_referral
    union
    select statement_id
    from statement
    where concat(',', records, ',') like '%,conference_referral,%'

),

register as (

    select
        statement.council,
        max(coalesce(statement.period_end, statement.snapshot_date)) as register_until
    from statement
    inner join registered on statement.statement_id = registered.statement_id
    group by statement.council

),

told as (

    select
        council,
        max(case when record = 'looked_after_episode' then period_end end) as looked_after_until,
        max(case when record = 'child_protection_plan' then period_end end) as child_protection_plan_until,
        max(
            case
                when record = 'case_status' or (record = 'referral' and feed not in ({{ feeds_without_closure() }}))
                    then period_end
            end
        ) as need_until,
        max(case when record = 'referral' then period_end end) as referral_until,
        max(case when record = 'pre_proceedings' then period_end end) as pre_proceedings_until
    from step
    group by council

),

newest as (

    select
        council,
        max(snapshot_date) as known_until
    from statement
    group by council

),

final as (

    select
        newest.council,
        newest.known_until,
        told.looked_after_until,
        told.child_protection_plan_until,
        told.referral_until,
        register.register_until,
        -- A status is told by all three together, and by none of them alone.
        case
            when
                told.looked_after_until is not null
                and told.child_protection_plan_until is not null
                and told.need_until is not null
                then least(told.looked_after_until, told.child_protection_plan_until, told.need_until)
        end as status_until,
        case
            when told.looked_after_until is not null
                then least(told.looked_after_until, coalesce(told.pre_proceedings_until, told.looked_after_until))
        end as proceedings_until
    from newest
    left join told on newest.council = told.council
    left join register on newest.council = register.council

)

select * from final
