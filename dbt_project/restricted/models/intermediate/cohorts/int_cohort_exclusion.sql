{#- Of a case: reason, stage, condition, and where it leaves the case out. -#}
{%- set of_case = [
    ('no_children', 'records', 'cohort_case.children = 0', 'true'),
    ('no_child_matched', 'records', 'cohort_case.children > 0 and cohort_case.children_matched = 0', 'true'),
    ('exit_before_entry', 'records', 'cohort_case.exit_date < coalesce(cohort_case.referral_date, cohort_case.offer_date)',
        "cohort_case.index_event like 'conference_%'"),
    ('held_date_in_doubt', 'records', 'cohort_case.is_held_date_in_doubt', 'false'),
    ('index_after_extract', 'index_event', 'cohort_case.index_date > cohort_case.known_until', 'true'),
    ('second_index_event', 'index_event', 'cohort_case.is_repeated', 'true'),
    ('offered_before_index', 'index_event', 'cohort_case.is_treated_before is not null', 'cohort_case.is_treated_before'),
    ('exempt', 'index_event', 'cohort_case.is_exempt', 'false'),
    ('offer_not_known', 'index_event', 'not cohort_case.is_offer_known', 'true'),
] -%}
{%- set of_child = [
    ('died_before_index', 'entry', 'is_dead_at_index'),
    ('grown_up_at_index', 'entry', 'is_grown_up_at_index'),
    ('not_known_at_entry', 'entry', 'entry_status is null'),
    ('closed_before_landmark', 'landmark', 'is_closed_at_landmark'),
] -%}
with cohort_case as (

    select * from {{ ref('int_cohort_case') }}

),

cohort as (

    select * from {{ source('definitions', 'cohort') }}

),

child_entry as (

    select * from {{ ref('int_cohort_child_entry') }}

),

member as (

    select * from {{ ref('int_cohort_member') }}

),

event as (

    select * from {{ ref('int_cohort_event') }}

),

undated as (

    select * from {{ ref('int_cohort_undated') }}

),

typed_status as (

    select * from {{ source('definitions', 'typed_status') }}

),

-- A case of the same family number, or of the same child, comes again.
same as (

    select
        cohort,
        council,
        case_key,
        index_date,
        family_key as same_key
    from cohort_case
    union
    select
        cohort,
        council,
        case_key,
        index_date,
        concat('child:', child_key) as same_key
    from member

),

preceded as (

    select
        *,
        lag(index_date) over (partition by cohort, council, same_key order by index_date, case_key) as previous_date
    from same

),

repeated as (

    select distinct
        preceded.cohort,
        preceded.council,
        preceded.case_key
    from preceded
    inner join cohort on preceded.cohort = cohort.cohort and preceded.council = cohort.council
    where preceded.index_date < {{ months_after('preceded.previous_date', 'cohort.follow_up_months') }}

),

of_case as (

    select
        cohort_case.*,
        repeated.case_key is not null as is_repeated
    from cohort_case
    left join repeated
        on
            cohort_case.cohort = repeated.cohort
            and cohort_case.council = repeated.council
            and cohort_case.case_key = repeated.case_key

),

unmatched as (

    select
        cohort_case.cohort,
        cohort_case.council,
        cohort_case.case_key,
        count(*) as children_concerned
    from cohort_case
    inner join event
        on
            cohort_case.cohort = event.cohort
            and cohort_case.council = event.council
            and cohort_case.case_key = event.case_key
    where event.unmatched_key is not null
    group by cohort_case.cohort, cohort_case.council, cohort_case.case_key

),

mistyped as (

    select
        cohort_case.cohort,
        cohort_case.council,
        cohort_case.case_key,
        event.child_key,
        count(*) as children_concerned
    from cohort_case
    inner join event
        on
            cohort_case.cohort = event.cohort
            and cohort_case.council = event.council
            and cohort_case.case_key = event.case_key
    left join typed_status on event.status_as_typed = typed_status.status_as_typed
    where event.status_as_typed is not null and typed_status.status_as_typed is null
    group by cohort_case.cohort, cohort_case.council, cohort_case.case_key, event.child_key

),

told as (

    {% for reason, stage, condition, leaves_out in of_case %}
        select
            cohort_case.cohort,
            cohort_case.council,
            cohort_case.case_key,
            cast(null as {{ type_text() }}) as child_key,
            'families' as excluded_unit,
            '{{ reason }}' as exclusion_reason,
            '{{ stage }}' as exclusion_stage,
            {{ leaves_out }} as is_left_out,
            cohort_case.children as children_concerned
        from of_case as cohort_case
        where {{ condition }}
        union all
    {% endfor %}
    {% for reason, stage, condition in of_child %}
        select
            cohort,
            council,
            case_key,
            child_key,
            'children' as excluded_unit,
            '{{ reason }}' as exclusion_reason,
            '{{ stage }}' as exclusion_stage,
            true as is_left_out,
            1 as children_concerned
        from child_entry
        where {{ condition }}
        union all
    {% endfor %}
    select
        cohort,
        council,
        case_key,
        null as child_key,
        'families' as excluded_unit,
        'no_index_date' as exclusion_reason,
        'index_event' as exclusion_stage,
        true as is_left_out,
        children_concerned
    from undated
    union all
    select
        cohort,
        council,
        case_key,
        null as child_key,
        'children' as excluded_unit,
        'child_not_matched' as exclusion_reason,
        'records' as exclusion_stage,
        true as is_left_out,
        children_concerned
    from unmatched
    union all
    select
        cohort,
        council,
        case_key,
        child_key,
        'children' as excluded_unit,
        'typed_status_not_in_list' as exclusion_reason,
        'records' as exclusion_stage,
        false as is_left_out,
        children_concerned
    from mistyped

),

left_over as (

    select
        child_entry.cohort,
        child_entry.council,
        child_entry.case_key,
        count(*) as children_concerned
    from child_entry
    left join told
        on
            child_entry.cohort = told.cohort
            and child_entry.council = told.council
            and child_entry.case_key = told.case_key
            and child_entry.child_key = told.child_key
            and told.is_left_out
    group by child_entry.cohort, child_entry.council, child_entry.case_key
    having count(told.child_key) > 0 and count(case when told.child_key is null then 1 end) = 0

),

final as (

    select * from told

    union all

    select
        cohort,
        council,
        case_key,
        null as child_key,
        'families' as excluded_unit,
        'no_child_counted' as exclusion_reason,
        'entry' as exclusion_stage,
        true as is_left_out,
        children_concerned
    from left_over

)

select * from final
