with told as (

    select * from {{ ref('int_cohort_quadrant') }}

),

cohort_measure as (

    select * from {{ source('definitions', 'cohort_measure') }}

),

in_quadrants as (

    select
        told.*,
        cohort_measure.quadrant,
        'families' as unit

    from told
    inner join cohort_measure on told.cohort_measure = cohort_measure.cohort_measure

),

final as (

    select
        cohort_id,
        quadrant,
        cohort_measure,
        unit,
        cast(people as {{ type_whole() }}) as people,
        cast(base as {{ type_whole() }}) as base,
        {{ cohort_share('people', 'base') }} as share_pct,
        {{ cohort_interval('people', 'base', 'low', 'base') }} as share_lower,
        {{ cohort_interval('people', 'base', 'high', 'base') }} as share_upper,
        {{ cohort_share_missing('people', 'base', 'missing_reason') }} as missing_reason,
        release_file_id,
        source_row

    from in_quadrants

)

select * from final
