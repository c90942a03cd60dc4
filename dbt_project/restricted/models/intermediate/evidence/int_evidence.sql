with interval_known as (

    select * from {{ ref('int_known_interval') }}

),

-- A status typed in a list says what was so on its day, and nothing of the days around it: it begins and ends nothing.
version as (

    {% for record in status_records() %}
        select * from {{ ref('int_' ~ record ~ '_version') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

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
        row_number() over () as evidence_number
    from sorted_out
    inner join interval_known
        on
            sorted_out.child_number = interval_known.child_number
            and sorted_out.known_from <= interval_known.known_from
            and coalesce(sorted_out.known_to, {{ open_end() }}) > interval_known.known_from

)

select * from in_force
