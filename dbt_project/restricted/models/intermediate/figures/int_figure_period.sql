with statement as (

    select * from {{ ref('stg_landed__statement') }}

),

period as (

    select * from {{ source('definitions', 'council_period') }}

),

figure as (

    select * from {{ source('definitions', 'figure') }}

),

known_day as (

    select distinct
        council,
        snapshot_date as known_on
    from statement

),

-- A figure of a period is told on each day on which something became known, once the period has ended.
final as (

    select
        known_day.council,
        known_day.known_on,
        period.period_start_date,
        period.period_end_date,
        figure.figures_file,
        figure.figure,
        figure.cadence,
        figure.cut,
        figure.form,
        figure.event,
        figure.detail,
        figure.status,
        figure.statistic

    from known_day
    inner join period on known_day.council = period.council and known_day.known_on >= period.let_out_from
    inner join figure on period.cadence = figure.cadence

)

select * from final
