with source as (

    select * from {{ source('definitions', 'scorecard_story') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(entry_number as integer) as entry_number,
        cast(force as {{ type_text() }}) as force,
        cast(words as {{ type_text() }}) as entry_words,
        cast(stated_on as date) as stated_date,
        cast(measure as {{ type_text() }}) as measure_id,
        cast(source as {{ type_text() }}) as stated_in

    from source

)

select * from renamed
