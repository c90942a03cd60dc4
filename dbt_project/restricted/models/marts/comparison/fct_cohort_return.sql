with cohort_return as (

    select * from {{ ref('int_cohort_return') }}

),

final as (

    select
        cohort,
        council,
        checkpoint,
        deadweight_kind,
        deadweight_pct,
        deadweight_lower,
        deadweight_upper,
        families,
        families_compared,
        conferences,
        cost_pounds,
        benefit_pounds,
        return_ratio,
        lower,
        upper,
        price_year,
        return_method
    from cohort_return

)

select * from final
