with cohort_survival as (

    select * from {{ ref('int_cohort_survival') }}

),

final as (

    select
        cohort,
        council,
        cohort_group,
        survival_event,
        months,
        share_pct,
        lower,
        upper,
        at_risk,
        events,
        children,
        families
    from cohort_survival

)

select * from final
