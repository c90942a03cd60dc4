with measure as (

    select * from {{ source('definitions', 'measure') }}

),

final as (

    select
        measure_id,
        measure_kind,
        measure_name,
        plain_definition,
        technical_definition,
        unit,
        decimal_places,
        polarity,
        timing,
        interval_method,
        multiplier,
        quadrant,
        number_measure_id,
        rate_measure_id,
        measured_population,
        cadence,
        period_kind,
        lag_months

    from measure

)

select * from final
