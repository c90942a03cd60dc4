with asked as (

    select * from {{ ref('int_figure_period') }}
    where form in ('stock', 'ended', 'duration')

),

spell as (

    select * from {{ ref('fct_status_spell') }}

),

segment as (

    select * from {{ ref('fct_status_segment') }}

),

-- Pre-proceedings run beside a status, so they are no spell of it.
in_status as (

    select
        council,
        child_key,
        status,
        status_from,
        status_to,
        known_from,
        known_to
    from spell

    union all

    select
        council,
        child_key,
        'pre_proceedings' as status,
        segment_from as status_from,
        segment_to as status_to,
        known_from,
        known_to
    from segment
    where is_pre_proceedings

),

there as (

    select
        asked.*,
        in_status.child_key,
        in_status.status_from,
        in_status.status_to

    from asked
    inner join in_status
        on
            asked.council = in_status.council
            and asked.status = in_status.status
            and {{ is_known_on('in_status', 'asked.known_on') }}
    where
        (
            asked.form = 'stock'
            and in_status.status_from <= asked.period_end_date
            and (in_status.status_to is null or in_status.status_to > asked.period_end_date)
        )
        or (
            asked.form <> 'stock'
            and in_status.status_to between asked.period_start_date and asked.period_end_date
        )

),

final as (

    select
        council,
        known_on,
        figures_file,
        figure,
        cadence,
        period_end_date,
        '{{ var("all_members") }}' as member,
        case when form = 'stock' then count(distinct child_key) else count(*) end as cases,
        case
            when form = 'duration' and statistic = 'median'
                then {{ median_of(days_between('status_from', 'status_to')) }}
            when form = 'duration' then avg({{ days_between('status_from', 'status_to') }})
        end as status_days

    from there
    group by council, known_on, figures_file, figure, cadence, period_end_date, form, statistic

)

select * from final
