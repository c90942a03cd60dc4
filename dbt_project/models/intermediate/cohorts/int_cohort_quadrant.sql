with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_measure.csv'

),

evaluated as (

    select * from {{ ref('int_evaluated_status') }}
    where unit = 'families'

),

cohort_status as (

    select * from {{ source('definitions', 'cohort_status') }}

),

in_lines as (

    select
        cohort_id,
        {{ member_of('breakdown', 'cohort_measure') }} as cohort_measure,
        release_file_id,
        source_row,
        {{ beside_each_other(['people', 'base'], ['people', 'base']) }}

    from figure
    group by cohort_id, breakdown, release_file_id, source_row

),

-- The report has families whose conference was held, and nobody else.
held as (

    select
        cohort_id,
        'held' as cohort_measure,
        min(release_file_id) as release_file_id,
        min(source_row) as source_row,
        cast(sum(people) as double) as people,
        cast(null as double) as base,
        cast(null as {{ type_text() }}) as missing_reason

    from evaluated
    where checkpoint = 'entry'
    group by cohort_id

),

closed as (

    select
        cohort_id,
        'closed_at_follow_up' as cohort_measure,
        release_file_id,
        source_row,
        cast(people as double) as people,
        cast(base as double) as base,
        cast(null as {{ type_text() }}) as missing_reason

    from evaluated
    where checkpoint = 'follow_up' and entry_status = 'all' and cohort_status = 'closed'

),

stepped_down as (

    select
        evaluated.cohort_id,
        'stepped_down_or_closed_at_follow_up' as cohort_measure,
        min(evaluated.release_file_id) as release_file_id,
        min(evaluated.source_row) as source_row,
        cast(sum(case
            when later.need_rank > entry.need_rank or evaluated.cohort_status = 'closed' then evaluated.people
            else 0
        end) as double) as people,
        cast(sum(evaluated.people) as double) as base,
        cast(null as {{ type_text() }}) as missing_reason

    from evaluated
    inner join cohort_status as entry on evaluated.entry_status = entry.cohort_status
    inner join cohort_status as later on evaluated.cohort_status = later.cohort_status
    where evaluated.checkpoint = 'follow_up'
    group by evaluated.cohort_id

),

final as (

    select
        cohort_id,
        cohort_measure,
        people,
        base,
        missing_reason,
        release_file_id,
        source_row
    from in_lines

    union all

    select
        cohort_id,
        cohort_measure,
        people,
        base,
        missing_reason,
        release_file_id,
        source_row
    from held

    union all

    select
        cohort_id,
        cohort_measure,
        people,
        base,
        missing_reason,
        release_file_id,
        source_row
    from closed

    union all

    select
        cohort_id,
        cohort_measure,
        people,
        base,
        missing_reason,
        release_file_id,
        source_row
    from stepped_down

)

select * from final
