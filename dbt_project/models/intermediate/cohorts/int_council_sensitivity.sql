with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_sensitivity.csv'

),

final as (

    select
        cohort_id,
        geography_code,
        {{ member_of('breakdown', 'checkpoint') }} as checkpoint,
        {{ member_of('breakdown', 'parameter') }} as parameter,
        {{ member_of('breakdown', 'bound') }} as bound,
        {{ beside_each_other(['return_ratio', 'parameter_value']) }},
        release_file_id,
        source_row

    from figure
    group by cohort_id, geography_code, breakdown, release_file_id, source_row

)

select * from final
