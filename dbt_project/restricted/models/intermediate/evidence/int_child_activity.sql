{%- set told = [
    ('referral', 'referral_date'), ('assessment', 'start_date'), ('assessment', 'authorisation_date'),
    ('child_in_need_plan', 'start_date'), ('section_47_enquiry', 'start_date'), ('child_protection_plan', 'start_date'),
    ('child_protection_plan', 'last_visit_date'), ('child_protection_plan', 'last_review_date'),
    ('looked_after_episode', 'start_date'), ('looked_after_episode', 'last_review_date'),
    ('looked_after_episode', 'last_visit_date'), ('early_help_episode', 'start_date'),
    ('case_status', 'last_seen_date'), ('care_event', 'event_date')] -%}
with told as (

    {% for record, column in told %}
        select
            council,
            child_key,
            max({{ column }}) as activity_date
        from {{ ref('stg_landed__' ~ record) }}
        where {{ column }} <= snapshot_date
        group by council, child_key
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

statement as (

    select
        council,
        max(snapshot_date) as newest_snapshot_date
    from {{ ref('stg_landed__statement') }}
    group by council

),

child as (

    select * from {{ ref('int_child') }}

),

newest as (

    select
        council,
        child_key,
        max(activity_date) as last_activity_date
    from told
    group by council, child_key

),

final as (

    select
        child.child_number,
        newest.last_activity_date,
        statement.newest_snapshot_date,
        {{ months_after('newest.last_activity_date', var('stale_open_months')) }} < statement.newest_snapshot_date
            as is_stale
    from newest
    inner join child on newest.council = child.council and newest.child_key = child.child_key
    inner join statement on newest.council = statement.council

)

select * from final
