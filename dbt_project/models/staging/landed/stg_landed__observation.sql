with observation as (

    select * from {{ source('landed', 'observation') }}

),

feed as (

    select * from {{ source('definitions', 'feed') }}

),

symbol as (

    select * from {{ source('definitions', 'symbol') }}

),

-- A year of six digits, such as 201415, ends in the second of its two years.
dated as (

    select
        observation.*,
        feed.period_ends,
        cast(substr(observation.time_period, 1, 4) as integer)
        + case when length(observation.time_period) = 6 then 1 else 0 end as end_year

    from observation
    inner join feed on observation.feed = feed.feed

),

typed as (

    select
        ---------- the figure's place in its file
        dated.file_id as release_file_id,
        cast(dated.source_row as bigint) as source_row,
        dated.data_column,
        dated.published_column,
        dated.feed,

        ---------- what the figure is about
        dated.location_code as geography_code,
        dated.location_name as geography_name,
        dated.geographic_level,
        dated.region_code,
        dated.old_la_code,
        dated.time_period,
        dated.time_identifier,
        {{ period_end('dated.end_year', 'dated.period_ends') }} as period_end_date,
        dated.breakdown,

        ---------- the figure
        dated.raw_value,
        case when symbol.symbol is null then cast(dated.raw_value as {{ type_figure() }}) end as value,
        symbol.value_reason

    from dated
    left join symbol on dated.raw_value = symbol.symbol

)

select * from typed
