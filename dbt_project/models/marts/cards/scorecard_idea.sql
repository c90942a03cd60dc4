with scorecard_idea as (

    select * from {{ source('definitions', 'scorecard_idea') }}

),

worksheet_entry as (

    select * from {{ ref('int_worksheet_entry') }}
    where entry_list = 'idea'

),

last_of_definition as (

    select
        scorecard_id,
        max(entry_number) as entry_number

    from scorecard_idea
    group by scorecard_id

),

together as (

    select
        scorecard_id,
        geography_code,
        entry_number,
        entry_words,
        cost_class,
        leverage,
        feasibility,
        specificity,
        community_values,
        evidence,
        measure_id,
        cast(null as {{ type_text() }}) as stated_by,
        cast(null as date) as stated_on,
        cast(null as {{ type_text() }}) as release_file_id,
        cast(null as {{ type_text() }}) as source_cell

    from scorecard_idea

    union all

    -- After those of the definition, so that no two entries that a place shows have one number.
    select
        worksheet_entry.scorecard_id,
        worksheet_entry.geography_code,
        cast(coalesce(last_of_definition.entry_number, 0) + worksheet_entry.entry_number as integer) as entry_number,
        worksheet_entry.entry_words,
        worksheet_entry.cost_class,
        worksheet_entry.leverage,
        worksheet_entry.feasibility,
        worksheet_entry.specificity,
        worksheet_entry.community_values,
        worksheet_entry.evidence,
        worksheet_entry.measure_id,
        worksheet_entry.stated_by,
        worksheet_entry.stated_on,
        worksheet_entry.release_file_id,
        worksheet_entry.source_cell

    from worksheet_entry
    left join last_of_definition on worksheet_entry.scorecard_id = last_of_definition.scorecard_id

),

final as (

    select
        scorecard_id,
        geography_code,
        entry_number,
        entry_words,
        cost_class,
        leverage,
        feasibility,
        specificity,
        community_values,
        evidence,
        measure_id,
        stated_by,
        stated_on,
        release_file_id,
        source_cell,
        cost_class in ('none', 'low') as is_no_or_low_cost

    from together

)

select * from final
