with source as (

    select * from {{ source('definitions', 'measure') }}

),

renamed as (

    select
        measure as measure_id,
        kind as measure_kind,
        name as measure_name,
        plain_definition,
        technical_definition,
        unit,
        cast(decimal_places as integer) as decimal_places,
        polarity,
        timing,
        interval as interval_method,
        cast(multiplier as integer) as multiplier,
        coalesce(cadence, 'annual') as cadence

    from source

)

select * from renamed
