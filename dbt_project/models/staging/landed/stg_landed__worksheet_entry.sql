with source as (

    select * from {{ source('landed', 'worksheet_entry') }}

),

renamed as (

    select
        file_id as release_file_id,
        source_row,
        source_cell,
        geography_code,
        scorecard_id,
        stated_by,
        stated_on,
        entry_list,
        entry_number,
        force,
        entry_words,
        stated_date,
        measure_id,
        stated_in,
        partner_name,
        partner_role,
        cost_class,
        leverage,
        feasibility,
        specificity,
        community_values,
        evidence,
        owner,
        due_date,
        action_status,
        is_approval_needed

    from source

)

select * from renamed
