with survey as (

    select * from {{ ref('int_survey') }}

),

survey_answer as (

    select * from {{ ref('int_survey_answer') }}

),

asked as (

    select
        programme_id,
        survey_id,
        count(distinct statement_number) as statement_count

    from survey_answer
    group by programme_id, survey_id

),

final as (

    select
        survey.programme_id,
        survey.survey_id,
        survey.programme_name,
        survey.geography_code,
        survey.entry_number,
        survey.survey_title,
        survey.survey_round,
        survey.people_asked,
        survey.fielded,
        survey.unit,
        survey.is_sample,
        survey.scorecard_id,
        survey.responses,
        survey.invited,
        survey.invited_at_least,
        survey.invited_at_most,
        survey.response_rate_pct,
        survey.response_warning,
        survey.warned_under_pct,
        survey.response_rule_source,
        survey.release_file_id,
        survey.source_row,
        survey.stated_in,
        survey.source_document,
        survey.note,
        coalesce(asked.statement_count, 0) as statement_count

    from survey
    left join asked
        on
            survey.programme_id = asked.programme_id
            and survey.survey_id = asked.survey_id

)

select * from final
