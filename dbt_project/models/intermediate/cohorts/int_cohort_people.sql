with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name in ('cohort_status.csv', 'cohort_flow.csv')

),

evaluated as (

    select * from {{ ref('int_evaluated_status') }}

),

in_lines as (

    select
        cohort_id,
        file_name,
        breakdown,
        release_file_id,
        source_row,
        {{ beside_each_other(['people', 'base'], ['people', 'base']) }}

    from figure
    group by cohort_id, file_name, breakdown, release_file_id, source_row

),

of_records as (

    select
        cohort_id,
        {{ member_of('breakdown', 'unit') }} as unit,
        case
            when file_name = 'cohort_flow.csv' then 'offered_attended'
            else {{ member_of('breakdown', 'cohort_group') }}
        end as cohort_group,
        {{ member_of('breakdown', 'checkpoint') }} as checkpoint,
        coalesce(nullif({{ member_of('breakdown', 'entry_status') }}, ''), 'all') as entry_status,
        {{ member_of('breakdown', 'cohort_status') }} as cohort_status,
        people,
        base,
        missing_reason,
        release_file_id,
        source_row

    from in_lines

),

with_families as (

    select
        *,
        max(case when unit = 'families' then base end) over (
            partition by cohort_id, cohort_group, checkpoint, entry_status
        ) as families

    from of_records

),

final as (

    select
        cohort_id,
        unit,
        cohort_group,
        checkpoint,
        entry_status,
        cohort_status,
        people,
        base,
        {{ effective_base('base', 'families', 'base') }} as effective_base,
        missing_reason,
        release_file_id,
        source_row

    from with_families

    union all

    select
        cohort_id,
        unit,
        'offered_attended' as cohort_group,
        checkpoint,
        entry_status,
        cohort_status,
        cast(people as double) as people,
        cast(base as double) as base,
        effective_base,
        cast(null as {{ type_text() }}) as missing_reason,
        release_file_id,
        source_row

    from evaluated

)

select * from final
