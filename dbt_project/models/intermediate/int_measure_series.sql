with history as (

    select * from {{ ref('int_measure_history') }}

),

measure as (

    select * from {{ ref('stg_definitions__measure') }}

),

component as (

    select * from {{ ref('stg_definitions__measure_component') }}
    where component = 'value'

),

series_break as (

    select * from {{ ref('stg_definitions__series_break') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

measure_break as (

    select
        component.measure_id,
        component.preference,
        series_break.first_release

    from component
    inner join series_break
        on
            component.feed = series_break.feed
            and component.data_column = series_break.data_column

),

measure_release as (

    select distinct
        history.measure_id,
        history.preference,
        history.release_file_id,
        release_file.release_name

    from history
    inner join release_file on history.release_file_id = release_file.release_file_id

),

-- A break is of releases: every figure of the later release, whatever its period, is counted in the new way.
breaks_before as (

    select
        measure_release.measure_id,
        measure_release.preference,
        measure_release.release_file_id,
        count(distinct measure_break.first_release) as break_count

    from measure_release
    left join measure_break
        on
            measure_release.measure_id = measure_break.measure_id
            and measure_release.preference = measure_break.preference
            and measure_release.release_name >= measure_break.first_release
    group by measure_release.measure_id, measure_release.preference, measure_release.release_file_id

),

final as (

    select
        history.measure_id,
        measure.unit,
        history.geography_code,
        history.geographic_level,
        history.period_end_date,
        cast(history.value as double) as value,
        history.release_file_id,
        concat(
            cast(history.preference as {{ type_text() }}), '.', cast(breaks_before.break_count as {{ type_text() }})
        ) as series_id,
        history.known_from,
        history.known_until,
        history.is_current

    from history
    inner join measure on history.measure_id = measure.measure_id
    inner join breaks_before
        on
            history.measure_id = breaks_before.measure_id
            and history.preference = breaks_before.preference
            and history.release_file_id = breaks_before.release_file_id

)

select * from final
