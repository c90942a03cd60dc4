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
