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

printed as (

    select * from {{ ref('int_printed_value') }}
    where table_number = '16'

),

of_published_rows as (

    select
        cohort_value.cohort_id,
        cohort_value.geography_code,
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

-- Returns of a council's own cohorts come here beside them, from its release files.
final as (

    select
        cohort_id,
        geography_code,
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
        price_year,
        missing_reason,
        release_file_id,
        round(printed_return - return_ratio, 6) as difference_from_printed

    from of_published_rows

)

select * from final
