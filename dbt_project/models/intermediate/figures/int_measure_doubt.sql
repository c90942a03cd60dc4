with doubted_figure as (

    select * from {{ source('definitions', 'doubted_figure') }}

),

component as (

    select * from {{ source('definitions', 'measure_component') }}
    where not is_from_another_feed

),

observation as (

    select * from {{ ref('stg_landed__observation') }}

),

-- A doubt is of a figure as it was printed: of the releases that print it, and of no other.
printed as (

    select
        doubted_figure.*,
        observation.release_file_id

    from doubted_figure
    inner join observation
        on
            doubted_figure.feed = observation.feed
            and doubted_figure.data_column = observation.data_column
            and doubted_figure.breakdown = observation.breakdown
            and doubted_figure.geography_code = observation.geography_code
            and doubted_figure.period_end_date = observation.period_end_date
            and cast(doubted_figure.doubted_figure as {{ type_figure() }}) = observation.value

),

-- A percentage whose count is doubted is doubted too.
of_measure as (

    select
        printed.*,
        component.measure_id,
        component.preference,
        row_number() over (
            partition by
                component.measure_id,
                component.preference,
                printed.release_file_id,
                printed.geography_code,
                printed.period_end_date
            order by case component.component when 'value' then 1 when 'numerator' then 2 else 3 end asc
        ) as nearest_first

    from printed
    inner join component
        on
            printed.feed = component.feed
            and printed.data_column = component.data_column
            and printed.breakdown = component.breakdown

),

final as (

    select
        measure_id,
        preference,
        release_file_id,
        geography_code,
        period_end_date,
        doubt_reason,
        doubted_date,
        doubt_source

    from of_measure
    where nearest_first = 1

)

select * from final
