with measure_value as (

    select * from {{ ref('int_measure_current') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

segment as (

    select * from {{ ref('int_measure_segment') }}

),

doubt as (

    select * from {{ ref('int_measure_doubt') }}

),

shock as (

    select * from {{ ref('int_measure_shock') }}

),

validity as (

    select * from {{ ref('int_geography_validity') }}

),

-- That an area which has ended has no figure is none of its figures: its last one stays the newest.
described as (

    select
        measure_value.*,
        measure.unit,
        measure.decimal_places,
        measure.polarity,
        measure.timing,
        measure.interval_method,
        measure.multiplier,
        measure.period_kind,
        measure.months_between,
        segment.series_segment,
        doubt.doubt_reason,
        doubt.doubted_date,
        doubt.doubt_source,
        shock.shock_reason,
        coalesce(measure.cadence, 'annual') as cadence,
        case
            when measure.interval_method = 'byar' and measure_value.denominator > 0
                then
                    measure.multiplier * cast(measure_value.numerator as double)
                    / cast(measure_value.denominator as double)
        end as rate_of_counts

    from measure_value
    inner join measure on measure_value.measure_id = measure.measure_id
    inner join segment
        on
            measure_value.measure_id = segment.measure_id
            and measure_value.preference = segment.preference
            and measure_value.release_file_id = segment.release_file_id
    left join doubt
        on
            measure_value.measure_id = doubt.measure_id
            and measure_value.preference = doubt.preference
            and measure_value.release_file_id = doubt.release_file_id
            and measure_value.published_code = doubt.geography_code
            and measure_value.period_end_date = doubt.period_end_date
    left join shock
        on
            measure_value.measure_id = shock.measure_id
            and measure_value.preference = shock.preference
            and measure_value.period_end_date = shock.period_end_date
    left join validity on measure_value.geography_code = validity.geography_code
    where
        validity.valid_to is null
        or measure_value.value_reason is null
        or measure_value.value_reason <> 'not_applicable'
        or measure_value.period_end_date <= validity.valid_to

),

-- A rate whose counts give another figure was published on other counts, so theirs is not its interval.
agreeing as (

    select
        *,
        value is not null
        and (
            rate_of_counts is null
            or abs(rate_of_counts - cast(value as double))
            <= {{ largest_revision_of_population() }} * cast(value as double) + 0.5 * power(10, -decimal_places)
        ) as is_agreeing

    from described

),

-- Counts that give the published figure: the rate is the figure, over as many people as its count says, whichever
-- vintage of the population is at hand; a percentage that its counts do not round to is so many of its denominator.
counted as (

    select
        *,
        case
            when not is_agreeing or denominator is null then null
            when interval_method = 'wilson' then cast(denominator as double) / 100
            when interval_method = 'byar' and numerator > 0 and value > 0
                then cast(numerator as double) / cast(value as double)
            when interval_method = 'byar' then cast(denominator as double) / multiplier
        end as people_per_unit,
        case
            when not is_agreeing then null
            when interval_method = 'count' then cast(value as double)
            when interval_method = 'byar' then cast(numerator as double)
            when
                interval_method = 'wilson'
                and denominator > 0
                and abs(100 * cast(numerator as double) / cast(denominator as double) - cast(value as double))
                <= 0.5000001 * power(10, -decimal_places)
                then cast(numerator as double)
            when interval_method = 'wilson' and numerator <= denominator
                then cast(value as double) * cast(denominator as double) / 100
        end as events

    from agreeing

),

with_interval as (

    select
        *,
        {{ interval_of('low') }} as interval_low,
        {{ interval_of('high') }} as interval_high

    from counted

),

-- Of how many a percentage is, where only its number is published, is what both say together.
with_people as (

    select
        *,
        coalesce(
            cast(denominator as double),
            case when unit = 'percent' and value > 0 then 100 * cast(numerator as double) / cast(value as double) end
        ) as people_told

    from with_interval

),

usual_people as (

    select
        measure_id,
        geography_code,
        percentile_cont(0.5) within group (order by people_told) as people

    from with_people
    group by measure_id, geography_code

),

of_people as (

    select
        with_people.*,
        coalesce(with_people.people_told, usual_people.people) as people

    from with_people
    left join usual_people
        on
            with_people.measure_id = usual_people.measure_id
            and with_people.geography_code = usual_people.geography_code

),

final as (

    select
        measure_id,
        geography_code,
        published_code,
        geographic_level,
        region_code,
        period_end_date,
        period_kind,
        time_period,
        value,
        value_reason,
        value_origin,
        raw_value,
        numerator,
        denominator,
        denominator_release_file_id,
        denominator_source_row,
        unit,
        decimal_places,
        polarity,
        timing,
        cadence,
        months_between,
        interval_method,
        multiplier,
        interval_low,
        interval_high,
        times_published,
        first_release_file_id,
        first_published_value,
        first_published_value_reason,
        release_file_id,
        source_row,
        last_source_row,
        doubt_reason,
        doubted_date,
        doubt_source,
        shock_reason,
        people,
        cast(series_segment as integer) as series_segment,
        doubt_reason is not null as is_doubted,
        shock_reason is not null as is_shock,
        case when interval_high is not null then people_per_unit end as people_per_unit,
        case when interval_high is not null then events end as events

    from of_people

)

select * from final
