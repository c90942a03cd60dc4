with source as (

    select * from {{ source('definitions', 'scorecard_measure') }}

),

renamed as (

    select
        scorecard as scorecard_id,
        measure as measure_id,
        cast(display_order as integer) as display_order

    from source

)

select * from renamed
