with observation as (

    select * from {{ ref('stg_landed__observation') }}

),

feed as (

    select * from {{ source('definitions', 'feed') }}

),

period as (

    select distinct
        observation.period_end_date,
        feed.period_ends,
        extract(year from observation.period_end_date) as end_year

    from observation
    inner join feed on observation.feed = feed.feed

),

final as (

    select
        period_end_date,
        cast(end_year as integer) as end_year,
        concat(period_ends, ' ', cast(end_year as {{ type_text() }})) as label_at_date,
        concat('year to ', period_ends, ' ', cast(end_year as {{ type_text() }})) as label_during_year

    from period

)

select * from final
