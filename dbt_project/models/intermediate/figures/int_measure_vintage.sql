with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}
    where not is_from_another_feed and not is_summed

),

worked_out as (

    select * from {{ ref('int_measure_worked_out') }}

),

summed as (

    select * from {{ ref('int_measure_summed') }}

),

newest_code as (

    select * from {{ ref('int_geography_newest_code') }}

),

matched as (

    select
        observation.*,
        component.measure_id,
        component.preference,
        component.component,
        component.period_kind

    from observation
    inner join component
        on
            observation.feed = component.feed
            and observation.data_column = component.data_column
            and observation.breakdown = component.breakdown

),

-- The counts a figure was made from stand in the same file, at the same place and period.
beside_each_other as (

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
        max(case when component = 'value' then value end) as value,
        max(case when component = 'value' then value_reason end) as value_reason,
        max(case when component = 'value' then raw_value end) as raw_value,
        max(case when component = 'value' then source_row end) as source_row,
        max(case when component = 'value' then published_column end) as published_column,
        max(case when component = 'numerator' then value end) as numerator,
        max(case when component = 'denominator' then value end) as denominator

    from matched
    group by
        measure_id,
        preference,
        release_file_id,
        geography_code,
        geographic_level,
        region_code,
        period_kind,
        period_end_date,
        time_period

),

of_each_origin as (

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
        value,
        value_reason,
        'published' as value_origin,
        raw_value,
        source_row,
        cast(null as {{ type_whole() }}) as last_source_row,
        published_column,
        numerator,
        denominator,
        cast(null as {{ type_text() }}) as denominator_release_file_id,
        cast(null as {{ type_whole() }}) as denominator_source_row

    from beside_each_other
    where raw_value is not null

    union all

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
        value,
        value_reason,
        'worked_out' as value_origin,
        raw_value,
        source_row,
        cast(null as {{ type_whole() }}) as last_source_row,
        published_column,
        numerator,
        denominator,
        denominator_release_file_id,
        denominator_source_row

    from worked_out

    union all

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
        value,
        value_reason,
        'summed' as value_origin,
        cast(null as {{ type_text() }}) as raw_value,
        source_row,
        last_source_row,
        published_column,
        numerator,
        denominator,
        cast(null as {{ type_text() }}) as denominator_release_file_id,
        cast(null as {{ type_whole() }}) as denominator_source_row

    from summed

),

-- A recoded area is the same area. Of two codes of it in one release counts the one that has a figure, and of two such
-- the newest.
recoded as (

    select
        figure.*,
        coalesce(newest_code.newest_code, figure.geography_code) as newest_code,
        row_number() over (
            partition by
                figure.measure_id,
                figure.preference,
                figure.release_file_id,
                coalesce(newest_code.newest_code, figure.geography_code),
                figure.period_end_date
            order by
                case when figure.value is null then 1 else 0 end asc,
                case when newest_code.newest_code is null then 0 else 1 end asc,
                figure.geography_code desc
        ) as best_first

    from of_each_origin as figure
    left join newest_code on figure.geography_code = newest_code.geography_code

),

final as (

    select
        measure_id,
        preference,
        release_file_id,
        newest_code as geography_code,
        geography_code as published_code,
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
        denominator_source_row

    from recoded
    where best_first = 1

)

select * from final
