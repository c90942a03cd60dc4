with event_count as (

    select * from {{ ref('int_figure_event') }}

),

status_count as (

    select * from {{ ref('int_figure_status') }}

),

final as (

    select
        council,
        known_on,
        figures_file,
        figure,
        cadence,
        period_end_date,
        member,
        cast(cases as {{ type_whole() }}) as cases,
        cast(null as double) as status_days
    from event_count

    union all

    select
        council,
        known_on,
        figures_file,
        figure,
        cadence,
        period_end_date,
        member,
        cast(cases as {{ type_whole() }}) as cases,
        cast(status_days as double) as status_days
    from status_count

)

select * from final
