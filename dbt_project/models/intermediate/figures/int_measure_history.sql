with vintage as (

    select * from {{ ref('int_measure_vintage') }}

),

measure_release as (

    select * from {{ ref('int_measure_release') }}

),

in_order as (

    select
        vintage.*,
        measure_release.release_order,
        measure_release.next_release_file_id,
        measure_release.known_from,
        measure_release.known_until,
        measure_release.is_current

    from vintage
    inner join measure_release
        on
            vintage.measure_id = measure_release.measure_id
            and vintage.period_end_date = measure_release.period_end_date
            and vintage.release_file_id = measure_release.release_file_id

),

-- A figure's publications are those of one source: two sources may count differently, which is no revision.
beside_each_other as (

    select
        in_order.*,
        row_number() over figure_in_order as publication_order,
        count(*) over figure as times_published,
        first_value(in_order.release_file_id) over figure_in_order as first_release_file_id,
        first_value(in_order.value) over figure_in_order as first_published_value,
        first_value(in_order.value_reason) over figure_in_order as first_published_value_reason,
        lag(in_order.release_order) over figure_in_order as previous_release_order,
        lag(in_order.release_file_id) over figure_in_order as previous_release_file_id,
        lag(in_order.raw_value) over figure_in_order as previous_raw_value,
        lag(in_order.value) over figure_in_order as previous_published_value,
        lag(in_order.value_reason) over figure_in_order as previous_published_value_reason,
        lead(in_order.release_order) over figure_in_order as following_release_order

    from in_order
    window
        figure as (partition by measure_id, preference, geography_code, period_end_date),
        figure_in_order as (
            partition by measure_id, preference, geography_code, period_end_date
            order by release_order asc
        )

),

final as (

    select
        measure_id,
        preference,
        release_file_id,
        geography_code,
        published_code,
        geographic_level,
        region_code,
        period_kind,
        period_end_date,
        time_period,
        value,
        value_reason,
        value_origin,
        raw_value,
        source_row,
        last_source_row,
        published_column,
        numerator,
        denominator,
        denominator_release_file_id,
        denominator_source_row,
        known_from,
        known_until,
        is_current,
        first_release_file_id,
        first_published_value,
        first_published_value_reason,
        previous_release_file_id,
        previous_raw_value,
        previous_published_value,
        previous_published_value_reason,
        cast(publication_order as integer) as publication_order,
        cast(times_published as integer) as times_published,
        publication_order = 1 as is_first_published,
        publication_order = times_published as is_latest_published,
        coalesce(release_order - previous_release_order > 1, false) as is_restored,
        -- Withdrawn: the next release has the period and not the place. A period that no later release has is kept.
        case
            when following_release_order is null or following_release_order > release_order + 1
                then next_release_file_id
        end as withdrawn_by_release_file_id

    from beside_each_other

)

select * from final
