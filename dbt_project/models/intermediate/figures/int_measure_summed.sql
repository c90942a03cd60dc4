with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}
    where is_summed

),

pattern as (

    select * from {{ source('definitions', 'measure_component_sum') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

-- Every row of a file that a component could be of: where none is, the sum is nothing and not missing.
asked as (

    select
        component.measure_id,
        component.preference,
        component.component,
        component.period_kind,
        observation.release_file_id,
        observation.geography_code,
        observation.geographic_level,
        observation.region_code,
        observation.time_period,
        observation.source_row,
        observation.published_column,
        observation.breakdown,
        observation.value,
        observation.value_reason,
        coalesce(component.as_at_date, observation.period_end_date) as period_end_date,
        component.as_at_date is not null as is_over_periods

    from observation
    inner join component
        on observation.feed = component.feed and observation.data_column = component.data_column

),

distinct_breakdown as (

    select distinct
        measure_id,
        preference,
        component,
        breakdown

    from asked

),

chosen as (

    select distinct
        distinct_breakdown.measure_id,
        distinct_breakdown.preference,
        distinct_breakdown.component,
        distinct_breakdown.breakdown

    from distinct_breakdown
    inner join pattern
        on
            distinct_breakdown.measure_id = pattern.measure_id
            and distinct_breakdown.preference = pattern.preference
            and distinct_breakdown.component = pattern.component
            and distinct_breakdown.breakdown like pattern.breakdown_pattern escape '!'

),

marked as (

    select
        asked.*,
        case when asked.is_over_periods then '' else asked.time_period end as own_period,
        chosen.breakdown is not null as is_part

    from asked
    left join chosen
        on
            asked.measure_id = chosen.measure_id
            and asked.preference = chosen.preference
            and asked.component = chosen.component
            and asked.breakdown = chosen.breakdown

),

-- One part that is hidden or missing hides the whole.
summed as (

    select
        measure_id,
        preference,
        component,
        release_file_id,
        geography_code,
        geographic_level,
        region_code,
        period_kind,
        period_end_date,
        own_period,
        max(time_period) as time_period,
        min(source_row) as source_row,
        max(source_row) as last_source_row,
        max(published_column) as published_column,
        coalesce(
            max(case when is_part and value_reason = 'suppressed' then value_reason end),
            min(case when is_part then value_reason end)
        ) as value_reason,
        cast(coalesce(sum(case when is_part then value end), 0) as {{ type_figure() }}) as value

    from marked
    group by
        measure_id,
        preference,
        component,
        release_file_id,
        geography_code,
        geographic_level,
        region_code,
        period_kind,
        period_end_date,
        own_period

),

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
        max(time_period) as time_period,
        min(source_row) as source_row,
        max(last_source_row) as last_source_row,
        max(case when component = 'value' then published_column end) as published_column,
        max(case when component = 'denominator' then 1 else 0 end) as is_percentage,
        coalesce(
            max(case when value_reason = 'suppressed' then value_reason end), min(value_reason)
        ) as value_reason,
        max(case when component = 'value' then value end) as total,
        max(case when component = 'numerator' and value_reason is null then value end) as numerator,
        max(case when component = 'denominator' and value_reason is null then value end) as denominator

    from summed
    group by
        measure_id,
        preference,
        release_file_id,
        geography_code,
        geographic_level,
        region_code,
        period_kind,
        period_end_date

),

-- Rounded as the measure is shown, so that the figure is the one that a reader works out.
final as (

    select
        beside_each_other.measure_id,
        beside_each_other.preference,
        beside_each_other.release_file_id,
        beside_each_other.geography_code,
        beside_each_other.geographic_level,
        beside_each_other.region_code,
        beside_each_other.period_kind,
        beside_each_other.period_end_date,
        beside_each_other.time_period,
        beside_each_other.source_row,
        beside_each_other.last_source_row,
        beside_each_other.published_column,
        beside_each_other.numerator,
        beside_each_other.denominator,
        cast(
            case
                when beside_each_other.value_reason is not null then null
                when beside_each_other.is_percentage = 0 then beside_each_other.total
                when beside_each_other.denominator > 0
                    then {{ figure_as_shown(
                        '100 * cast(beside_each_other.numerator as double)'
                        ' / cast(beside_each_other.denominator as double)',
                        'measure.decimal_places'
                    ) }} / power(10, measure.decimal_places)
            end as {{ type_figure() }}
        ) as value,
        case
            when beside_each_other.value_reason is not null then beside_each_other.value_reason
            when beside_each_other.is_percentage = 1 and beside_each_other.denominator = 0 then 'no_denominator'
        end as value_reason

    from beside_each_other
    inner join measure on beside_each_other.measure_id = measure.measure_id

)

select * from final
