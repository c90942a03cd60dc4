with interval_known as (

    select * from {{ ref('int_known_interval') }}

),

typed_plan as (

    select * from {{ ref('int_typed_plan') }}

),

version as (

    {% for record in status_records() %}
        select
            *,
            false as is_of_one_day
        from {{ ref('int_' ~ record ~ '_version') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
    union all
    select
        'child_in_need_plan' as record,
        child_number,
        feed,
        feed_rank,
        known_from,
        null as known_to,
        known_from as evidence_from,
        {{ days_after('known_from', 1) }} as evidence_to,
        null as start_reason,
        null as end_reason,
        null as detail,
        null as further_detail,
        null as record_key,
        false as is_marked,
        null as further_date,
        false as is_end_unseen,
        true as is_of_one_day
    from typed_plan

),

sorted_out as (

    select
        *,
        case
            when record in ('referral', 'case_status') then 'child_in_need'
            when record = 'looked_after_episode' and detail in ('V1', 'V3', 'V4') then 'short_break'
            when record = 'looked_after_episode' then 'looked_after'
            when record = 'child_protection_plan' and is_marked then 'other_authority_plan'
            when record = 'early_help_episode' then 'early_help'
            when record = 'section_47_enquiry' then 'section_47'
            else record
        end as flag
    from version
    where
        not (
            record = 'referral'
            and (
                is_marked
                or feed in ({{ feeds_without_closure() }})
            )
        )

),

in_force as (

    select
        interval_known.known_number,
        interval_known.child_number,
        sorted_out.record,
        sorted_out.flag,
        sorted_out.feed,
        sorted_out.feed_rank,
        sorted_out.evidence_from,
        sorted_out.evidence_to,
        sorted_out.start_reason,
        sorted_out.end_reason,
        sorted_out.detail,
        sorted_out.further_detail,
        sorted_out.record_key,
        sorted_out.is_marked,
        sorted_out.is_end_unseen,
        sorted_out.is_of_one_day,
        row_number() over () as evidence_number
    from sorted_out
    inner join interval_known
        on
            sorted_out.child_number = interval_known.child_number
            and sorted_out.known_from <= interval_known.known_from
            and coalesce(sorted_out.known_to, {{ open_end() }}) > interval_known.known_from

)

select * from in_force
