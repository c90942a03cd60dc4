with family_status as (

    select * from {{ ref('int_conference_family_status') }}

),

cohort_status as (

    select * from {{ source('definitions', 'cohort_status') }}

),

entry as (

    select
        cohort_id,
        family_number,
        cohort_status as entry_status

    from family_status
    where checkpoint = 'entry'

),

-- Families, and their children, all of whom the report gives the family's status.
counted as (

    select
        family_status.cohort_id,
        family_status.family_number,
        family_status.checkpoint,
        family_status.cohort_status,
        entry.entry_status,
        family_status.release_file_id,
        family_status.source_row,
        'families' as unit,
        1 as people

    from family_status
    inner join entry on family_status.cohort_id = entry.cohort_id and family_status.family_number = entry.family_number

    union all

    select
        family_status.cohort_id,
        family_status.family_number,
        family_status.checkpoint,
        family_status.cohort_status,
        entry.entry_status,
        family_status.release_file_id,
        family_status.source_row,
        'children' as unit,
        family_status.children as people

    from family_status
    inner join entry on family_status.cohort_id = entry.cohort_id and family_status.family_number = entry.family_number

),

by_entry as (

    select
        cohort_id,
        unit,
        checkpoint,
        entry_status,
        cohort_status,
        release_file_id,
        source_row,
        people

    from counted
    where checkpoint <> 'entry'

    union all

    select
        cohort_id,
        unit,
        checkpoint,
        'all' as entry_status,
        cohort_status,
        release_file_id,
        source_row,
        people

    from counted

),

base as (

    select
        cohort_id,
        unit,
        checkpoint,
        entry_status,
        min(release_file_id) as release_file_id,
        min(source_row) as source_row,
        sum(people) as base,
        cast(sum(people) as double) * sum(people) / nullif(sum(people * people), 0) as effective_base

    from by_entry
    group by cohort_id, unit, checkpoint, entry_status

),

with_status as (

    select
        cohort_id,
        unit,
        checkpoint,
        entry_status,
        cohort_status,
        min(source_row) as source_row,
        sum(people) as people

    from by_entry
    group by cohort_id, unit, checkpoint, entry_status, cohort_status

),

final as (

    select
        base.cohort_id,
        base.unit,
        base.checkpoint,
        base.entry_status,
        cohort_status.cohort_status,
        base.base,
        base.effective_base,
        base.release_file_id,
        coalesce(with_status.people, 0) as people,
        coalesce(with_status.source_row, base.source_row) as source_row

    from base
    cross join cohort_status
    left join with_status
        on
            base.cohort_id = with_status.cohort_id
            and base.unit = with_status.unit
            and base.checkpoint = with_status.checkpoint
            and base.entry_status = with_status.entry_status
            and cohort_status.cohort_status = with_status.cohort_status

)

select * from final
