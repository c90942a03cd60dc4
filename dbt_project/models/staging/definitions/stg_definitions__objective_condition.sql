with source as (

    select * from {{ source('definitions', 'objective_condition') }}

),

renamed as (

    select
        programme as programme_id,
        cast(objective_number as integer) as objective_number,
        gives as verdict_given,
        condition as condition_name,
        cast(condition_order as integer) as condition_order

    from source

)

select * from renamed
