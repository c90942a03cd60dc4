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
        cast(quadrant as {{ type_text() }}) as quadrant,
        cast(number as {{ type_text() }}) as number_measure_id,
        cast(population as {{ type_text() }}) as measured_population,
        cast(cadence as {{ type_text() }}) as cadence,
        cast(lag_months as integer) as lag_months

    from source

)

select * from renamed
