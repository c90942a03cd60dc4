with programme_outcome as (

    select * from {{ source('definitions', 'programme_outcome') }}

),

figure as (

    select * from {{ ref('int_programme_figure') }}
    where entry_kind = 'outcome'

),

printed as (

    select
        programme_id,
        cast(entry_name as integer) as entry_number,
        cast(max(case when figure_part = 'figure' then value end) as double) as figure_value,
        cast(max(case when figure_part = 'figure_to' then value end) as double) as figure_to_value,
        max(case when figure_part = 'figure' then release_file_id end) as release_file_id,
        max(case when figure_part = 'figure' then source_row end) as source_row

    from figure
    group by programme_id, entry_name

),

final as (

    select
        programme_outcome.programme_id,
        programme_outcome.entry_number,
        programme_outcome.programme_name,
        programme_outcome.geography_code,
        programme_outcome.project_name,
        programme_outcome.programme_outcome,
        programme_outcome.outcome_finding,
        programme_outcome.approaches,
        programme_outcome.finding_words,
        printed.figure_value,
        printed.figure_to_value,
        programme_outcome.unit,
        printed.release_file_id,
        printed.source_row,
        programme_outcome.stated_in,
        programme_outcome.source_document

    from programme_outcome
    left join printed
        on
            programme_outcome.programme_id = printed.programme_id
            and programme_outcome.entry_number = printed.entry_number

)

select * from final
