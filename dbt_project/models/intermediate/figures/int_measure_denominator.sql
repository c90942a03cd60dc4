with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}
    where is_from_another_feed

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

combined_return as (

    select * from {{ source('definitions', 'combined_return') }}

),

matched as (

    select
        component.measure_id,
        component.preference,
        observation.value,
        observation.release_file_id,
        observation.source_row,
        observation.period_start_date,
        observation.period_end_date,
        component.periods_before,
        component.is_for_parts_of_year,
        coalesce(newest_code.newest_code, observation.geography_code) as geography_code,
        row_number() over (
            partition by
                component.measure_id,
                component.preference,
                coalesce(newest_code.newest_code, observation.geography_code),
                observation.period_end_date
            order by
                release_file.release_sort_key desc,
                -- Several files of one release stand in the order in which they came out; they may have landed in any.
                release_file.known_from desc,
                coalesce(release_file.published_at, cast(release_file.known_from as timestamp)) desc,
                release_file.landed_at desc,
                case when newest_code.newest_code is null then 0 else 1 end asc,
                release_file.release_file_id asc
        ) as newest_first

    from observation
    inner join component
        on
            observation.feed = component.feed
            and observation.data_column = component.data_column
            and observation.breakdown = component.breakdown
    inner join release_file on observation.release_file_id = release_file.release_file_id
    left join newest_code on observation.geography_code = newest_code.geography_code

),

-- A figure over a year has the denominator of the year in which both end. Of a quarter or a month it is the one of the
-- longer period in which it lies, or of the same.
own as (

    select
        measure_id,
        preference,
        geography_code,
        value,
        release_file_id,
        source_row,
        case
            when is_for_parts_of_year then {{ moved_by_months('period_start_date', '12 * periods_before') }}
            else {{ first_of_year('period_end_date', 'periods_before') }}
        end as serves_from_date,
        case
            when is_for_parts_of_year then {{ moved_by_months('period_end_date', '12 * periods_before') }}
            else {{ last_of_year('period_end_date', 'periods_before') }}
        end as serves_until_date

    from matched
    where newest_first = 1

),

-- Authorities that are published together have the children of all of them, or none are known.
together as (

    select
        own.measure_id,
        own.preference,
        combined_return.combined_code as geography_code,
        own.serves_from_date,
        own.serves_until_date,
        sum(own.value) as value,
        max(own.release_file_id) as release_file_id,
        count(own.value) as members_known

    from own
    inner join combined_return on own.geography_code = combined_return.member_code
    group by
        own.measure_id,
        own.preference,
        combined_return.combined_code,
        own.serves_from_date,
        own.serves_until_date

),

members as (

    select
        combined_code,
        count(*) as members

    from combined_return
    group by combined_code

),

own_place as (

    select distinct
        measure_id,
        preference,
        geography_code

    from own

),

-- Only where the other feed has no figure of its own for the authorities together.
own_and_together as (

    select
        measure_id,
        preference,
        geography_code,
        serves_from_date,
        serves_until_date,
        value,
        release_file_id,
        source_row

    from own

    union all

    select
        together.measure_id,
        together.preference,
        together.geography_code,
        together.serves_from_date,
        together.serves_until_date,
        together.value,
        together.release_file_id,
        -- It stands in as many lines as there are authorities.
        cast(null as {{ type_whole() }}) as source_row

    from together
    inner join members on together.geography_code = members.combined_code and together.members_known = members.members
    left join own_place
        on
            together.measure_id = own_place.measure_id
            and together.preference = own_place.preference
            and together.geography_code = own_place.geography_code
    where own_place.geography_code is null

),

final as (

    select
        measure_id,
        preference,
        geography_code,
        serves_from_date,
        serves_until_date,
        release_file_id as denominator_release_file_id,
        source_row as denominator_source_row,
        cast(value as {{ type_figure() }}) as denominator

    from own_and_together

)

select * from final
