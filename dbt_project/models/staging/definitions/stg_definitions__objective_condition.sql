with source as (

    select * from {{ source('definitions', 'objective_condition') }}

),

renamed as (

    select
        cast(programme as {{ type_text() }}) as programme_id,
        cast(objective_number as integer) as objective_number,
        cast(gives as {{ type_text() }}) as verdict_given,
        cast(condition as {{ type_text() }}) as condition_name,
        cast(condition_order as integer) as condition_order

    from source

)

select * from renamed
