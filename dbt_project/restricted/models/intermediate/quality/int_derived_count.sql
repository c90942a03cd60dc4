with stated as (

    select distinct
        council,
        measure,
        as_of_date
    from {{ ref('int_stated_count') }}

),

interval_known as (

    select * from {{ ref('int_known_interval') }}
    where known_to is null

),

child as (

    select * from {{ ref('int_child') }}

),

segment as (

    select
        segment.*,
        child.council
    from {{ ref('int_status_segment') }} as segment
    inner join interval_known on segment.known_number = interval_known.known_number
    inner join child on segment.child_number = child.child_number

),

as_of as (

    select distinct
        council,
        as_of_date
    from stated

),

on_day as (

    select
        as_of.council,
        as_of.as_of_date,
        count(case when segment.is_looked_after then 1 end) as looked_after,
        count(case when segment.is_child_protection_plan then 1 end) as child_protection_plan,
        count(case when segment.is_child_in_need then 1 end) as child_in_need,
        count(case when segment.status_rank = 6 then 1 end) as typed_looked_after,
        count(case when segment.status_rank = 5 then 1 end) as typed_child_protection_plan,
        count(case when segment.status_rank = 4 then 1 end) as typed_child_in_need_plan,
        count(case when segment.status_rank = 3 and segment.sub_status = 'assessment' then 1 end)
            as typed_open_assessment
    from as_of
    inner join segment
        on
            as_of.council = segment.council
            and as_of.as_of_date >= segment.segment_from
            and as_of.as_of_date < coalesce(segment.segment_to, {{ open_end() }})
    group by as_of.council, as_of.as_of_date

),

-- Children, as the DfE counts them, and not periods.
of_care as (

    select
        child.council,
        period.child_number,
        period.period_from as moved_date,
        'started_looked_after_in_year' as measure
    from {{ ref('int_looked_after_period') }} as period
    inner join interval_known on period.known_number = interval_known.known_number
    inner join child on period.child_number = child.child_number
    union all
    select
        child.council,
        period.child_number,
        period.period_to as moved_date,
        'ceased_looked_after_in_year' as measure
    from {{ ref('int_looked_after_period') }} as period
    inner join interval_known on period.known_number = interval_known.known_number
    inner join child on period.child_number = child.child_number
    where period.period_to is not null

),

moved as (

    select
        stated.council,
        stated.measure,
        stated.as_of_date,
        count(distinct of_care.child_number) as derived_count
    from stated
    inner join of_care
        on
            stated.council = of_care.council
            and stated.measure = of_care.measure
            and of_care.moved_date > {{ one_year_before('stated.as_of_date') }}
            and stated.as_of_date >= of_care.moved_date
    group by stated.council, stated.measure, stated.as_of_date

),

referred as (

    select
        stated.council,
        stated.measure,
        stated.as_of_date,
        count(*) as derived_count
    from stated
    inner join child on stated.council = child.council
    inner join {{ ref('int_referral') }} as referral on child.child_number = referral.child_number
    inner join interval_known on referral.known_number = interval_known.known_number
    where
        stated.measure = 'referrals_in_year'
        and referral.referral_date > {{ one_year_before('stated.as_of_date') }}
        and referral.referral_date <= stated.as_of_date
    group by stated.council, stated.measure, stated.as_of_date

),

final as (

    select
        stated.council,
        stated.measure,
        stated.as_of_date,
        cast(
            case stated.measure
                when 'looked_after_on_day' then coalesce(on_day.looked_after, 0)
                when 'child_protection_plan_on_day' then coalesce(on_day.child_protection_plan, 0)
                when 'child_in_need_on_day' then coalesce(on_day.child_in_need, 0)
                when 'typed_looked_after' then coalesce(on_day.typed_looked_after, 0)
                when 'typed_child_protection_plan' then coalesce(on_day.typed_child_protection_plan, 0)
                when 'typed_child_in_need_plan' then coalesce(on_day.typed_child_in_need_plan, 0)
                when 'typed_open_assessment' then coalesce(on_day.typed_open_assessment, 0)
                when 'referrals_in_year' then coalesce(referred.derived_count, 0)
                when 'started_looked_after_in_year' then coalesce(moved.derived_count, 0)
                when 'ceased_looked_after_in_year' then coalesce(moved.derived_count, 0)
            end as double
        ) as derived_count
    from stated
    left join on_day on stated.council = on_day.council and stated.as_of_date = on_day.as_of_date
    left join moved
        on
            stated.council = moved.council
            and stated.measure = moved.measure
            and stated.as_of_date = moved.as_of_date
    left join referred
        on
            stated.council = referred.council
            and stated.measure = referred.measure
            and stated.as_of_date = referred.as_of_date

)

select * from final
