with cohort_balance as (

    select * from {{ ref('int_cohort_balance') }}

),

final as (

    select
        cohort,
        council,
        comparison,
        covariate,
        covariate_level,
        children_with,
        children_without,
        mean_with,
        mean_without,
        difference_before,
        difference_after
    from cohort_balance

)

select * from final
