with observation as (

    select * from {{ source('landed', 'observation') }}

),

symbol as (

    select * from {{ source('definitions', 'symbol') }}

),

-- Each text once: the same few stand in many lines, and to read one as an exact decimal takes long.
figure as (

    select
        written.raw_value,
        symbol.value_reason,
        case when symbol.symbol is null then cast(written.raw_value as {{ type_figure() }}) end as value

    from (select distinct observation.raw_value from observation) as written
    left join symbol on written.raw_value = symbol.symbol

),

typed as (

    select
        ---------- the figure's place in its file
        observation.file_id as release_file_id,
        observation.source_row,
        observation.data_column,
        observation.published_column,
        observation.feed,

        ---------- what the figure is about
        observation.location_code as geography_code,
        observation.location_name as geography_name,
        observation.geographic_level,
        observation.region_code,
        observation.old_la_code,
        observation.time_period,
        observation.time_identifier,
        observation.period_start_date,
        observation.period_end_date,
        observation.breakdown,

        ---------- the figure
        observation.raw_value,
        figure.value,
        figure.value_reason

    from observation
    left join figure on observation.raw_value = figure.raw_value

)

select * from typed
