with statement as (

    select * from {{ ref('stg_landed__statement') }}

),

feed as (

    select * from {{ ref('stg_landed__feed') }}

),

given as (

    {% for record in status_records() %}
        select distinct
            '{{ record }}' as record,
            statement_id,
            source_table
        from {{ ref('stg_landed__' ~ record) }}
        union all
        -- A statement that has the table, and no row in it.
        select
            '{{ record }}' as record,
            statement_id,
            '' as source_table
        from statement
        where concat(',', records, ',') like '%,{{ record }},%'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

received as (

    select
        given.record,
        given.statement_id,
        given.source_table,
        statement.council,
        statement.snapshot_date,
        statement.period_start,
        statement.period_end,
        feed.feed,
        feed.feed_rank,
        row_number() over (
            partition by
                given.record, statement.council, feed.feed, statement.snapshot_date, statement.period_end,
                given.source_table
            order by statement.received_at desc, statement.statement_number desc
        ) as newest_first
    from given
    inner join statement on given.statement_id = statement.statement_id
    inner join feed on statement.layout = feed.layout and given.record = feed.record

),

numbered as (

    select
        *,
        dense_rank() over (partition by record, council, feed order by period_end, snapshot_date) as step_number,
        dense_rank() over (partition by record, council, feed order by period_end) as period_number
    from received
    where newest_first = 1

),

step as (

    select
        record,
        council,
        feed,
        step_number,
        period_number,
        min(snapshot_date) as known_from,
        coalesce(min(period_start), date '0001-01-01') as period_start,
        max(period_end) as period_end
    from numbered
    group by record, council, feed, step_number, period_number

),

about_period as (

    select
        record,
        council,
        feed,
        period_number,
        min(known_from) as known_from,
        min(period_start) as period_start
    from step
    group by record, council, feed, period_number

),

followed as (

    select
        step.*,
        later.known_from as later_known_from,
        later.period_start as later_period_start,
        lead(step.known_from) over (
            partition by step.record, step.council, step.feed, step.period_number order by step.step_number
        ) as again_known_from
    from step
    left join about_period as later
        on
            step.record = later.record
            and step.council = later.council
            and step.feed = later.feed
            and step.period_number + 1 = later.period_number

),

final as (

    select
        numbered.record,
        numbered.statement_id,
        numbered.source_table,
        numbered.council,
        numbered.feed,
        numbered.feed_rank,
        followed.step_number,
        followed.period_number,
        followed.known_from,
        followed.period_start,
        followed.period_end,
        followed.again_known_from,
        followed.later_known_from,
        followed.later_period_start
    from numbered
    inner join followed
        on
            numbered.record = followed.record
            and numbered.council = followed.council
            and numbered.feed = followed.feed
            and numbered.step_number = followed.step_number

)

select * from final
