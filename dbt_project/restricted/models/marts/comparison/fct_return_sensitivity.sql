with return_sensitivity as (

    select * from {{ ref('int_return_sensitivity') }}

),

final as (

    select
        cohort,
        council,
        checkpoint,
        parameter,
        of_status,
        bound,
        parameter_value,
        return_ratio
    from return_sensitivity

)

select * from final
