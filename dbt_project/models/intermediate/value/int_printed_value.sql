with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

rule as (

    select * from {{ source('definitions', 'value_rule') }}

),

cohort as (

    select * from {{ source('definitions', 'evaluated_cohort') }}

),

family as (

    select * from {{ ref('int_conference_family') }}

),

of_totals as (

    select
        observation.release_file_id,
        observation.source_row,
        observation.data_column as printed_column,
        cast(observation.value as double) as printed,
        observation.raw_value as printed_text,
        {{ member_of('observation.breakdown', 'table_number') }} as table_number,
        {{ member_of('observation.breakdown', 'row') }} as printed_row

    from observation
    inner join rule on observation.feed = rule.totals_feed
    where observation.value is not null

),

of_families as (

    select
        observation.release_file_id,
        observation.source_row,
        observation.data_column as printed_column,
        cast(observation.value as double) as printed,
        observation.raw_value as printed_text,
        family.table_number,
        {{ row_of_family('cohort.printed_as', 'family.family_number') }} as printed_row

    from observation
    inner join family
        on
            observation.release_file_id = family.release_file_id
            and observation.source_row = family.source_row
    inner join cohort on family.cohort = cohort.cohort
    where observation.data_column in ('cost', 'benefit', 'return_on_investment')

),

final as (

    select
        table_number,
        printed_row,
        printed_column,
        printed,
        {{ digits_after_point('printed_text') }} as printed_decimal_places,
        release_file_id,
        source_row

    from of_totals

    union all

    select
        table_number,
        printed_row,
        printed_column,
        printed,
        {{ digits_after_point('printed_text') }} as printed_decimal_places,
        release_file_id,
        source_row

    from of_families

)

select * from final
