with asked as (

    select * from {{ ref('int_figure_period') }}
    where form = 'event'

),

event as (

    select * from {{ ref('fct_event') }}

),

cut_member as (

    select * from {{ source('definitions', 'cut_member') }}

),

counted as (

    select
        asked.council,
        asked.known_on,
        asked.figures_file,
        asked.figure,
        asked.cadence,
        asked.period_end_date,
        asked.cut,
        event.event_date,
        event.subject_key,
        -- Of an event that two systems have under two teams, one.
        min(case when asked.cut = 'team' then cut_member.member end) as member

    from asked
    inner join event
        on
            asked.council = event.council
            and asked.event = event.event
            and event.event_date between asked.period_start_date and asked.period_end_date
            and {{ is_known_on('event', 'asked.known_on') }}
    left join cut_member
        on
            asked.council = cut_member.council
            and asked.cut = cut_member.cut
            and event.team = cut_member.member
    where asked.detail is null or asked.detail = event.detail
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9

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
        count(*) as cases

    from counted
    group by 1, 2, 3, 4, 5, 6

    union all

    select
        council,
        known_on,
        figures_file,
        figure,
        cadence,
        period_end_date,
        coalesce(member, '{{ var("other_member") }}') as member,
        count(*) as cases

    from counted
    where cut is not null
    group by 1, 2, 3, 4, 5, 6, 7

)

select * from final
