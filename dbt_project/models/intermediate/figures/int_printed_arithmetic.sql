with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

arithmetic as (

    select * from {{ source('definitions', 'figure_arithmetic') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}

),

measure as (

    select * from {{ source('definitions', 'measure') }}

),

measure_value as (

    select * from {{ ref('int_measure_current') }}

),

feed as (

    select distinct feed from arithmetic

),

-- Only files that are copied as printed; what the gate would have refused is not looked through again.
copied as (

    select observation.*

    from observation
    inner join feed on observation.feed = feed.feed

),

-- Such a file prints each figure in its own decimal places, and its counts in full.
of_relations as (

    select
        printed.release_file_id,
        printed.source_row,
        printed.published_column,
        arithmetic.relation_number,
        arithmetic.arithmetic_rule,
        printed.geography_code,
        printed.period_end_date,
        printed.breakdown,
        printed.raw_value,
        printed.value,
        {{ digits_after_point('printed.raw_value') }} as printed_decimal_places,
        arithmetic.multiplier,
        false as is_from_another_feed,
        0.0 as half_of_numerator,
        0.0 as half_of_denominator,
        max(case when arithmetic.part_role = 'numerator' then part.value end) as numerator,
        max(case when arithmetic.part_role = 'denominator' then part.value end) as denominator,
        sum(case when arithmetic.part_role = 'part' then part.value end) as sum_of_parts,
        count(case when arithmetic.part_role = 'part' then 1 end) as part_count

    from copied as printed
    inner join arithmetic
        on
            printed.feed = arithmetic.feed
            and printed.data_column = arithmetic.data_column
            and printed.breakdown = arithmetic.breakdown
    inner join copied as part
        on
            printed.release_file_id = part.release_file_id
            and printed.geography_code = part.geography_code
            and printed.period_end_date = part.period_end_date
            and arithmetic.part_data_column = part.data_column
            and arithmetic.part_breakdown = part.breakdown
    group by
        printed.release_file_id,
        printed.source_row,
        printed.published_column,
        arithmetic.relation_number,
        arithmetic.arithmetic_rule,
        printed.geography_code,
        printed.period_end_date,
        printed.breakdown,
        printed.raw_value,
        printed.value,
        arithmetic.multiplier
    -- A part without a figure may be any number.
    having count(*) = count(part.value)

),

value_component as (

    select component.*

    from component
    left join feed on component.feed = feed.feed
    where component.component = 'value' and feed.feed is null

),

-- A measure says itself which counts its figure is made from, so that the figures in use of every feed can be judged.
of_measures as (

    select
        measure_value.release_file_id,
        measure_value.source_row,
        measure_value.published_column,
        0 as relation_number,
        case when measure.unit = 'percent' then 'percentage_of_base' else 'rate_of_counts' end as arithmetic_rule,
        measure_value.published_code as geography_code,
        measure_value.period_end_date,
        value_component.breakdown,
        measure_value.raw_value,
        measure_value.value,
        value_component.printed_decimal_places,
        case when measure.unit = 'percent' then 100 else measure.multiplier end as multiplier,
        denominator_component.is_from_another_feed,
        {{ half_unit(
            'measure_value.geographic_level',
            'numerator_component.printed_decimal_places',
            'numerator_component.rounded_to'
        ) }} as half_of_numerator,
        {{ half_unit(
            'measure_value.geographic_level',
            'denominator_component.printed_decimal_places',
            'denominator_component.rounded_to'
        ) }} as half_of_denominator,
        measure_value.numerator,
        measure_value.denominator,
        cast(null as {{ type_figure() }}) as sum_of_parts,
        0 as part_count

    from measure_value
    inner join measure on measure_value.measure_id = measure.measure_id
    inner join value_component
        on
            measure_value.measure_id = value_component.measure_id
            and measure_value.preference = value_component.preference
    inner join component as numerator_component
        on
            measure_value.measure_id = numerator_component.measure_id
            and measure_value.preference = numerator_component.preference
            and numerator_component.component = 'numerator'
    inner join component as denominator_component
        on
            measure_value.measure_id = denominator_component.measure_id
            and measure_value.preference = denominator_component.preference
            and denominator_component.component = 'denominator'
    -- A figure that is worked out from its counts cannot contradict them.
    where measure_value.value_origin = 'published'

),

-- Two measures may have the same cell.
of_any as (

    select * from of_relations
    union all
    select distinct * from of_measures

),

usable as (

    select *

    from of_any
    where
        value is not null
        and (part_count > 0 or (numerator is not null and denominator > 0 and multiplier is not null))

),

-- Before rounding a count may have been half a unit more or less.
worked_out as (

    select
        *,
        power(10, -printed_decimal_places) / 2 as half_of_figure,
        case
            when part_count > 0 then cast(sum_of_parts as double)
            else multiplier * cast(numerator as double) / cast(denominator as double)
        end as arithmetic_value,
        case
            when part_count > 0 then cast(sum_of_parts as double)
            else
                multiplier * (cast(numerator as double) - half_of_numerator)
                / (cast(denominator as double) + half_of_denominator)
        end as arithmetic_low,
        case
            when part_count > 0 then cast(sum_of_parts as double)
            when denominator > half_of_denominator
                then
                    multiplier * (cast(numerator as double) + half_of_numerator)
                    / (cast(denominator as double) - half_of_denominator)
        end as arithmetic_high

    from usable

),

-- What a rate and its count say of a denominator of another feed, as it was when the rate was worked out.
implied as (

    select
        *,
        case
            when is_from_another_feed and numerator > 0 and value > half_of_figure
                then multiplier * cast(numerator as double) / (cast(value as double) + half_of_figure)
        end as implied_low,
        case
            when is_from_another_feed and numerator > 0 and value > half_of_figure
                then multiplier * cast(numerator as double) / (cast(value as double) - half_of_figure)
        end as implied_high

    from worked_out

),

-- Two rates of one place that name the same other denominator were worked out by that: neither is a misprint.
with_implied as (

    select
        *,
        count(implied_low) over by_the_same > 1
        and max(implied_low) over by_the_same <= min(implied_high) over by_the_same as is_implied_twice

    from implied
    window by_the_same as (partition by is_from_another_feed, geography_code, period_end_date, denominator)

),

-- A denominator that may be nothing before rounding sets no greatest figure. The last bit is that of adding in binary.
judged as (

    select
        *,
        greatest(
            arithmetic_low - cast(value as double),
            cast(value as double) - coalesce(arithmetic_high, cast(value as double))
        ) - half_of_figure > 0.000001 as is_beyond_rounding,
        abs(cast(value as double) - arithmetic_value) as distance,
        floor(round(arithmetic_value * power(10, printed_decimal_places), 6))
        = round(cast(value as double) * power(10, printed_decimal_places), 6) as is_cut

    from with_implied

),

final as (

    select
        release_file_id,
        source_row,
        published_column,
        arithmetic_rule,
        geography_code,
        period_end_date,
        breakdown,
        raw_value,
        value,
        cast(relation_number as integer) as relation_number,
        cast(printed_decimal_places as integer) as printed_decimal_places,
        cast(numerator as {{ type_figure() }}) as numerator,
        cast(denominator as {{ type_figure() }}) as denominator,
        cast(case when part_count = 0 then multiplier end as integer) as multiplied_by,
        cast(sum_of_parts as {{ type_figure() }}) as sum_of_parts,
        cast(case when part_count > 0 then part_count end as integer) as part_count,
        arithmetic_value,
        cast(value as double) - arithmetic_value as difference_from_arithmetic,
        case
            when not is_beyond_rounding then null
            when
                is_from_another_feed
                and (
                    distance <= {{ largest_revision_of_population() }} * cast(value as double) + half_of_figure
                    or (implied_low is not null and is_implied_twice)
                )
                then 'other_vintage'
            when is_cut then 'cut_not_rounded'
            else 'contradicted'
        end as contradiction_kind

    from judged

)

select * from final
