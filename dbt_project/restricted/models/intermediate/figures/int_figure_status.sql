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

plan as (

    select * from {{ ref('fct_plan') }}

),

-- A plan ends when it ends: care that begins meanwhile, and goes before it as a status, ends no plan.
-- Pre-proceedings run beside a status, so they are no spell of it.
in_status as (

    select
        council,
        child_key,
        status,
        status_from,
        status_to,
        known_from,
        known_to,
        true as is_of_stock,
        status not in ('child_protection_plan', 'child_in_need_plan') as is_of_ends
    from spell

    union all

    select
        council,
        child_key,
        plan_kind as status,
        plan_from as status_from,
        plan_to as status_to,
        known_from,
        known_to,
        false as is_of_stock,
        true as is_of_ends
    from plan

    union all

    select
        council,
        child_key,
        'pre_proceedings' as status,
        segment_from as status_from,
        segment_to as status_to,
        known_from,
        known_to,
        true as is_of_stock,
        true as is_of_ends
    from segment
    where is_pre_proceedings

),

-- A care leaver has grown up: an adult with support, and no child in need.
care_leaver as (

    select * from segment
    where status = 'child_in_need' and sub_status = 'care_leaver'

),

left_out as (

    select distinct
        asked.council,
        asked.known_on,
        asked.period_end_date,
        asked.status,
        care_leaver.child_key

    from asked
    inner join care_leaver
        on
            asked.council = care_leaver.council
            and asked.period_end_date >= care_leaver.segment_from
            and (care_leaver.segment_to is null or care_leaver.segment_to > asked.period_end_date)
            and {{ is_known_on('care_leaver', 'asked.known_on') }}
    where asked.status = 'child_in_need' and asked.form = 'stock'

),

there as (

    select distinct
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
    left join left_out
        on
            asked.council = left_out.council
            and asked.known_on = left_out.known_on
            and asked.period_end_date = left_out.period_end_date
            and in_status.child_key = left_out.child_key
            and asked.status = left_out.status
    where
        (
            asked.form = 'stock'
            and in_status.is_of_stock
            and left_out.child_key is null
            and in_status.status_from <= asked.period_end_date
            and (in_status.status_to is null or in_status.status_to > asked.period_end_date)
        )
        or (
            asked.form <> 'stock'
            and in_status.is_of_ends
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
