with forecast as (

    select * from {{ ref('fct_measure_forecast') }}

),

series as (

    select * from {{ ref('int_forecast_series') }}

),

measure as (

    select * from {{ ref('stg_definitions__measure') }}

),

geography as (

    select * from {{ ref('int_geography') }}

),

period as (

    select * from {{ ref('dim_period') }}

),

first_known as (

    select
        measure_id,
        geography_code,
        period_end_date,
        min(known_from) as known_from

    from series
    where value is not null
    group by measure_id, geography_code, period_end_date

),

-- The series that the history was of is that of its last figure, as known when the forecast was made.
judged as (

    select
        forecast.*,
        actual.value,
        actual.release_file_id,
        measure.measure_name,
        measure.polarity,
        measure.unit,
        measure.decimal_places,
        geography.geography_name,
        last_period.label_at_date as history_label,
        case measure.timing when 'at_date' then period.label_at_date else period.label_during_year end as period_label,
        coalesce(history.series_id <> actual.series_id, false) as is_of_another_series,
        forecast.forecast_kind <> 'reconstructed' and forecast.made_on < first_known.known_from as is_said_before

    from forecast
    inner join series as actual
        on
            forecast.measure_id = actual.measure_id
            and forecast.geography_code = actual.geography_code
            and forecast.period_end_date = actual.period_end_date
    inner join first_known
        on
            forecast.measure_id = first_known.measure_id
            and forecast.geography_code = first_known.geography_code
            and forecast.period_end_date = first_known.period_end_date
    inner join measure on forecast.measure_id = measure.measure_id
    inner join geography on forecast.geography_code = geography.geography_code
    inner join period on forecast.period_end_date = period.period_end_date
    inner join period as last_period on forecast.history_to = last_period.period_end_date
    left join series as history
        on
            forecast.measure_id = history.measure_id
            and forecast.geography_code = history.geography_code
            and forecast.history_to = history.period_end_date
            and forecast.known_on >= history.known_from
            -- Not as an `or`, which makes DuckDB try every pair of rows.
            and coalesce(history.known_until, cast('9999-12-31' as date)) > forecast.known_on
    where actual.is_current and actual.value is not null

),

-- Figures are compared as they are shown: what reads the same counts as the same.
as_shown as (

    select
        *,
        {{ figure_as_shown('value', 'decimal_places') }} as shown_value,
        {{ figure_as_shown('projected', 'decimal_places') }} as shown_projected,
        {{ figure_as_shown('projected_low', 'decimal_places') }} as shown_low,
        {{ figure_as_shown('projected_high', 'decimal_places') }} as shown_high,
        {{ figure_as_shown('history_first_value', 'decimal_places') }} as shown_first,
        {{ figure_as_shown('history_last_value', 'decimal_places') }} as shown_start,
        case
            when is_of_another_series then 'definition_changed'
            when projected_low is null or projected_high is null then 'too_few_to_tell'
        end as why_not_judged

    from judged

),

placed as (

    select
        *,
        case
            when why_not_judged is not null then null
            when shown_value < shown_low then 'below'
            when shown_value > shown_high then 'above'
            else 'inside'
        end as side,
        -- Where the curve was heading: to where the baseline leads or, where that is level, as the history went.
        case
            when shown_projected <> shown_start then sign(shown_projected - shown_start)
            else sign(shown_start - shown_first)
        end as heading,
        sign(shown_value - shown_start) as moved

    from as_shown

),

with_verdict as (

    select
        *,
        case
            when why_not_judged is not null then why_not_judged
            when side = 'inside' then 'on_the_baseline'
            when polarity = 'no_judgement' and side = 'above' then 'above_the_baseline'
            when polarity = 'no_judgement' then 'below_the_baseline'
            when (polarity = 'higher_is_better') <> (side = 'above') then 'worse'
            when polarity = 'higher_is_better' and moved > 0 then 'turned'
            when polarity = 'lower_is_better' and moved < 0 then 'turned'
            else 'slowed'
        end as forecast_verdict,
        case
            when why_not_judged is null
                then side <> 'inside' and heading * moved < 0
        end as is_curve_reversed

    from placed

),

in_words as (

    select
        *,
        {{ figure_in_words('value') }} as value_words,
        {{ figure_in_words('projected') }} as projected_words,
        {{ show_number('projected_low', 'decimal_places') }} as low_words,
        {{ figure_in_words('projected_high') }} as high_words,
        {{ figure_in_words('history_last_value') }} as start_words,
        case
            when coalesce(not is_curve_reversed, true) then ''
            when heading > 0 then ' After rising over the history, it has now fallen.'
            else ' After falling over the history, it has now risen.'
        end as reversal_words

    from with_verdict

),

with_sentence as (

    select
        *,
        concat(
            measure_name, ', ', geography_name, ', ', period_label, ': ', value_words,
            '. With the figures up to ', history_label, ' the baseline was ', projected_words,
            case when why_not_judged is null then concat(', likely from ', low_words, ' to ', high_words) else '' end,
            '. ',
            case forecast_verdict
                when 'definition_changed'
                    then 'The figures are counted in another way since, so the two cannot be compared.'
                when 'too_few_to_tell'
                    then 'Too few earlier forecasts can be checked to say how far off this one may be.'
                when 'on_the_baseline' then 'It is on the baseline.'
                when 'above_the_baseline' then concat('It is above the baseline.', reversal_words)
                when 'below_the_baseline' then concat('It is below the baseline.', reversal_words)
                when 'worse' then 'It is worse than the baseline.'
                when 'turned'
                    then concat('It is better than the baseline: the curve has turned.', reversal_words)
                else
                    concat(
                        'It is better than the baseline, and not yet better than the ', start_words,
                        ' from which it started: the worsening has slowed.'
                    )
            end
        ) as forecast_sentence

    from in_words

),

final as (

    select
        forecast_id,
        measure_id,
        geography_code,
        period_end_date,
        forecast_kind,
        made_on,
        known_on,
        history_to,
        history_last_value,
        horizon,
        projected,
        projected_low,
        projected_high,
        value,
        release_file_id,
        forecast_verdict,
        is_curve_reversed,
        is_said_before,
        forecast_sentence

    from with_sentence

)

select * from final
