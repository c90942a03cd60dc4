with included as (

    select * from {{ ref('int_cohort_included') }}
    where is_included and followed_until >= counted_from

),

person as (

    select * from {{ ref('int_cohort_person') }}

),

spell as (

    select * from {{ ref('fct_status_spell') }}
    where known_to is null and not is_gap

),

day_status as (

    select * from {{ ref('int_cohort_day_status') }}

),

-- What closes under the number from before birth goes on under the other.
entered as (

    select
        included.cohort,
        included.council,
        included.case_key,
        included.child_key,
        min(case when spell.status = 'closed' and person.known_as_key = person.child_key then spell.status_from end)
            as closed_date,
        min(case when spell.status = 'looked_after' then spell.status_from end) as looked_after_date
    from included
    inner join person on included.council = person.council and included.child_key = person.child_key
    inner join spell
        on
            person.council = spell.council
            and person.known_as_key = spell.child_key
            and included.counted_from < spell.status_from
            and included.followed_until >= spell.status_from
    group by included.cohort, included.council, included.case_key, included.child_key

),

at_risk as (

    select
        included.*,
        day_status.is_closed,
        day_status.is_looked_after,
        entered.closed_date,
        entered.looked_after_date
    from included
    inner join day_status
        on
            included.council = day_status.council
            and included.child_key = day_status.child_key
            and included.counted_from = day_status.on_date
    left join entered
        on
            included.cohort = entered.cohort
            and included.council = entered.council
            and included.case_key = entered.case_key
            and included.child_key = entered.child_key

),

final as (

    {% for event in ['closed', 'looked_after'] %}
        select
            cohort,
            council,
            case_key,
            child_key,
            cluster_key,
            cohort_group,
            '{{ event }}' as survival_event,
            cast(
                {{ days_between('counted_from', 'coalesce(' ~ event ~ '_date, followed_until)') }} as integer
            ) as survival_days,
            {{ event }}_date is not null as is_event
        from at_risk
        where not is_{{ event }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
