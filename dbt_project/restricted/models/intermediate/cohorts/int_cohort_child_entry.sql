{%- set before = [12, 24] -%}
with known_member as (

    select * from {{ ref('int_cohort_member') }}

),

member as (

    select
        *,
        case when counted_from > index_date then counted_from end as landmark_date,
        coalesce(
            birth_date > index_date or (birth_date is null and expected_birth_date is not null), false
        ) as is_unborn
    from known_member

),

day_status as (

    select * from {{ ref('int_cohort_day_status') }}

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

period as (

    select * from {{ ref('fct_looked_after_period') }}
    where known_to is null

),

plan_start as (

    select * from {{ ref('int_cohort_plan_start') }}

),

referral as (

    select * from {{ ref('int_cohort_referral') }}

),

spell as (

    select * from {{ ref('fct_status_spell') }}
    where known_to is null

),

cared_for as (

    select
        member.cohort,
        member.council,
        member.case_key,
        member.child_key,
    {% for months in before %}
        sum(
            {{ days_shared(
                'period.period_from', 'period.period_to', months_after('member.entry_date', -months), 'member.entry_date'
            ) }}
        ) as days_before_{{ months }}{{ ',' if not loop.last }}
    {% endfor %}
    from member
    inner join person on member.council = person.council and member.child_key = person.child_key
    inner join period on person.council = period.council and person.known_as_key = period.child_key
    group by member.cohort, member.council, member.case_key, member.child_key

),

planned as (

    select
        member.cohort,
        member.council,
        member.case_key,
        member.child_key,
        count(*) as plans_before
    from member
    inner join plan_start
        on
            member.council = plan_start.council
            and member.child_key = plan_start.child_key
            and member.index_date > plan_start.plan_from
    group by member.cohort, member.council, member.case_key, member.child_key

),

referred as (

    select
        member.cohort,
        member.council,
        member.case_key,
        member.child_key,
        count(case when referral.referral_date < member.entry_date and referral.is_counted then 1 end)
            as referrals_before,
        {{ value_at_greatest('referral.primary_need_code', 'referral.referral_date') }} as primary_need_code
    from member
    inner join referral
        on
            member.council = referral.council
            and member.child_key = referral.child_key
            and member.entry_date >= referral.referral_date
    group by member.cohort, member.council, member.case_key, member.child_key

),

first_known as (

    select
        person.council,
        person.child_key,
        min(spell.status_from) as known_since
    from person
    inner join spell on person.council = spell.council and person.known_as_key = spell.child_key
    group by person.council, person.child_key

),

final as (

    select
        member.cohort,
        member.council,
        member.case_key,
        member.child_key,
        member.index_date,
        member.counted_from,
        member.sex,
        member.is_unborn,
        case
            when member.is_unborn then 0
            else cast(floor({{ full_months_between('member.birth_date', 'member.index_date') }} / 12) as integer)
        end as years_at_index,
        at_entry.cohort_status as entry_status,
        coalesce(at_entry.is_pre_proceedings, false) as is_pre_proceedings,
        coalesce(at_landmark.is_closed, false) as is_closed_at_landmark,
        coalesce(member.death_date < member.index_date, false) as is_dead_at_index,
        coalesce(member.grown_up_date <= member.index_date, false) as is_grown_up_at_index,
        {% for months in before %}
            coalesce(cared_for.days_before_{{ months }}, 0) as days_before_{{ months }},
        {% endfor %}
        coalesce(planned.plans_before, 0) as plans_before,
        coalesce(referred.referrals_before, 0) as referrals_before,
        referred.primary_need_code,
        {{ full_months_between('first_known.known_since', 'member.entry_date') }} as months_known
    from member
    left join day_status as at_entry
        on
            member.council = at_entry.council
            and member.child_key = at_entry.child_key
            and member.entry_date = at_entry.on_date
    left join day_status as at_landmark
        on
            member.council = at_landmark.council
            and member.child_key = at_landmark.child_key
            and member.landmark_date = at_landmark.on_date
    left join cared_for
        on
            member.cohort = cared_for.cohort
            and member.council = cared_for.council
            and member.case_key = cared_for.case_key
            and member.child_key = cared_for.child_key
    left join planned
        on
            member.cohort = planned.cohort
            and member.council = planned.council
            and member.case_key = planned.case_key
            and member.child_key = planned.child_key
    left join referred
        on
            member.cohort = referred.cohort
            and member.council = referred.council
            and member.case_key = referred.case_key
            and member.child_key = referred.child_key
    left join first_known on member.council = first_known.council and member.child_key = first_known.child_key

)

select * from final
