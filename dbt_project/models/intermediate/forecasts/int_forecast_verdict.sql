with forecast as (

    select * from {{ ref('int_measure_forecast') }}

),

series as (

    select * from {{ ref('int_forecast_series') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

geography as (

    select * from {{ ref('int_geography') }}

),

verdict as (

    select * from {{ ref('int_measure_verdict') }}

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
        measure.timing,
        measure.period_kind,
        geography.geography_name,
        verdict.verdict as change_verdict,
        verdict.change_direction,
        verdict.shape as change_shape,
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
    left join verdict
        on
            forecast.measure_id = verdict.measure_id
            and forecast.geography_code = verdict.geography_code
            and forecast.period_end_date = verdict.period_end_date
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
        sign(shown_value - shown_start) as moved,
        sign(shown_start - shown_first) as went,
        case polarity when 'higher_is_better' then 1 when 'lower_is_better' then -1 else 0 end as better,
        coalesce(
            change_verdict in ('real_improvement', 'real_worsening', 'real_increase', 'real_decrease'), false
        ) as is_change_real

    from as_shown

),

-- A card may want one way of a measure of which neither is better in general.
with_verdict as (

    select
        *,
        {{ forecast_verdict_where('better') }} as forecast_verdict,
        case when better = 0 then {{ forecast_verdict_where('-1') }} end as forecast_verdict_to_reduce,
        case when better = 0 then {{ forecast_verdict_where('1') }} end as forecast_verdict_to_increase,
        case
            when why_not_judged is null
                then
                    side <> 'inside'
                    and heading * moved < 0
                    and went * moved < 0
                    and coalesce(change_direction, moved) = moved
                    and coalesce(change_shape, '') not in ('steady', 'step')
        end as is_curve_reversed

    from placed

),

final as (

    select
        measure_id,
        geography_code,
        history_to,
        period_end_date,
        measure_name,
        geography_name,
        unit,
        decimal_places,
        timing,
        period_kind,
        history_last_value,
        projected,
        projected_low,
        projected_high,
        value,
        release_file_id,
        forecast_verdict,
        forecast_verdict_to_reduce,
        forecast_verdict_to_increase,
        side,
        change_verdict,
        change_direction,
        heading,
        is_curve_reversed,
        is_said_before

    from with_verdict

)

select * from final
