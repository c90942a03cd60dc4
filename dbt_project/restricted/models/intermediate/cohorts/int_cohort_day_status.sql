with cohort_day as (

    select * from {{ ref('int_cohort_day') }}

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

segment as (

    select * from {{ ref('fct_status_segment') }}
    where known_to is null

),

kinship as (

    select * from {{ ref('fct_kinship') }}
    where known_to is null and kinship_from is not null

),

kinship_care as (

    select * from {{ source('definitions', 'cohort_kinship_care') }}

),

-- Under two numbers, one from before birth, a child is whatever either says.
running as (

    select
        cohort_day.council,
        cohort_day.child_key,
        cohort_day.on_date,
        bool_or(segment.is_looked_after) as is_looked_after,
        bool_or(segment.is_child_protection_plan) as is_child_protection_plan,
        bool_or(segment.is_pre_proceedings) as is_pre_proceedings,
        bool_or(segment.status in ('child_in_need_plan', 'child_in_need')) as is_child_in_need,
        bool_or(segment.status = 'early_help') as is_early_help,
        min(case when segment.status = 'closed' then 1 else 0 end) = 1 as is_closed
    from cohort_day
    inner join person on cohort_day.council = person.council and cohort_day.child_key = person.child_key
    inner join segment
        on
            person.council = segment.council
            and person.known_as_key = segment.child_key
            and cohort_day.on_date >= segment.segment_from
            and cohort_day.on_date < coalesce(segment.segment_to, {{ open_end() }})
    group by cohort_day.council, cohort_day.child_key, cohort_day.on_date

),

living as (

    select
        cohort_day.council,
        cohort_day.child_key,
        cohort_day.on_date,
        bool_or(kinship_care.kinship_state is not null) as is_kinship_care,
        bool_or(kinship_care.kinship_state is not null or kinship.kinship_state = 'foster_kinship') as is_with_kin
    from cohort_day
    inner join person on cohort_day.council = person.council and cohort_day.child_key = person.child_key
    inner join kinship
        on
            person.council = kinship.council
            and person.known_as_key = kinship.child_key
            and cohort_day.on_date >= kinship.kinship_from
            and cohort_day.on_date < coalesce(kinship.kinship_to, {{ open_end() }})
    left join kinship_care
        on
            kinship.kinship_state = kinship_care.kinship_state
            and kinship.evidence_code = coalesce(kinship_care.evidence_code, kinship.evidence_code)
    group by cohort_day.council, cohort_day.child_key, cohort_day.on_date

),

final as (

    select
        running.council,
        running.child_key,
        running.on_date,
        running.is_looked_after,
        running.is_child_protection_plan,
        running.is_pre_proceedings,
        running.is_closed,
        case
            when running.is_looked_after then 'looked_after'
            when coalesce(living.is_kinship_care, false) then 'kinship_care'
            when running.is_child_protection_plan then 'child_protection_plan'
            when running.is_child_in_need then 'child_in_need'
            when running.is_early_help then 'early_help'
            else 'closed'
        end as cohort_status,
        coalesce(living.is_with_kin, false) as is_with_kin
    from running
    left join living
        on
            running.council = living.council
            and running.child_key = living.child_key
            and running.on_date = living.on_date

)

select * from final
