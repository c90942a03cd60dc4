with series as (

    select * from {{ ref('int_measure_series') }}

),

trend as (

    select * from {{ ref('fct_measure_trend') }}

),

period as (

    select * from {{ ref('dim_period') }}

),

placed as (

    select
        *,
        row_number() over (
            partition by measure_id, geography_code
            order by period_end_date desc
        ) as newest_first,
        count(value) over (
            partition by measure_id, geography_code
            order by period_end_date asc
            rows between unbounded preceding and 1 preceding
        ) as earlier_figures,
        count(value) over (
            partition by measure_id, geography_code, series_segment
            order by period_end_date asc
            rows between unbounded preceding and 1 preceding
        ) as earlier_comparable_figures

    from series

),

newest as (

    select
        placed.*,
        trend.trend_result,
        trend.trend_points,
        trend.trend_from_period_end_date,
        trend.trend_slope,
        trend.trend_chi_squared,
        trend.process_points,
        trend.process_from_period_end_date,
        trend.process_mean,
        trend.process_lower_limit,
        trend.process_upper_limit,
        trend.process_signal,
        trend.process_signal_side,
        trend.median_denominator,
        previous.period_end_date as previous_period_end_date,
        placed.interval_centre - previous.interval_centre as difference,
        -- Newcombe's hybrid interval: the nearer ends of the two intervals, squared and added.
        placed.interval_centre - previous.interval_centre - sqrt(
            power(placed.interval_centre - placed.interval_low, 2)
            + power(previous.interval_high - previous.interval_centre, 2)
        ) as difference_low,
        placed.interval_centre - previous.interval_centre + sqrt(
            power(placed.interval_high - placed.interval_centre, 2)
            + power(previous.interval_centre - previous.interval_low, 2)
        ) as difference_high

    from placed
    inner join trend
        on
            placed.measure_id = trend.measure_id
            and placed.geography_code = trend.geography_code
            and placed.period_end_date = trend.period_end_date
    left join series as previous
        on
            placed.measure_id = previous.measure_id
            and placed.geography_code = previous.geography_code
            and placed.series_segment = previous.series_segment
            and {{ period_before('placed.period_end_date', 'placed.cadence') }} = previous.period_end_date
    where placed.newest_first = 1

),

-- The ladder: the first test that the figures allow. A percentage of few people jumps too much for process limits.
tested as (

    select
        *,
        value is not null and earlier_figures > 0 and earlier_comparable_figures = 0 as is_definition_changed,
        case
            when value is null then 'none'
            when earlier_comparable_figures = 0 then 'none'
            when process_points >= 12 and (unit <> 'percent' or median_denominator >= 20) then 'process_limits'
            when trend_result <> 'cannot_be_calculated' then 'recent_trend'
            when difference is not null then 'two_periods'
            else 'none'
        end as test_used

    from newest

),

directed as (

    select
        *,
        case test_used
            when 'process_limits' then case process_signal_side when 'high' then 1 when 'low' then -1 else 0 end
            when 'recent_trend' then case trend_result when 'increasing' then 1 when 'decreasing' then -1 else 0 end
            when 'two_periods' then case when difference_low > 0 then 1 when difference_high < 0 then -1 else 0 end
        end as direction,
        case test_used
            when 'process_limits' then process_points
            when 'recent_trend' then trend_points
            when 'two_periods' then 2
            else earlier_comparable_figures + case when value is null then 0 else 1 end
        end as figures_compared,
        case test_used
            when 'process_limits' then process_from_period_end_date
            when 'recent_trend' then trend_from_period_end_date
            when 'two_periods' then previous_period_end_date
        end as compared_from_period_end_date

    from tested

),

labelled as (

    select
        directed.*,
        period.label_at_date,
        period.label_during_year,
        compared_from.label_at_date as from_label_at_date,
        compared_from.label_during_year as from_label_during_year

    from directed
    inner join period on directed.period_end_date = period.period_end_date
    left join period as compared_from on directed.compared_from_period_end_date = compared_from.period_end_date

),

judged as (

    select
        *,
        case
            when is_definition_changed then 'definition_changed'
            when direction is null then 'too_few_to_tell'
            when direction = 0 then 'within_normal_variation'
            when polarity = 'no_judgement' and direction > 0 then 'real_increase'
            when polarity = 'no_judgement' then 'real_decrease'
            when (direction > 0) = (polarity = 'higher_is_better') then 'real_improvement'
            else 'real_worsening'
        end as verdict,
        {{ period_as_noun('label_at_date', 'label_during_year') }} as newest_noun,
        {{ period_as_time('label_at_date', 'label_during_year') }} as newest_time,
        {{ period_as_noun('from_label_at_date', 'from_label_during_year') }} as from_noun,
        {{ figure_in_words('value') }} as figure_words,
        {{ figure_in_words('process_mean') }} as mean_words,
        {{ show_number('case when process_lower_limit < 0 then 0 else process_lower_limit end', 'decimal_places') }}
            as lower_words,
        {{ figure_in_words('process_upper_limit') }} as upper_words,
        {{ size_in_words('trend_slope') }} as slope_words,
        {{ size_in_words('difference') }} as difference_words,
        {{ end_of_change('difference_low') }} as difference_low_words,
        {{ end_of_change('difference_high') }} as difference_high_words,
        case when process_signal_side = 'high' then 'above' else 'below' end as side_words,
        case
            when
                cadence = 'annual'
                and extract(year from period_end_date) - extract(year from trend_from_period_end_date) = 4
                then 'a year'
            else 'from one figure to the next'
        end as pace_words

    from labelled

),

worded as (

    select
        *,
        case
            when verdict = 'definition_changed'
                then
                    concat(
                        'What is counted, or how, changed with the figure ', newest_time,
                        ', so it cannot be compared with earlier ones.'
                    )
            when value is null then concat('There is no figure ', newest_time, ', so nothing can be said of a change.')
            when verdict = 'too_few_to_tell' and figures_compared = 1
                then
                    concat(
                        figure_words, ' ', newest_time,
                        ' is the only comparable figure, so nothing can be said of a change.'
                    )
            when verdict = 'too_few_to_tell'
                then
                    concat(
                        'With ', cast(figures_compared as {{ type_text() }}), ' comparable figures up to ', newest_noun,
                        ' there is too little to tell a real change from chance.'
                    )
            when test_used = 'process_limits' and process_signal = 'outside_limits'
                then
                    concat(
                        figure_words, ' ', newest_time, ' is ', side_words, ' the ', lower_words, ' to ', upper_words,
                        ' that the usual ups and downs since ', from_noun, ' explain.'
                    )
            when test_used = 'process_limits' and process_signal = 'steady_change'
                then
                    concat(
                        'The last seven figures up to ', newest_noun,
                        case when direction > 0 then ' rise' else ' fall' end,
                        ' without a break; ups and downs alone seldom do that.'
                    )
            when test_used = 'process_limits' and process_signal = 'near_limit'
                then
                    concat(
                        'Of the last three figures up to ', newest_noun, ' at least two are far ', side_words,
                        ' the average of ', mean_words, ' since ', from_noun, '; ups and downs alone seldom do that.'
                    )
            when test_used = 'process_limits' and process_signal = 'one_side_of_mean'
                then
                    concat(
                        'The last seven figures up to ', newest_noun, ' are all ', side_words, ' the average of ',
                        mean_words, ' since ', from_noun, '; ups and downs alone seldom do that.'
                    )
            when test_used = 'process_limits'
                then
                    concat(
                        figure_words, ' ', newest_time, ' is within the ', lower_words, ' to ', upper_words,
                        ' that the usual ups and downs since ', from_noun, ' explain.'
                    )
            when test_used = 'recent_trend' and direction = 0
                then
                    concat(
                        'From ',
                        from_noun,
                        ' to ',
                        newest_noun,
                        ' there is no steady rise or fall that could be told from chance.'
                    )
            when test_used = 'recent_trend'
                then
                    concat(
                        'From ', from_noun, ' to ', newest_noun, ' it ',
                        case when direction > 0 then 'rose' else 'fell' end,
                        ' by about ', slope_words, ' ', pace_words, '; a ',
                        case when direction > 0 then 'rise' else 'fall' end, ' this steady is unlikely to be chance.'
                    )
            else
                concat(
                    'Between ', from_noun, ' and ', newest_noun, ' it ',
                    case when difference > 0 then 'rose by ' when difference < 0 then 'fell by ' else 'changed by ' end,
                    difference_words, ' (95% interval ', difference_low_words, ' to ', difference_high_words, '), ',
                    case when direction = 0 then 'which could be chance.' else 'more than chance would explain.' end
                )
        end as what_happened

    from judged

),

final as (

    select
        measure_id,
        geography_code,
        period_end_date,
        value,
        value_reason,
        verdict,
        test_used,
        compared_from_period_end_date,
        trend_slope,
        trend_chi_squared,
        process_mean,
        process_lower_limit,
        process_upper_limit,
        process_signal,
        difference,
        difference_low,
        difference_high,
        cast(figures_compared as integer) as figures_compared,
        concat(
            what_happened,
            case verdict
                when 'real_improvement' then ' That is an improvement.'
                when 'real_worsening' then ' That is a worsening.'
                when 'within_normal_variation'
                    then
                        case
                            when test_used <> 'two_periods' and (difference_low > 0 or difference_high < 0)
                                then
                                    concat(
                                        ' The last change alone, ',
                                        difference_words,
                                        case when difference > 0 then ' up' else ' down' end,
                                        ' (95% interval ', difference_low_words, ' to ', difference_high_words,
                                        '), is more than chance; whether it lasts cannot be told yet.'
                                    )
                            else ''
                        end
                else ''
            end
        ) as sentence

    from worded

)

select * from final
