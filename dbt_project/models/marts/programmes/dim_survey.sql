with survey as (

    select * from {{ ref('int_survey') }}

),

final as (

    select
        programme_id,
        survey_id,
        programme_name,
        geography_code,
        entry_number,
        survey_title,
        survey_round,
        people_asked,
        fielded,
        unit,
        is_sample,
        scorecard_id,
        responses,
        invited,
        invited_at_least,
        invited_at_most,
        response_rate_pct,
        response_warning,
        warned_under_pct,
        response_rule_source,
        release_file_id,
        source_row,
        stated_in,
        source_document,
        note

    from survey

)

select * from final
