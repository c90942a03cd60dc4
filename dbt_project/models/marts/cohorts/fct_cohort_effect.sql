with own as (

    select * from {{ ref('int_cohort_comparison') }}

),

trial as (

    select * from {{ source('definitions', 'trial_effect') }}

),

final as (

    select
        cohort_id as effect_of,
        'records' as cohort_evidence,
        cohort_id,
        comparison,
        outcome as cohort_outcome,
        is_days,
        case when missing_reason is null then 'overlap_weighted_regression' end as effect_method,
        value_with,
        value_without,
        difference as effect,
        lower,
        upper,
        plain_difference,
        detectable_difference,
        e_value,
        cast(families_with as {{ type_whole() }}) as families_with,
        cast(families_without as {{ type_whole() }}) as families_without,
        cast(children_with as {{ type_whole() }}) as children_with,
        cast(children_without as {{ type_whole() }}) as children_without,
        effect_verdict,
        cast(null as {{ type_text() }}) as printed_outcome,
        cast(null as {{ type_text() }}) as trial_source,
        missing_reason,
        release_file_id,
        source_row

    from own

    union all

    -- A trial is nobody's cohort: its rows stand beside and are never pooled with the others.
    select
        trial as effect_of,
        'trial' as cohort_evidence,
        cast(null as {{ type_text() }}) as cohort_id,
        comparison,
        outcome as cohort_outcome,
        is_days,
        'randomised_trial' as effect_method,
        value_with,
        value_without,
        value_with - value_without as effect,
        lower,
        upper,
        cast(null as double) as plain_difference,
        cast(null as double) as detectable_difference,
        cast(null as double) as e_value,
        cast(null as {{ type_whole() }}) as families_with,
        cast(null as {{ type_whole() }}) as families_without,
        cast(null as {{ type_whole() }}) as children_with,
        cast(null as {{ type_whole() }}) as children_without,
        effect_verdict,
        printed_outcome,
        trial_source,
        cast(null as {{ type_text() }}) as missing_reason,
        cast(null as {{ type_text() }}) as release_file_id,
        cast(null as {{ type_whole() }}) as source_row

    from trial

)

select * from final
