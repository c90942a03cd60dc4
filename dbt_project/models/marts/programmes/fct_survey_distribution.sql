with answer as (

    select * from {{ ref('int_survey_answer') }}

),

survey as (

    select * from {{ ref('int_survey') }}

),

final as (

    select
        answer.programme_id,
        answer.survey_id,
        answer.statement_number,
        answer.answer_order,
        survey.geography_code,
        survey.scorecard_id,
        survey.survey_round,
        answer.statement_words,
        answer.answer,
        answer.answer_side,
        answer.is_several_answers,
        answer.people,
        answer.base,
        answer.base_concerned,
        answer.base_printed,
        answer.is_base_contradicted,
        answer.share_pct,
        answer.share_lower,
        answer.share_upper,
        answer.share_of_concerned_pct,
        answer.share_of_all_least,
        answer.share_of_all_most,
        answer.share_missing_reason,
        answer.positive_pct,
        answer.positive_lower,
        answer.positive_upper,
        answer.positive_of_all_least,
        answer.positive_of_all_most,
        answer.net_agreement_pct,
        survey.responses,
        survey.invited,
        survey.response_rate_pct,
        survey.response_warning,
        answer.release_file_id,
        answer.source_row,
        answer.stated_in

    from answer
    inner join survey
        on
            answer.programme_id = survey.programme_id
            and answer.survey_id = survey.survey_id

)

select * from final
