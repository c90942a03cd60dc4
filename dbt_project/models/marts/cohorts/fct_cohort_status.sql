with told as (

    select * from {{ ref('int_cohort_people') }}

),

final as (

    select
        cohort_id,
        unit,
        cohort_group,
        checkpoint,
        entry_status,
        cohort_status,
        cast(people as {{ type_whole() }}) as people,
        cast(base as {{ type_whole() }}) as base,
        {{ cohort_share('people', 'base') }} as share_pct,
        {{ cohort_interval('people', 'base', 'low', 'effective_base') }} as share_lower,
        {{ cohort_interval('people', 'base', 'high', 'effective_base') }} as share_upper,
        {{ cohort_share_missing('people', 'base', 'missing_reason') }} as missing_reason,
        release_file_id,
        source_row

    from told

)

select * from final
