with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}
    where not is_from_another_feed

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
        value,
        value_reason,
        raw_value,
        source_row,
        published_column,
        numerator,
        denominator

    from beside_each_other
    where raw_value is not null

)

select * from final
