with pointer as (

    select * from {{ source('definitions', 'programme_figure') }}

),

observation as (

    select * from {{ ref('stg_landed__observation') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

-- Of two releases that print a figure counts the newest.
printed as (

    select
        pointer.programme_id,
        pointer.entry_kind,
        pointer.entry_name,
        pointer.figure_part,
        pointer.survey_id,
        observation.release_file_id,
        observation.source_row,
        observation.raw_value,
        observation.value,
        observation.value_reason,
        row_number() over (
            partition by pointer.programme_id, pointer.entry_kind, pointer.entry_name, pointer.figure_part
            order by release_file.release_sort_key desc, release_file.known_from desc, release_file.release_file_id asc
        ) as newest_first

    from pointer
    inner join observation
        on
            pointer.feed = observation.feed
            and pointer.data_column = observation.data_column
            and pointer.breakdown = observation.breakdown
            and pointer.geography_code = observation.geography_code
            and pointer.period_end_date = observation.period_end_date
    inner join release_file on observation.release_file_id = release_file.release_file_id

),

final as (

    select
        programme_id,
        entry_kind,
        entry_name,
        figure_part,
        survey_id,
        release_file_id,
        source_row,
        raw_value,
        value,
        value_reason

    from printed
    where newest_first = 1

)

select * from final
