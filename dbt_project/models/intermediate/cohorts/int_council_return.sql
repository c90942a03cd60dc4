with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_return.csv'

),

final as (

    select
        cohort_id,
        geography_code,
        {{ member_of('breakdown', 'checkpoint') }} as checkpoint,
        {{ member_of('breakdown', 'deadweight_kind') }} as deadweight_kind,
        {{ beside_each_other([
            'return_ratio', 'deadweight_pct', 'families', 'conferences', 'cost_pounds', 'benefit_pounds', 'lower',
            'upper', 'price_year'
        ]) }},
        release_file_id,
        source_row

    from figure
    group by cohort_id, geography_code, breakdown, release_file_id, source_row

)

select * from final
