with figure as (

    select * from {{ ref('int_cohort_figure') }}

),

defined as (

    select * from {{ source('definitions', 'cohort') }}

),

family as (

    select * from {{ ref('int_conference_family') }}

),

evaluated as (

    select * from {{ source('definitions', 'evaluated_cohort') }}

),

rule as (

    select * from {{ source('definitions', 'value_rule') }}

),

known as (

    select * from {{ ref('int_release_file') }}

),

geography as (

    select * from {{ ref('dim_geography') }}

),

of_records as (

    select
        figure.cohort_id,
        figure.cohort,
        defined.cohort_name,
        figure.geography_code,
        defined.index_event,
        defined.index_from,
        defined.index_to,
        figure.index_year,
        cast(null as date) as follow_up_date,
        'records' as cohort_evidence,
        max(figure.known_from) as cohort_known_on,
        -- Of its files the one with the statuses.
        max(case when figure.file_name = 'cohort_measure.csv' then figure.release_file_id end) as release_file_id

    from figure
    inner join defined on figure.cohort = defined.cohort
    group by
        figure.cohort_id, figure.cohort, defined.cohort_name, figure.geography_code, defined.index_event,
        defined.index_from, defined.index_to, figure.index_year

),

of_published_rows as (

    select
        family.cohort_id,
        family.cohort,
        evaluated.cohort_name,
        family.geography_code,
        'conference_exit' as index_event,
        cast(concat(evaluated.exit_year, '-01-01') as date) as index_from,
        cast(concat(evaluated.exit_year, '-12-31') as date) as index_to,
        cast(null as {{ type_text() }}) as index_year,
        rule.follow_up_date,
        'published_rows' as cohort_evidence,
        max(known.known_from) as cohort_known_on,
        max(family.release_file_id) as release_file_id

    from family
    inner join evaluated on family.cohort = evaluated.cohort
    inner join known on family.release_file_id = known.release_file_id
    cross join rule
    group by
        family.cohort_id, family.cohort, evaluated.cohort_name, family.geography_code, evaluated.exit_year,
        rule.follow_up_date

),

together as (

    select
        of_records.*,
        cast(left(of_records.index_year, 4) as integer) as first_year

    from of_records

    union all

    select
        of_published_rows.*,
        cast(null as integer) as first_year

    from of_published_rows

),

final as (

    select
        together.cohort_id,
        together.cohort,
        together.cohort_name,
        together.geography_code,
        geography.geography_name,
        together.index_event,
        together.index_year,
        together.follow_up_date,
        together.cohort_evidence,
        together.cohort_known_on,
        geography.is_made_up,
        together.release_file_id,
        case
            when together.index_year is null then together.index_from
            when together.index_year like '%/%' then cast(concat(together.first_year, '-04-01') as date)
            else cast(concat(together.first_year, '-01-01') as date)
        end as index_from,
        case
            when together.index_year is null then together.index_to
            when together.index_year like '%/%' then cast(concat(together.first_year + 1, '-03-31') as date)
            else cast(concat(together.first_year, '-12-31') as date)
        end as index_to

    from together
    inner join geography on together.geography_code = geography.geography_code

)

select * from final
