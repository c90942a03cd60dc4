with version as (

    {% for record in status_records() %}
        select
            child_number,
            known_from,
            known_to
        from {{ ref('int_' ~ record ~ '_version') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

child as (

    select * from {{ ref('int_child') }}
    where grown_up_date is not null or death_date is not null

),

snapshot as (

    select distinct
        council,
        known_from as snapshot_date
    from {{ ref('int_statement_step') }}

),

first_known as (

    select
        child_number,
        min(known_from) as known_from
    from version
    group by child_number

),

-- The first snapshots that could know of the birthday with which care ends, and of the death.
passed as (

    select
        child.child_number,
        first_known.known_from,
        min(case when snapshot.snapshot_date >= child.grown_up_date then snapshot.snapshot_date end) as grown_up_known,
        min(case when snapshot.snapshot_date >= child.death_date then snapshot.snapshot_date end) as death_known
    from child
    inner join first_known on child.child_number = first_known.child_number
    inner join snapshot on child.council = snapshot.council
    group by child.child_number, first_known.known_from

),

cared_for as (

    select distinct child_number
    from {{ ref('int_looked_after_episode_version') }}

),

boundary as (

    select
        child_number,
        known_from as known_date
    from version
    union
    select
        child_number,
        known_to as known_date
    from version
    where known_to is not null
    union
    select
        passed.child_number,
        passed.grown_up_known as known_date
    from passed
    inner join cared_for on passed.child_number = cared_for.child_number
    where passed.grown_up_known > passed.known_from
    union
    select
        child_number,
        death_known as known_date
    from passed
    where death_known > known_from

),

final as (

    select
        child_number,
        known_date as known_from,
        row_number() over (order by child_number, known_date) as known_number,
        lead(known_date) over (partition by child_number order by known_date) as known_to
    from boundary

)

select * from final
