with survey as (

    select * from {{ source('definitions', 'survey') }}

),

response_rule as (

    select * from {{ source('definitions', 'response_rule') }}

),

figure as (

    select * from {{ ref('int_programme_figure') }}

),

-- A survey is there if a release prints anything of it, be it one answer.
printed as (

    select
        programme_id,
        survey_id,
        max(case when figure_part = 'responses' then value end) as responses,
        max(case when figure_part = 'invited' then value end) as invited,
        max(case when figure_part = 'response_rate' then value end) as printed_rate_pct,
        max(case when figure_part = 'response_rate' then raw_value end) as printed_rate,
        max(case when figure_part = 'responses' then release_file_id end) as release_file_id,
        max(case when figure_part = 'responses' then source_row end) as source_row

    from figure
    where survey_id is not null
    group by programme_id, survey_id

),

-- Where the number of those asked is not printed, the rate as it was rounded says between which numbers it is.
rated as (

    select
        survey.*,
        printed.release_file_id,
        printed.source_row,
        cast(printed.responses as double) as responses,
        cast(printed.invited as double) as invited,
        coalesce(
            100 * cast(printed.responses as double) / nullif(cast(printed.invited as double), 0),
            cast(printed.printed_rate_pct as double)
        ) as response_rate_pct,
        100 * cast(printed.responses as double)
        / (cast(printed.printed_rate_pct as double) + power(10, -{{ digits_after_point('printed.printed_rate') }}) / 2)
            as fewest_invited,
        100 * cast(printed.responses as double)
        / (cast(printed.printed_rate_pct as double) - power(10, -{{ digits_after_point('printed.printed_rate') }}) / 2)
            as most_invited

    from survey
    inner join printed
        on
            survey.programme_id = printed.programme_id
            and survey.survey_id = printed.survey_id

),

under as (

    select
        rated.programme_id,
        rated.survey_id,
        response_rule.response_warning,
        response_rule.under_pct,
        response_rule.response_rule_source,
        row_number() over (
            partition by rated.programme_id, rated.survey_id
            order by response_rule.under_pct
        ) as strictest_first

    from rated
    inner join response_rule on rated.response_rate_pct < response_rule.under_pct
    where rated.is_sample

),

final as (

    select
        rated.programme_id,
        rated.survey_id,
        rated.programme_name,
        rated.geography_code,
        rated.entry_number,
        rated.survey_title,
        rated.survey_round,
        rated.people_asked,
        rated.fielded,
        rated.unit,
        rated.is_sample,
        rated.scorecard_id,
        rated.responses,
        rated.invited,
        rated.response_rate_pct,
        under.under_pct as warned_under_pct,
        under.response_rule_source,
        rated.release_file_id,
        rated.source_row,
        rated.stated_in,
        rated.source_document,
        rated.note,
        case when rated.invited is null then ceil(rated.fewest_invited) end as invited_at_least,
        case when rated.invited is null then floor(rated.most_invited) end as invited_at_most,
        case
            when not rated.is_sample then null
            when rated.response_rate_pct is null then 'rate_not_stated'
            else under.response_warning
        end as response_warning

    from rated
    left join under
        on
            rated.programme_id = under.programme_id
            and rated.survey_id = under.survey_id
            and under.strictest_first = 1

)

select * from final
