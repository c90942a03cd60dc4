with source as (

    select * from {{ source('definitions', 'objective') }}

),

renamed as (

    select
        programme as programme_id,
        cast(objective_number as integer) as objective_number,
        name as programme_name,
        authority as geography_code,
        measure as measure_id,
        words,
        direction,
        cast(size_pct as double) as size_pct,
        cast(baseline_period as date) as baseline_period_end_date,
        cast(target_period as date) as target_period_end_date,
        stated_in,
        source as source_document,
        note

    from source

)

select * from renamed
