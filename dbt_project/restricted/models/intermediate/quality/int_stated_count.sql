{#- Children whom a statement shows open on its last day, by record: what counts as open, and what it is called. -#}
{%- set on_day = [
    ('looked_after_episode', 'looked_after_on_day', 'start_date', 'end_date',
        "coalesce(legal_status, '') not in ('V1', 'V3', 'V4')"),
    ('child_protection_plan', 'child_protection_plan_on_day', 'start_date', 'end_date',
        'not coalesce(is_other_authority, false)'),
    ('referral', 'child_in_need_on_day', 'referral_date', 'closure_date', 'not coalesce(is_no_further_action, false)'),
] -%}
{#- Children, or referrals, of a statement's time. -#}
{%- set in_time = [
    ('looked_after_episode', 'started_looked_after_in_year', 'start_date', 'stated.child_key',
        "start_reason = 'S' and coalesce(legal_status, '') not in ('V1', 'V3', 'V4')"),
    ('looked_after_episode', 'ceased_looked_after_in_year', 'end_date', 'stated.child_key',
        "end_reason <> 'X1' and coalesce(legal_status, '') not in ('V1', 'V3', 'V4')"),
    ('referral', 'referrals_in_year', 'referral_date', "concat(stated.child_key, cast(referral_date as varchar), coalesce(referral_key, ''))",
        'true'),
] -%}
with step as (

    select distinct
        record,
        statement_id,
        source_table,
        feed
    from {{ ref('int_statement_step') }}

),

statement as (

    select * from {{ ref('stg_landed__statement') }}

),

case_status as (

    select * from {{ ref('stg_landed__case_status') }}

),

counted as (

    {% for record, measure, starts, ends, counts in on_day %}
        select
            statement.council,
            step.feed,
            '{{ measure }}' as measure,
            statement.period_end as as_of_date,
            statement.snapshot_date,
            count(distinct stated.child_key) as stated_count
        from {{ ref('stg_landed__' ~ record) }} as stated
        inner join statement on stated.statement_id = statement.statement_id
        inner join step
            on
                stated.statement_id = step.statement_id
                and stated.source_table = step.source_table
                and step.record = '{{ record }}'
        where
            {{ starts }} <= statement.period_end
            and ({{ ends }} is null or {{ ends }} > statement.period_end)
            and {{ counts }}
            {% if record == 'referral' %}
                and step.feed not in ({{ feeds_without_closure() }})
            {% endif %}
        group by statement.council, step.feed, statement.period_end, statement.snapshot_date
        union all
    {% endfor %}
    {% for record, measure, day, counted, counts in in_time %}
        select
            statement.council,
            step.feed,
            '{{ measure }}' as measure,
            statement.period_end as as_of_date,
            statement.snapshot_date,
            count(distinct {{ counted }}) as stated_count
        from {{ ref('stg_landed__' ~ record) }} as stated
        inner join statement on stated.statement_id = statement.statement_id
        inner join step
            on
                stated.statement_id = step.statement_id
                and stated.source_table = step.source_table
                and step.record = '{{ record }}'
        where
            {{ day }} between statement.period_start and statement.period_end
            -- Only a whole year can be held against a year's figure.
            and {{ days_between('statement.period_start', 'statement.period_end') }} between 364 and 365
            and {{ counts }}
        group by statement.council, step.feed, statement.period_end, statement.snapshot_date
        union all
    {% endfor %}
    select
        statement.council,
        step.feed,
        concat('typed_', case_status.case_status) as measure,
        statement.period_end as as_of_date,
        statement.snapshot_date,
        count(distinct case_status.child_key) as stated_count
    from case_status
    inner join statement on case_status.statement_id = statement.statement_id
    inner join step
        on
            case_status.statement_id = step.statement_id
            and case_status.source_table = step.source_table
            and step.record = 'case_status'
    where case_status.case_status is not null
    group by statement.council, step.feed, case_status.case_status, statement.period_end, statement.snapshot_date

),

newest as (

    select
        *,
        row_number() over (
            partition by council, feed, measure, as_of_date order by snapshot_date desc, stated_count desc
        ) as newest_first
    from counted

),

-- Of times that no statement tells of, nothing could be worked out to hold a figure against.
published as (

    select distinct
        figure.council,
        figure.measure,
        figure.year_ending_date,
        figure.published_value
    from {{ ref('stg_landed__published_figure') }} as figure
    inner join statement
        on
            figure.council = statement.council
            and figure.year_ending_date <= statement.period_end
    where
        statement.period_start is null
        or {{ days_between('statement.period_start', 'figure.year_ending_date') }}
        >= case when figure.measure like '%_on_day' then 0 else 364 end

),

final as (

    select
        council,
        feed as source,
        measure,
        as_of_date,
        cast(stated_count as double) as stated_count
    from newest
    where newest_first = 1
    union all
    select
        council,
        'published' as source,
        measure,
        year_ending_date as as_of_date,
        published_value as stated_count
    from published

)

select * from final
