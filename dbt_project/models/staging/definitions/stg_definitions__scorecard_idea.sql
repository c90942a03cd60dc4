with source as (

    select * from {{ source('definitions', 'scorecard_idea') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(entry_number as integer) as entry_number,
        cast(words as {{ type_text() }}) as entry_words,
        cast(cost as {{ type_text() }}) as cost_class,
        cast(leverage as {{ type_text() }}) as leverage,
        cast(feasibility as {{ type_text() }}) as feasibility,
        cast(specificity as {{ type_text() }}) as specificity,
        cast(community_values as {{ type_text() }}) as community_values,
        cast(evidence as {{ type_text() }}) as evidence

    from source

)

select * from renamed
