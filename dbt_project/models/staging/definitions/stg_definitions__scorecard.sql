with source as (

    select * from {{ source('definitions', 'scorecard') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(kind as {{ type_text() }}) as scorecard_kind,
        cast(title as {{ type_text() }}) as scorecard_title,
        cast(outcome as {{ type_text() }}) as outcome,
        cast(population as {{ type_text() }}) as population,
        cast(experience as {{ type_text() }}) as experience,
        cast(programme as {{ type_text() }}) as programme_id,
        cast(customers as {{ type_text() }}) as customers,
        cast(owner as {{ type_text() }}) as owner,
        cast(source as {{ type_text() }}) as card_source,
        cast(is_for_all_places as boolean) as is_for_all_places

    from source

)

select * from renamed
