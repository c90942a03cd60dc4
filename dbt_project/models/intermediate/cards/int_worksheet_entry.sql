with entry as (

    select * from {{ ref('stg_landed__worksheet_entry') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

geography as (

    select * from {{ ref('int_geography') }}

),

scorecard as (

    select * from {{ source('definitions', 'scorecard') }}

),

-- A place goes on under its newest code; of one without any figure there is no page to show an entry on.
placed as (

    select
        entry.*,
        geography.geography_code as newest_code,
        release_file.release_sort_key,
        release_file.landed_at

    from entry
    inner join release_file on entry.release_file_id = release_file.release_file_id
    left join newest_code on entry.geography_code = newest_code.geography_code
    inner join geography on coalesce(newest_code.newest_code, entry.geography_code) = geography.geography_code
    inner join scorecard on entry.scorecard_id = scorecard.scorecard_id

),

-- A workbook takes the place of an earlier one for each scorecard of which it has a sheet, be that sheet empty.
sheet as (

    select
        newest_code,
        scorecard_id,
        release_file_id,
        row_number() over (
            partition by newest_code, scorecard_id
            order by stated_on desc, release_sort_key desc, landed_at desc, release_file_id desc
        ) as newest_first

    from placed
    where entry_list = 'sheet'

),

final as (

    select
        placed.scorecard_id,
        placed.newest_code as geography_code,
        placed.entry_list,
        placed.entry_number,
        placed.stated_by,
        placed.stated_on,
        placed.release_file_id,
        placed.source_cell,
        placed.force,
        placed.entry_words,
        placed.stated_date,
        placed.measure_id,
        placed.stated_in,
        placed.partner_name,
        placed.partner_role,
        placed.cost_class,
        placed.leverage,
        placed.feasibility,
        placed.specificity,
        placed.community_values,
        placed.evidence,
        placed.owner,
        placed.due_date,
        placed.action_status,
        placed.is_approval_needed

    from placed
    inner join sheet
        on
            placed.newest_code = sheet.newest_code
            and placed.scorecard_id = sheet.scorecard_id
            and placed.release_file_id = sheet.release_file_id
    where sheet.newest_first = 1 and placed.entry_list <> 'sheet'

)

select * from final
