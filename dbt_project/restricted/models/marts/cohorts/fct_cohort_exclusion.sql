with exclusion as (

    select * from {{ ref('int_cohort_exclusion') }}

),

final as (

    select
        cohort,
        council,
        case_key,
        child_key,
        excluded_unit,
        exclusion_reason,
        exclusion_stage,
        is_left_out,
        cast(children_concerned as {{ type_whole() }}) as children_concerned
    from exclusion

)

select * from final
