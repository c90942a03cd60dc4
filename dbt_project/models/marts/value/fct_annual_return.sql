with cohort_value as (

    select * from {{ ref('int_cohort_value') }}

),

return_interval as (

    select * from {{ ref('int_cohort_return_interval') }}

),

deadweight as (

    select * from {{ source('definitions', 'deadweight') }}

),

service_year as (

    select * from {{ source('definitions', 'service_year') }}

),

printed as (

    select * from {{ ref('int_printed_value') }}
    where table_number = 'text' and printed_column = 'return_on_investment'

),

of_a_year as (

    select
        cohort_value.cohort_id,
        cohort_value.geography_code,
        deadweight.deadweight_kind,
        deadweight.deadweight_pct,
        service_year.conferences as conferences_a_year,
        service_year.service_cost_pounds,
        return_interval.average_benefit_lower,
        return_interval.average_benefit_upper,
        printed.printed as printed_return,
        cohort_value.release_file_id,
        cohort_value.benefit_pounds / cohort_value.families as average_benefit_pounds,
        cohort_value.printed_benefit_pounds / cohort_value.families as average_printed_benefit_pounds,
        case when cohort_value.price_year = service_year.price_year then service_year.price_year end as price_year

    from service_year
    inner join cohort_value on service_year.cohort = cohort_value.cohort
    cross join deadweight
    left join return_interval on cohort_value.cohort_id = return_interval.cohort_id
    left join printed
        on {{ row_of_deadweight("'The service in a year'", 'deadweight.deadweight_kind') }} = printed.printed_row

),

with_return as (

    select
        *,
        {{ return_of('average_benefit_pounds * conferences_a_year', 'service_cost_pounds', 'deadweight_pct') }}
            as return_ratio,
        {{ return_of('average_benefit_lower * conferences_a_year', 'service_cost_pounds', 'deadweight_pct') }}
            as return_lower,
        {{ return_of('average_benefit_upper * conferences_a_year', 'service_cost_pounds', 'deadweight_pct') }}
            as return_upper,
        {{ return_of('average_printed_benefit_pounds * conferences_a_year', 'service_cost_pounds', 'deadweight_pct') }}
            as return_of_printed_rows

    from of_a_year

),

final as (

    select
        cohort_id,
        geography_code,
        'fiscal_return_of_service' as return_method,
        deadweight_kind,
        deadweight_pct,
        conferences_a_year,
        service_cost_pounds,
        average_benefit_pounds,
        return_ratio,
        return_lower,
        return_upper,
        return_of_printed_rows,
        printed_return,
        price_year,
        release_file_id,
        round(printed_return - return_ratio, 6) as difference_from_printed

    from with_return

)

select * from final
