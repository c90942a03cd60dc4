with figure as (

    select * from {{ ref('int_cohort_figure') }}
    where file_name = 'cohort_survival.csv'

),

final as (

    select
        cohort_id,
        {{ member_of('breakdown', 'cohort_group') }} as cohort_group,
        {{ member_of('breakdown', 'survival_event') }} as survival_event,
        cast({{ member_of('breakdown', 'months') }} as integer) as months,
        cast(max(case when data_column = 'at_risk' then value end) as {{ type_whole() }}) as at_risk,
        {{ beside_each_other(['share_pct', 'share_lower', 'share_upper']) }},
        release_file_id,
        source_row

    from figure
    group by cohort_id, breakdown, release_file_id, source_row

)

select
    cohort_id,
    cohort_group,
    survival_event,
    months,
    share_pct,
    share_lower,
    share_upper,
    at_risk,
    missing_reason,
    release_file_id,
    source_row
from final
