with member as (

    select * from {{ ref('int_cohort_member') }}

),

cohort_case as (

    select * from {{ ref('int_cohort_case') }}

),

cluster as (

    select * from {{ ref('int_cohort_cluster') }}

),

absence as (

    select * from {{ ref('int_cohort_absence') }}

),

council as (

    select * from {{ ref('int_cohort_council') }}

),

exclusion as (

    select * from {{ ref('int_cohort_exclusion') }}
    where is_left_out

),

excluded_case as (

    select distinct
        cohort,
        council,
        case_key
    from exclusion
    where excluded_unit = 'families'

),

excluded_child as (

    select distinct
        cohort,
        council,
        case_key,
        child_key
    from exclusion
    where excluded_unit = 'children' and child_key is not null

),

of_case as (

    select
        member.cohort,
        member.council,
        member.case_key,
        min(cluster.cluster_key) as cluster_key
    from member
    inner join cluster on member.council = cluster.council and member.child_key = cluster.child_key
    group by member.cohort, member.council, member.case_key

),

left_council as (

    select
        member.cohort,
        member.council,
        member.case_key,
        member.child_key,
        min(absence.left_date) as left_date,
        {{ value_at_least('absence.left_reason', 'absence.left_date') }} as left_reason
    from member
    inner join absence
        on
            member.council = absence.council
            and member.child_key = absence.child_key
            and member.entry_date < absence.back_date
    group by member.cohort, member.council, member.case_key, member.child_key

),

final as (

    select
        member.cohort,
        member.council,
        member.case_key,
        member.child_key,
        of_case.cluster_key,
        cohort_case.cohort_group,
        member.index_date,
        member.entry_date,
        member.counted_from,
        excluded_case.case_key is null and excluded_child.child_key is null as is_included,
        case when left_council.left_date <= council.known_until then left_council.left_date end as left_date,
        case when left_council.left_date <= council.known_until then left_council.left_reason end as left_reason,
        case
            when council.status_until is not null
                then least(council.status_until, {{ day_before('left_council.left_date') }})
        end as followed_until
    from member
    inner join cohort_case
        on
            member.cohort = cohort_case.cohort
            and member.council = cohort_case.council
            and member.case_key = cohort_case.case_key
    inner join of_case
        on
            member.cohort = of_case.cohort
            and member.council = of_case.council
            and member.case_key = of_case.case_key
    left join council on member.council = council.council
    left join left_council
        on
            member.cohort = left_council.cohort
            and member.council = left_council.council
            and member.case_key = left_council.case_key
            and member.child_key = left_council.child_key
    left join excluded_case
        on
            member.cohort = excluded_case.cohort
            and member.council = excluded_case.council
            and member.case_key = excluded_case.case_key
    left join excluded_child
        on
            member.cohort = excluded_child.cohort
            and member.council = excluded_child.council
            and member.case_key = excluded_child.case_key
            and member.child_key = excluded_child.child_key

)

select * from final
