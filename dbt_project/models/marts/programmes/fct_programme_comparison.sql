with compared as (

    select * from {{ ref('int_programme_compared') }}

),

tested as (

    select * from {{ ref('int_programme_comparison') }}

),

definition as (

    select * from {{ source('definitions', 'programme_comparison') }}

),

final as (

    select
        definition.programme_id,
        definition.comparison_id,
        definition.programme_name,
        definition.geography_code,
        definition.entry_number,
        definition.comparison_title,
        definition.comparison_design,
        definition.comparison_form,
        definition.better_when,
        definition.unit,
        definition.decimal_places,
        definition.scorecard_id,
        definition.first_words,
        compared.first_value,
        compared.first_base,
        compared.first_groups,
        compared.first_release_file_id,
        compared.first_source_row,
        definition.second_words,
        compared.second_value,
        compared.second_base,
        compared.second_groups,
        compared.second_release_file_id,
        compared.second_source_row,
        tested.difference,
        tested.difference_lower,
        tested.difference_upper,
        tested.rate_ratio,
        tested.rate_ratio_lower,
        tested.rate_ratio_upper,
        tested.test_p_value,
        tested.rest_value,
        tested.largest_spread,
        tested.comparison_verdict,
        tested.untested_reason,
        definition.reported_test,
        definition.reported_words,
        definition.reported_stated_in,
        definition.stated_in,
        definition.source_document,
        definition.note,
        case
            when definition.unit <> 'percent' then 100 * tested.difference / nullif(compared.first_value, 0)
        end as difference_pct,
        case
            when tested.comparison_verdict = 'cannot_be_tested' or definition.reported_test = 'not_stated' then null
            else (tested.comparison_verdict <> 'no_difference_shown') = (definition.reported_test = 'significant')
        end as is_test_as_reported

    from definition
    inner join compared
        on
            definition.programme_id = compared.programme_id
            and definition.comparison_id = compared.comparison_id
    inner join tested
        on
            definition.programme_id = tested.programme_id
            and definition.comparison_id = tested.comparison_id

)

select * from final
