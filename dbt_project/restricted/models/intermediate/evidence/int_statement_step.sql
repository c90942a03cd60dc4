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
            partition by given.record, statement.council, feed.feed, statement.snapshot_date, statement.period_end,
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
        dense_rank() over (partition by record, council, feed order by period_end, snapshot_date) as step_number
    from received
    where newest_first = 1

),

step as (

    select
        record,
        council,
        feed,
        step_number,
        min(snapshot_date) as known_from,
        coalesce(min(period_start), date '0001-01-01') as period_start,
        max(period_end) as period_end
    from numbered
    group by record, council, feed, step_number

),

followed as (

    select
        *,
        lead(step_number) over of_feed as next_step_number,
        lead(known_from) over of_feed as next_known_from,
        lead(period_start) over of_feed as next_period_start
    from step
    window of_feed as (partition by record, council, feed order by step_number)

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
        followed.known_from,
        followed.period_start,
        followed.period_end,
        followed.next_step_number,
        followed.next_known_from,
        followed.next_period_start
    from numbered
    inner join followed
        on
            numbered.record = followed.record
            and numbered.council = followed.council
            and numbered.feed = followed.feed
            and numbered.step_number = followed.step_number

)

select * from final
