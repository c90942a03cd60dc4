with scorecard as (

    select * from {{ ref('dim_scorecard') }}

),

scorecard_measure as (

    select * from {{ ref('bridge_scorecard_measure') }}

),

scorecard_geography as (

    select * from {{ ref('bridge_scorecard_geography') }}

),

measure as (

    select * from {{ ref('dim_measure') }}

),

geography as (

    select * from {{ ref('dim_geography') }}

),

period as (

    select * from {{ ref('dim_period') }}

),

measure_value as (

    select * from {{ ref('fct_measure_value') }}

),

comparison as (

    select * from {{ ref('fct_measure_comparison') }}

),

trend as (

    select * from {{ ref('fct_measure_trend') }}

),

verdict as (

    select * from {{ ref('fct_measure_verdict') }}

),

forecast_verdict as (

    select * from {{ ref('fct_forecast_verdict') }}

),

release_file as (

    select * from {{ ref('dim_release_file') }}

),

newest_period as (

    select
        measure_id,
        max(period_end_date) as newest_of_all_period_end_date

    from measure_value
    group by measure_id

),

-- A figure may be held against several baselines; the one that looked least far ahead is shown, kept before rebuilt.
forecast_in_order as (

    select
        forecast_verdict.*,
        row_number() over (
            partition by
                forecast_verdict.measure_id,
                forecast_verdict.geography_code,
                forecast_verdict.period_end_date
            order by
                forecast_verdict.horizon asc,
                case forecast_verdict.forecast_kind when 'frozen' then 1 when 'current' then 2 else 3 end asc
        ) as nearest_first

    from forecast_verdict

),

in_order as (

    select
        measure_value.*,
        row_number() over (
            partition by measure_value.measure_id, measure_value.geography_code
            order by measure_value.period_end_date desc
        ) as newest_first

    from measure_value

),

-- A card may count change from a period of its own choice.
placed as (

    select
        in_order.*,
        scorecard_measure.scorecard_id,
        scorecard_measure.display_order,
        scorecard_measure.role,
        scorecard_measure.is_headline,
        scorecard_measure.wanted_direction,
        scorecard_measure.wanted_by,
        coalesce(scorecard_measure.baseline_period_end_date, in_order.baseline_period_end_date)
            as counted_from_period_end_date

    from in_order
    inner join scorecard_measure on in_order.measure_id = scorecard_measure.measure_id
    inner join scorecard_geography
        on
            scorecard_measure.scorecard_id = scorecard_geography.scorecard_id
            and in_order.geography_code = scorecard_geography.geography_code

),

final as (

    select
        scorecard.scorecard_id,
        scorecard.scorecard_title,
        scorecard.scorecard_kind,
        placed.display_order,
        placed.role,
        placed.is_headline,
        measure.measure_id,
        measure.measure_name,
        measure.measure_kind,
        measure.quadrant,
        measure.plain_definition,
        measure.technical_definition,
        measure.unit,
        measure.decimal_places,
        measure.polarity,
        geography.geography_code,
        geography.geography_name,
        geography.geographic_level,
        geography.region_code,
        geography.region_name,
        geography.is_made_up,
        release_file.is_made_of_records,
        placed.period_end_date,
        period.end_year,
        placed.value,
        placed.value_reason,
        placed.value_origin,
        placed.numerator,
        placed.denominator,
        placed.interval_method,
        placed.interval_low,
        placed.interval_high,
        placed.series_segment,
        placed.first_published_value,
        placed.times_published,
        placed.previous_value,
        placed.previous_value_reason,
        placed.previous_doubt_reason,
        placed.is_doubted,
        placed.doubt_reason,
        placed.doubted_date,
        placed.doubt_source,
        placed.is_shock,
        placed.shock_reason,
        placed.change_on_previous,
        placed.change_on_previous_pct,
        placed.counted_from_period_end_date as baseline_period_end_date,
        counted_from.value as baseline_value,
        comparison.region_value,
        comparison.region_value_reason,
        comparison.england_value,
        comparison.england_value_reason,
        comparison.against_england,
        comparison.judged_against_england,
        comparison.neighbour_set_year,
        comparison.neighbours_in_set,
        comparison.neighbours_with_value,
        comparison.neighbours_not_close,
        comparison.neighbours_mean,
        comparison.neighbours_median,
        comparison.neighbours_pooled,
        comparison.neighbours_warning,
        comparison.quartile,
        comparison.authority_rank,
        comparison.rank_low,
        comparison.rank_high,
        comparison.ranked_of,
        comparison.gap_to_england,
        comparison.gap_to_england_low,
        comparison.gap_to_england_high,
        comparison.gap_to_region,
        comparison.gap_to_neighbours,
        trend.run_length,
        trend.run_direction,
        placed.wanted_direction,
        placed.wanted_by,
        verdict.shape,
        verdict.sentence,
        forecast_in_order.forecast_kind,
        forecast_in_order.projected,
        forecast_in_order.projected_low,
        forecast_in_order.projected_high,
        forecast_in_order.forecast_sentence,
        placed.release_file_id,
        release_file.publication_title,
        release_file.release_name,
        release_file.file_name,
        placed.source_row,
        placed.last_source_row,
        placed.newest_first = 1 as is_newest_period,
        placed.newest_first = 1 and placed.period_end_date < newest_period.newest_of_all_period_end_date
            as is_behind_newest_period,
        case measure.timing when 'at_date' then period.label_at_date else period.label_during_year end as period_label,
        case measure.timing when 'at_date' then counted_period.label_at_date else counted_period.label_during_year end
            as baseline_period_label,
        case
            when placed.wanted_direction = 'increase' and verdict.verdict = 'real_increase' then 'real_improvement'
            when placed.wanted_direction = 'reduce' and verdict.verdict = 'real_decrease' then 'real_improvement'
            when placed.wanted_direction is not null and verdict.verdict in ('real_increase', 'real_decrease')
                then 'real_worsening'
            else verdict.verdict
        end as verdict,
        case placed.wanted_direction
            when 'reduce' then forecast_in_order.forecast_verdict_to_reduce
            when 'increase' then forecast_in_order.forecast_verdict_to_increase
            else forecast_in_order.forecast_verdict
        end as forecast_verdict,
        case
            when placed.counted_from_period_end_date < placed.period_end_date and placed.doubt_reason is null
                then cast(placed.value - counted_from.value as {{ type_figure() }})
        end as change_on_baseline,
        case
            when
                placed.counted_from_period_end_date < placed.period_end_date
                and placed.doubt_reason is null
                and counted_from.value <> 0
                then 100 * cast(placed.value - counted_from.value as double) / cast(counted_from.value as double)
        end as change_on_baseline_pct

    from placed
    inner join scorecard on placed.scorecard_id = scorecard.scorecard_id
    inner join measure on placed.measure_id = measure.measure_id
    inner join geography on placed.geography_code = geography.geography_code
    inner join period
        on
            measure.period_kind = period.period_kind
            and placed.period_end_date = period.period_end_date
    inner join newest_period on placed.measure_id = newest_period.measure_id
    inner join release_file on placed.release_file_id = release_file.release_file_id
    inner join comparison
        on
            placed.measure_id = comparison.measure_id
            and placed.geography_code = comparison.geography_code
            and placed.period_end_date = comparison.period_end_date
    inner join trend
        on
            placed.measure_id = trend.measure_id
            and placed.geography_code = trend.geography_code
            and placed.period_end_date = trend.period_end_date
    left join verdict
        on
            placed.measure_id = verdict.measure_id
            and placed.geography_code = verdict.geography_code
            and placed.period_end_date = verdict.period_end_date
    left join forecast_in_order
        on
            placed.measure_id = forecast_in_order.measure_id
            and placed.geography_code = forecast_in_order.geography_code
            and placed.period_end_date = forecast_in_order.period_end_date
            and forecast_in_order.nearest_first = 1
    -- Figures on two sides of a break of the series are never compared, nor a figure with a doubted one.
    left join measure_value as counted_from
        on
            placed.measure_id = counted_from.measure_id
            and placed.geography_code = counted_from.geography_code
            and placed.counted_from_period_end_date = counted_from.period_end_date
            and placed.series_segment = counted_from.series_segment
            and counted_from.doubt_reason is null
    left join period as counted_period
        on
            measure.period_kind = counted_period.period_kind
            and counted_from.period_end_date = counted_period.period_end_date

)

select * from final
