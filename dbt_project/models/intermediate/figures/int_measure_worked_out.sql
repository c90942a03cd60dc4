with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

other_denominator as (

    select * from {{ ref('int_measure_denominator') }}

),

-- The rates that a release need not print, and the count that is in it all the same.
rate as (

    select
        component.measure_id,
        component.preference,
        component.feed,
        component.data_column,
        component.breakdown,
        component.period_kind,
        component.printed_decimal_places,
        component.worked_out_multiplier,
        component.worked_out_from_sort_key,
        numerator.data_column as count_data_column,
        numerator.breakdown as count_breakdown

    from component
    inner join component as numerator
        on
            component.measure_id = numerator.measure_id
            and component.preference = numerator.preference
            and numerator.component = 'numerator'
    where component.component = 'value' and component.worked_out_from_sort_key is not null

),

printed as (

    select
        rate.measure_id,
        rate.preference,
        observation.period_end_date,
        min(release_file.release_sort_key) as first_printed_sort_key

    from observation
    inner join rate
        on
            observation.feed = rate.feed
            and observation.data_column = rate.data_column
            and observation.breakdown = rate.breakdown
    inner join release_file on observation.release_file_id = release_file.release_file_id
    group by rate.measure_id, rate.preference, observation.period_end_date

),

counted as (

    select
        observation.*,
        rate.measure_id,
        rate.preference,
        rate.period_kind,
        rate.printed_decimal_places,
        rate.worked_out_multiplier,
        release_file.release_sort_key,
        coalesce(newest_code.newest_code, observation.geography_code) as newest_code

    from observation
    inner join rate
        on
            observation.feed = rate.feed
            and observation.data_column = rate.count_data_column
            and observation.breakdown = rate.count_breakdown
    inner join release_file
        on
            observation.release_file_id = release_file.release_file_id
            and rate.worked_out_from_sort_key <= release_file.release_sort_key
    left join newest_code on observation.geography_code = newest_code.geography_code

),

-- A rate that this release or one before it printed stands as it was printed, whatever the population is by now.
unprinted as (

    select counted.*

    from counted
    left join printed
        on
            counted.measure_id = printed.measure_id
            and counted.preference = printed.preference
            and counted.period_end_date = printed.period_end_date
    where printed.first_printed_sort_key is null or printed.first_printed_sort_key > counted.release_sort_key

),

with_denominator as (

    select
        unprinted.*,
        other_denominator.denominator,
        other_denominator.denominator_release_file_id,
        other_denominator.denominator_source_row

    from unprinted
    left join other_denominator
        on
            unprinted.measure_id = other_denominator.measure_id
            and unprinted.preference = other_denominator.preference
            and unprinted.newest_code = other_denominator.geography_code
            and unprinted.period_end_date >= other_denominator.serves_from_date
            and unprinted.period_end_date <= other_denominator.serves_until_date

),

-- Rounded as the publisher printed it, so that figures of one series are as exact as each other.
worked_out as (

    select
        *,
        {{ figure_as_shown(
            'worked_out_multiplier * cast(value as double) / cast(denominator as double)', 'printed_decimal_places'
        ) }} / power(10, printed_decimal_places) as rate_value

    from with_denominator

),

final as (

    select
        measure_id,
        preference,
        release_file_id,
        geography_code,
        geographic_level,
        region_code,
        period_kind,
        period_end_date,
        time_period,
        raw_value,
        source_row,
        published_column,
        value as numerator,
        denominator,
        denominator_release_file_id,
        denominator_source_row,
        cast(case when denominator > 0 then rate_value end as {{ type_figure() }}) as value,
        case
            when value is null then value_reason
            when denominator is null or denominator <= 0 then 'no_denominator'
        end as value_reason

    from worked_out

)

select * from final
