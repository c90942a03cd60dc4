with history as (

    select * from {{ ref('int_measure_history') }}

),

release_file as (

    select * from {{ source('records', 'release_file') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}
    where component = 'value'

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

published as (

    select
        history.*,
        release_file.publication,
        release_file.publication_title,
        release_file.release_name,
        release_file.release_sort_key,
        component.printed_decimal_places,
        {{ printed_unit(
            'history.value', 'history.geographic_level', 'component.printed_decimal_places', 'component.rounded_to'
        ) }} as printed_unit

    from history
    inner join release_file on history.release_file_id = release_file.release_file_id
    inner join component
        on history.measure_id = component.measure_id and history.preference = component.preference
    where history.value is not null

),

-- What a source says is what its newest release with the figure says.
newest as (

    select
        *,
        row_number() over (
            partition by measure_id, preference, geography_code, period_end_date
            order by release_sort_key desc, known_from desc, release_file_id desc
        ) as newest_first

    from published

),

said as (

    select
        measure_id,
        preference,
        geography_code,
        period_end_date,
        count(*) as releases,
        count(distinct value) as values_said

    from published
    group by measure_id, preference, geography_code, period_end_date

),

paired as (

    select
        newest.measure_id,
        newest.geography_code,
        newest.period_kind,
        newest.period_end_date,
        newest.preference,
        newest.publication_title,
        newest.release_file_id,
        newest.source_row,
        newest.published_column,
        newest.raw_value,
        newest.value,
        newest.printed_unit,
        other.preference as other_preference,
        other.publication_title as other_publication_title,
        other.release_file_id as other_release_file_id,
        other.source_row as other_source_row,
        other.published_column as other_published_column,
        other.raw_value as other_raw_value,
        other.value as other_value,
        other.printed_unit as other_printed_unit

    from newest
    inner join newest as other
        on
            newest.measure_id = other.measure_id
            and newest.geography_code = other.geography_code
            and newest.period_end_date = other.period_end_date
            and newest.preference < other.preference
            and newest.publication <> other.publication
            and other.newest_first = 1
    where newest.newest_first = 1

),

-- A revision explains two figures where any release of the one source has the figure of the other.
agreeing as (

    select
        paired.measure_id,
        paired.geography_code,
        paired.period_end_date,
        paired.preference,
        paired.other_preference,
        published.preference as agreeing_preference,
        published.release_file_id as agreeing_release_file_id,
        published.release_name as agreeing_release_name,
        row_number() over (
            partition by
                paired.measure_id,
                paired.geography_code,
                paired.period_end_date,
                paired.preference,
                paired.other_preference
            order by
                published.preference asc,
                published.release_sort_key desc,
                published.known_from desc,
                published.release_file_id desc
        ) as newest_first

    from paired
    inner join published
        on
            paired.measure_id = published.measure_id
            and paired.geography_code = published.geography_code
            and paired.period_end_date = published.period_end_date
            and (
                (paired.preference = published.preference and paired.other_value = published.value)
                or (paired.other_preference = published.preference and paired.value = published.value)
            )
    where paired.value <> paired.other_value

),

-- Two printed figures can be one where the ranges that they were rounded from overlap.
explained as (

    select
        paired.*,
        said.releases,
        said.values_said,
        measure.unit,
        measure.decimal_places,
        agreeing.agreeing_preference,
        agreeing.agreeing_release_file_id,
        agreeing.agreeing_release_name,
        paired.other_value - paired.value as difference_between_sources,
        abs(cast(paired.other_value - paired.value as double))
        < (paired.printed_unit + paired.other_printed_unit) / 2 as is_rounding_enough

    from paired
    inner join measure on paired.measure_id = measure.measure_id
    inner join said
        on
            paired.measure_id = said.measure_id
            and paired.preference = said.preference
            and paired.geography_code = said.geography_code
            and paired.period_end_date = said.period_end_date
    left join agreeing
        on
            paired.measure_id = agreeing.measure_id
            and paired.geography_code = agreeing.geography_code
            and paired.period_end_date = agreeing.period_end_date
            and paired.preference = agreeing.preference
            and paired.other_preference = agreeing.other_preference
            and agreeing.newest_first = 1

),

final as (

    select
        measure_id,
        geography_code,
        period_kind,
        period_end_date,
        preference,
        publication_title,
        release_file_id,
        source_row,
        published_column,
        raw_value,
        value,
        other_preference,
        other_publication_title,
        other_release_file_id,
        other_source_row,
        other_published_column,
        other_raw_value,
        other_value,
        unit,
        decimal_places,
        is_rounding_enough,
        agreeing_preference,
        agreeing_release_file_id,
        agreeing_release_name,
        cast(releases as integer) as releases_with_figure,
        cast(values_said as integer) as figures_in_releases,
        cast(difference_between_sources as {{ type_figure() }}) as difference_between_sources,
        case
            when difference_between_sources = 0 then 'same'
            when agreeing_release_file_id is not null then 'revision'
            when is_rounding_enough then 'rounding'
            else 'disagrees'
        end as source_pair_reason

    from explained

)

select * from final
