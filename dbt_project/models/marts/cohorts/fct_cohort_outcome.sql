with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_outcome.csv'

),

people as (

    select * from {{ ref('int_cohort_people') }}

),

-- Files of outcomes count no families: how many children a family has is that of the group at the start.
at_entry as (

    select
        cohort_id,
        cohort_group,
        max(case when unit = 'families' then base end) as families,
        max(case when unit = 'children' then base end) as children

    from people
    where checkpoint = 'entry' and entry_status = 'all'
    group by cohort_id, cohort_group

),

in_lines as (

    select
        cohort_id,
        'children' as unit,
        {{ member_of('breakdown', 'cohort_group') }} as cohort_group,
        {{ member_of('breakdown', 'outcome') }} as cohort_outcome,
        release_file_id,
        source_row,
        {{ beside_each_other(['people_with', 'people_observed', 'mean_days'], ['people_with', 'people_observed']) }}

    from figure
    group by cohort_id, breakdown, release_file_id, source_row

),

with_families as (

    select
        in_lines.*,
        {{ effective_base('in_lines.people_observed', 'at_entry.families', 'at_entry.children') }} as effective_base

    from in_lines
    left join at_entry on in_lines.cohort_id = at_entry.cohort_id and in_lines.cohort_group = at_entry.cohort_group

),

final as (

    select
        cohort_id,
        unit,
        cohort_group,
        cohort_outcome,
        cast(people_with as {{ type_whole() }}) as people_with,
        cast(people_observed as {{ type_whole() }}) as people_observed,
        {{ cohort_share('people_with', 'people_observed') }} as share_pct,
        {{ cohort_interval('people_with', 'people_observed', 'low', 'effective_base') }} as share_lower,
        {{ cohort_interval('people_with', 'people_observed', 'high', 'effective_base') }} as share_upper,
        mean_days,
        {{ cohort_share_missing('people_with', 'people_observed', 'missing_reason') }} as missing_reason,
        release_file_id,
        source_row

    from with_families

)

select * from final
