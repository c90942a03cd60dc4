with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_balance.csv'

),

final as (

    select
        cohort_id,
        {{ member_of('breakdown', 'comparison') }} as comparison,
        {{ member_of('breakdown', 'covariate') }} as covariate,
        'value' as covariate_level,
        {{ beside_each_other(['difference_before', 'difference_after']) }},
        release_file_id,
        source_row

    from figure
    group by cohort_id, breakdown, release_file_id, source_row

)

select * from final
