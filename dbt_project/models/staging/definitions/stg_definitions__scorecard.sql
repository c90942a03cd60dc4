with source as (

    select * from {{ source('definitions', 'scorecard') }}

),

renamed as (

    select
        scorecard as scorecard_id,
        title as scorecard_title,
        outcome,
        population

    from source

)

select * from renamed
