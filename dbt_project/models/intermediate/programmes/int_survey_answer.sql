with survey_answer as (

    select * from {{ source('definitions', 'survey_answer') }}

),

survey as (

    select * from {{ ref('int_survey') }}

),

figure as (

    select * from {{ ref('int_programme_figure') }}
    where entry_kind = 'answer'

),

printed as (

    select
        programme_id,
        entry_name,
        cast(max(case when figure_part = 'number' then value end) as double) as number_printed,
        cast(max(case when figure_part = 'base' then value end) as double) as base_printed,
        cast(max(case when figure_part = 'percentage' then value end) as double) as percentage_printed,
        coalesce(
            max(case when figure_part = 'number' then release_file_id end),
            max(case when figure_part = 'percentage' then release_file_id end)
        ) as release_file_id,
        coalesce(
            max(case when figure_part = 'number' then source_row end),
            max(case when figure_part = 'percentage' then source_row end)
        ) as source_row

    from figure
    group by programme_id, entry_name

),

answered as (

    select
        survey_answer.*,
        survey.is_sample,
        survey.responses,
        survey.response_rate_pct,
        printed.number_printed,
        printed.base_printed,
        printed.percentage_printed,
        printed.release_file_id,
        printed.source_row

    from survey_answer
    inner join survey
        on
            survey_answer.programme_id = survey.programme_id
            and survey_answer.survey_id = survey.survey_id
    inner join printed
        on
            survey_answer.programme_id = printed.programme_id
            and survey_answer.entry_name = printed.entry_name

),

-- What the answers of a statement add up to.
added_up as (

    select
        programme_id,
        survey_id,
        statement_number,
        sum(number_printed) as answers_given,
        max(base_printed) as base_printed,
        max(case when answer_side = 'negative' then 1 else 0 end) as has_negative,
        coalesce(sum(case when answer_side = 'positive' then number_printed end), 0) as positive,
        sum(
            case
                when answer_side = 'positive' then coalesce(number_printed, percentage_printed * base_printed / 100)
            end
        ) as positive_or_share,
        coalesce(sum(case when answer_side = 'negative' then number_printed end), 0) as negative,
        coalesce(sum(case when answer_side = 'outside' then number_printed end), 0) as outside

    from answered
    group by programme_id, survey_id, statement_number

),

-- Answers that come to more than the base printed are the better base.
based as (

    select
        added_up.*,
        case
            when added_up.base_printed is null or added_up.answers_given > added_up.base_printed
                then added_up.answers_given
            else added_up.base_printed
        end as base

    from added_up

),

counted as (

    select
        answered.*,
        based.answers_given,
        case when not answered.is_several_answers then based.base end as base,
        case when not answered.is_several_answers then based.base - based.outside end as base_concerned,
        case
            when
                not answered.is_several_answers and based.has_negative = 1 and based.answers_given = based.base
                then 100 * (based.positive - based.negative) / nullif(based.base - based.outside, 0)
        end as net_agreement_pct,
        case when not answered.is_several_answers then based.positive_or_share end as positive_or_share,
        not answered.is_several_answers
        and (
            coalesce(based.answers_given > answered.base_printed, false)
            or coalesce(answered.base_printed > answered.responses, false)
        ) as is_base_contradicted,
        coalesce(answered.number_printed, answered.percentage_printed * answered.base_printed / 100) as number_or_share

    from answered
    inner join based
        on
            answered.programme_id = based.programme_id
            and answered.survey_id = based.survey_id
            and answered.statement_number = based.statement_number

),

final as (

    select
        programme_id,
        survey_id,
        statement_number,
        answer_order,
        statement_words,
        answer,
        answer_side,
        is_several_answers,
        number_printed as people,
        base,
        base_concerned,
        base_printed,
        is_base_contradicted,
        net_agreement_pct,
        release_file_id,
        source_row,
        stated_in,
        100 * positive_or_share / nullif(base, 0) as positive_pct,
        case when is_sample then {{ wilson_interval('positive_or_share', 'base', 'low') }} end as positive_lower,
        case when is_sample then {{ wilson_interval('positive_or_share', 'base', 'high') }} end as positive_upper,
        case
            when is_sample and base <= responses
                then positive_or_share * response_rate_pct / nullif(responses, 0)
        end as positive_of_all_least,
        case
            when is_sample and base <= responses
                then 100 - (base - positive_or_share) * response_rate_pct / nullif(responses, 0)
        end as positive_of_all_most,
        case
            when is_several_answers then null
            when number_printed is not null then 100 * number_printed / nullif(base, 0)
            else percentage_printed
        end as share_pct,
        case when is_sample then {{ wilson_interval('number_or_share', 'base', 'low') }} end as share_lower,
        case when is_sample then {{ wilson_interval('number_or_share', 'base', 'high') }} end as share_upper,
        case
            when answer_side = 'outside' or is_several_answers then null
            else 100 * number_printed / nullif(base_concerned, 0)
        end as share_of_concerned_pct,
        -- If all who did not answer had given another answer, or this one.
        case
            when is_sample and (base is null or base <= responses)
                then number_or_share * response_rate_pct / nullif(responses, 0)
        end as share_of_all_least,
        case
            when is_sample and base <= responses
                then 100 - (base - number_or_share) * response_rate_pct / nullif(responses, 0)
        end as share_of_all_most,
        case
            when is_several_answers then 'several_answers'
            when number_printed is null and percentage_printed is null then 'number_not_published'
        end as share_missing_reason

    from counted

)

select * from final
