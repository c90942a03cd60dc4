with history as (

    select * from {{ ref('int_measure_history') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}

),

series_break as (

    select * from {{ source('definitions', 'series_break') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

measure_break as (

    select distinct
        component.measure_id,
        component.preference,
        series_break.first_release_sort_key

    from component
    inner join series_break
        on
            component.feed = series_break.feed
            and component.data_column = series_break.data_column
            and component.breakdown = series_break.breakdown
    -- A break holds for the column that it names: of a count beside the figure it says nothing of the figure.
    where component.component = 'value'

),

measure_release as (

    select distinct
        history.measure_id,
        history.preference,
        history.release_file_id,
        release_file.release_sort_key

    from history
    inner join release_file on history.release_file_id = release_file.release_file_id

),

-- A break is of releases: every figure of the later release, whatever its period, is counted in the new way.
final as (

    select
        measure_release.measure_id,
        measure_release.preference,
        measure_release.release_file_id,
        cast(1 + count(measure_break.first_release_sort_key) as integer) as series_segment

    from measure_release
    left join measure_break
        on
            measure_release.measure_id = measure_break.measure_id
            and measure_release.preference = measure_break.preference
            and measure_release.release_sort_key >= measure_break.first_release_sort_key
    group by measure_release.measure_id, measure_release.preference, measure_release.release_file_id

)

select * from final
