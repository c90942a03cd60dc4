with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

release_file as (

    select * from {{ source('records', 'release_file') }}

),

known as (

    select * from {{ ref('int_release_file') }}

),

of_cohorts as (

    select
        release_file.release_file_id,
        release_file.publication,
        release_file.release_name,
        release_file.file_name,
        release_file.is_made_up,
        known.known_from,
        row_number() over (
            partition by release_file.publication, release_file.file_name
            order by known.known_from desc, release_file.release_sort_key desc, release_file.landed_at desc
        ) as newest_first

    from release_file
    inner join known on release_file.release_file_id = known.release_file_id
    where release_file.is_made_of_records and release_file.file_name like 'cohort\_%' escape '\'

),

-- Cohorts are told as known now: the newest release has them all.
newest as (

    select * from of_cohorts
    where newest_first = 1

),

final as (

    select
        newest.release_file_id,
        observation.source_row,
        newest.file_name,
        newest.is_made_up,
        newest.known_from,
        observation.geography_code,
        observation.geography_name,
        observation.breakdown,
        {{ member_of('observation.breakdown', 'cohort') }} as cohort,
        nullif(nullif({{ member_of('observation.breakdown', 'index_year') }}, ''), 'All') as index_year,
        concat(
            observation.geography_code, '_', {{ member_of('observation.breakdown', 'cohort') }},
            case
                when {{ member_of('observation.breakdown', 'index_year') }} not in ('', 'All')
                    then concat('_', replace({{ member_of('observation.breakdown', 'index_year') }}, '/', '_'))
                else ''
            end
        ) as cohort_id,
        observation.data_column,
        observation.value,
        observation.value_reason

    from observation
    inner join newest on observation.release_file_id = newest.release_file_id

)

select * from final
