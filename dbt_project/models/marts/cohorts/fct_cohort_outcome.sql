with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_outcome.csv'

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

final as (

    select
        cohort_id,
        unit,
        cohort_group,
        cohort_outcome,
        cast(people_with as {{ type_whole() }}) as people_with,
        cast(people_observed as {{ type_whole() }}) as people_observed,
        {{ cohort_share('people_with', 'people_observed') }} as share_pct,
        {{ cohort_interval('people_with', 'people_observed', 'low') }} as share_lower,
        {{ cohort_interval('people_with', 'people_observed', 'high') }} as share_upper,
        mean_days,
        {{ cohort_share_missing('people_with', 'people_observed', 'missing_reason') }} as missing_reason,
        release_file_id,
        source_row

    from in_lines

)

select * from final
