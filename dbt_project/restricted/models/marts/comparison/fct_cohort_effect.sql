with cohort_effect as (

    select * from {{ ref('int_cohort_effect') }}

),

final as (

    select
        cohort,
        council,
        outcome,
        comparison,
        is_days,
        method,
        value_with,
        value_without,
        difference,
        lower,
        upper,
        p_value,
        p_value_adjusted,
        outcomes_tested,
        plain_with,
        plain_without,
        plain_difference,
        families_with,
        families_without,
        children_with,
        children_without,
        children_unobserved,
        effective_with,
        effective_without,
        detectable_difference,
        e_value,
        e_value_of_bound,
        effect_verdict,
        verdict_reason
    from cohort_effect

)

select * from final
