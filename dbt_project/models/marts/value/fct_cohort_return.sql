with cohort_value as (

    select * from {{ ref('int_cohort_value') }}

),

return_interval as (

    select * from {{ ref('int_cohort_return_interval') }}

),

deadweight as (

    select * from {{ source('definitions', 'deadweight') }}

),

cohort as (

    select * from {{ source('definitions', 'evaluated_cohort') }}

),

council_return as (

    select * from {{ ref('int_council_return') }}

),

printed as (

    select * from {{ ref('int_printed_value') }}
    where table_number = '16'

),

of_published_rows as (

    select
        cohort_value.cohort_id,
        cohort_value.geography_code,
        'follow_up' as checkpoint,
        'fiscal_return_of_families' as return_method,
        deadweight.deadweight_kind,
        deadweight.deadweight_pct,
        cohort_value.families,
        cohort_value.families_with_benefit,
        cohort_value.conferences,
        cohort_value.cost_pounds,
        cohort_value.benefit_pounds,
        {{ return_of('cohort_value.benefit_pounds', 'cohort_value.cost_pounds', 'deadweight.deadweight_pct') }}
            as return_ratio,
        return_interval.return_lower * (100 - deadweight.deadweight_pct) / 100 as return_lower,
        return_interval.return_upper * (100 - deadweight.deadweight_pct) / 100 as return_upper,
        {{ return_of(
            'cohort_value.printed_benefit_pounds', 'cohort_value.printed_cost_pounds', 'deadweight.deadweight_pct'
        ) }} as return_of_printed_rows,
        printed.printed as printed_return,
        cohort_value.price_year,
        cast(null as {{ type_text() }}) as missing_reason,
        cohort_value.release_file_id

    from cohort_value
    cross join deadweight
    inner join cohort on cohort_value.cohort = cohort.cohort
    left join return_interval on cohort_value.cohort_id = return_interval.cohort_id
    left join printed
        on {{ row_of_deadweight('cohort.printed_as', 'deadweight.deadweight_kind') }} = printed.printed_row

),

of_records as (

    select
        council_return.cohort_id,
        council_return.geography_code,
        council_return.checkpoint,
        'fiscal_return_of_families' as return_method,
        council_return.deadweight_kind,
        -- What is taken to be so much is told whatever is hidden.
        coalesce(council_return.deadweight_pct, deadweight.deadweight_pct) as deadweight_pct,
        council_return.families,
        cast(null as integer) as families_with_benefit,
        council_return.conferences,
        council_return.cost_pounds,
        council_return.benefit_pounds,
        council_return.return_ratio,
        council_return.lower as return_lower,
        council_return.upper as return_upper,
        cast(null as double) as return_of_printed_rows,
        cast(null as double) as printed_return,
        council_return.price_year,
        council_return.missing_reason,
        council_return.release_file_id

    from council_return
    left join deadweight on council_return.deadweight_kind = deadweight.deadweight_kind

),

together as (

    select * from of_published_rows

    union all

    select * from of_records

),

final as (

    select
        cohort_id,
        geography_code,
        checkpoint,
        return_method,
        deadweight_kind,
        deadweight_pct,
        cast(families as integer) as families,
        cast(families_with_benefit as integer) as families_with_benefit,
        cast(conferences as integer) as conferences,
        cost_pounds,
        benefit_pounds,
        return_ratio,
        return_lower,
        return_upper,
        return_of_printed_rows,
        printed_return,
        cast(price_year as integer) as price_year,
        missing_reason,
        release_file_id,
        round(printed_return - return_ratio, 6) as difference_from_printed

    from together

)

select * from final
