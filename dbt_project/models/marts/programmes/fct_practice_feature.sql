with practice_feature as (

    select * from {{ source('definitions', 'practice_feature') }}

),

final as (

    select
        programme_id,
        entry_number,
        programme_name,
        geography_code,
        project_name,
        practice_feature,
        practice_finding,
        approaches,
        finding_words,
        stated_in,
        source_document

    from practice_feature

)

select * from final
