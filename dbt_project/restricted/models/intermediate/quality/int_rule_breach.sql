{#- Rules of one record as known now: code, flag, condition over evidence and child. -#}
{%- set of_record = [
    ('8585', 'child_in_need', "end_reason = 'RC2' and child.death_date is null"),
    ('8606', 'child_in_need', "evidence_from < " ~ days_after('coalesce(child.birth_date, child.expected_birth_date)', -280)),
    ('8840', 'child_in_need_plan', 'evidence_to = evidence_from'),
    ('8840', 'child_protection_plan', 'evidence_to = evidence_from'),
    ('148', 'looked_after', '(evidence_to is null) <> (end_reason is null) and not is_end_unseen'),
    ('355', 'looked_after', 'evidence_to = evidence_from'),
    ('353', 'looked_after', "evidence_from < date '1991-10-14'"),
    ('516', 'looked_after', "end_reason in ('E45', 'E46') and coalesce(further_detail, '') not in ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')"),
    ('378', 'looked_after', "detail = 'V2' and further_detail = 'P1'"),
    ('365', 'short_break', "detail <> 'V1' and " ~ days_between('evidence_from', 'evidence_to') ~ ' > 17'),
    ('407', 'looked_after', "end_reason in ('E42', 'E43', 'E44', 'E45', 'E46', 'E47', 'E48') and evidence_to >= child.grown_up_date"),
] -%}
{#- What a record breaks that ends before it begins, by flag; it tells no time and is not used. -#}
{%- set of_backward = {
    'child_in_need': '8630', 'looked_after': '356', 'short_break': '356', 'child_protection_plan': '8925',
    'other_authority_plan': '8925',
} -%}
{#- Rules of one record and the one before it of the same kind. -#}
{%- set of_following = [
    ('8815', 'child_in_need', 'evidence_to is null and previous_to is null'),
    ('8820', 'child_in_need', 'evidence_from < previous_to'),
    ('4004', 'child_in_need_plan', 'evidence_from < coalesce(previous_to, ' ~ open_end() ~ ')'),
    ('8935', 'child_protection_plan', 'evidence_to is null and previous_to is null'),
    ('8940', 'child_protection_plan', 'evidence_from < previous_to'),
    ('142', 'looked_after', 'previous_to is null'),
    ('501', 'looked_after', 'evidence_from < previous_to'),
    ('388', 'looked_after', "previous_reason = 'X1' and evidence_from > previous_to"),
    ('431', 'looked_after', "start_reason = 'S' and previous_reason <> 'X1' and evidence_from = previous_to"),
    ('432', 'looked_after', "start_reason <> 'S' and previous_reason <> 'X1'"),
    ('433', 'looked_after', "start_reason <> 'S' and previous_reason = 'X1' and evidence_from <> previous_to"),
    ('434', 'looked_after', "start_reason = 'L' and (detail = previous_detail or further_detail <> previous_further)"),
    ('435', 'looked_after', "start_reason = 'P' and (detail <> previous_detail)"),
    ('436', 'looked_after', "start_reason in ('B', 'U') and detail = previous_detail and further_detail = previous_further"),
    ('437', 'looked_after', "previous_reason in ('E2', 'E15')"),
    ('199', 'looked_after', "previous_reason in ('E11', 'E12')"),
] -%}
with interval_known as (

    select * from {{ ref('int_known_interval') }}
    where known_to is null

),

child as (

    select * from {{ ref('int_child') }}

),

evidence as (

    select used.*
    from {{ ref('int_evidence_used') }} as used
    inner join interval_known on used.known_number = interval_known.known_number

),

-- What is told, used or not.
told as (

    select
        told.*,
        coalesce(told.flag = 'looked_after' and told.is_end_unseen, false) as is_unseen_care
    from {{ ref('int_evidence') }} as told
    inner join interval_known on told.known_number = interval_known.known_number

),

described as (

    select * from {{ ref('stg_landed__child') }}

),

following as (

    select
        *,
        lag(evidence_number) over of_child as previous_number,
        lag(evidence_to) over of_child as previous_to,
        lag(end_reason) over of_child as previous_reason,
        lag(detail) over of_child as previous_detail,
        lag(further_detail) over of_child as previous_further
    from evidence
    window of_child as (partition by known_number, flag order by evidence_from, evidence_to)

),

segment as (

    select segment.*
    from {{ ref('int_status_segment') }} as segment
    inner join interval_known on segment.known_number = interval_known.known_number

),

breach as (

    {% for rule, flag, condition in of_record %}
        select
            '{{ rule }}' as rule,
            evidence.child_number,
            evidence.evidence_from as breach_date
        from evidence
        inner join child on evidence.child_number = child.child_number
        where evidence.flag = '{{ flag }}' and {{ condition }}
        union all
    {% endfor %}
    {% for rule, flag, condition in of_following %}
        select
            '{{ rule }}' as rule,
            child_number,
            evidence_from as breach_date
        from following
        where flag = '{{ flag }}' and previous_number is not null and {{ condition }}
        union all
    {% endfor %}
    select
        case flag
            {% for flag, rule in of_backward.items() %}
                when '{{ flag }}' then '{{ rule }}'
            {% endfor %}
            else 'ends_before_it_begins'
        end as rule,
        told.child_number,
        told.evidence_from as breach_date
    from told
    where told.evidence_to < told.evidence_from
    union all
    -- Open at the end of a return, and not in the next: another episode that begins on the day is there, or none.
    select
        case when bool_or(another.evidence_from is not null) then '503' else '502' end as rule,
        told.child_number,
        told.evidence_from as breach_date
    from told
    left join told as another
        on
            told.known_number = another.known_number
            and told.flag = another.flag
            and told.feed = another.feed
            and told.evidence_from = another.evidence_from
            and told.evidence_number <> another.evidence_number
    where told.is_unseen_care
    group by told.child_number, told.evidence_from
    union all
    -- The plan that a conference made begins on its day.
    select
        '2885' as rule,
        enquiry.child_number,
        enquiry.evidence_to as breach_date
    from evidence as enquiry
    left join evidence as plan
        on
            enquiry.known_number = plan.known_number
            and plan.flag in ('child_protection_plan', 'other_authority_plan')
            and enquiry.evidence_to = plan.evidence_from
    where enquiry.flag = 'section_47' and enquiry.is_marked and plan.known_number is null
    union all
    -- One number, and two births or sexes in one table of one statement.
    select
        '8510' as rule,
        child.child_number,
        described.snapshot_date as breach_date
    from described
    inner join child on described.council = child.council and described.child_key = child.child_key
    group by child.child_number, described.statement_id, described.source_table, described.snapshot_date
    having
        count(distinct described.birth_date) > 1
        or count(distinct case when described.sex in ('M', 'F') then described.sex end) > 1
    union all
    -- A child in need plan that begins, or ends, within a protection plan.
    {% for rule, condition in [
        ('4016', 'plan.evidence_from >= stronger.evidence_from and plan.evidence_from < coalesce(stronger.evidence_to, '
            ~ open_end() ~ ')'),
        ('4017', 'plan.evidence_to > stronger.evidence_from and plan.evidence_to <= coalesce(stronger.evidence_to, '
            ~ open_end() ~ ')'),
    ] %}
        select
            '{{ rule }}' as rule,
            plan.child_number,
            plan.evidence_from as breach_date
        from evidence as plan
        inner join evidence as stronger on plan.known_number = stronger.known_number
        where plan.flag = 'child_in_need_plan' and stronger.flag = 'child_protection_plan' and {{ condition }}
        union all
    {% endfor %}
    -- A child in need plan beside a protection plan, or beside care.
    select
        '4001' as rule,
        plan.child_number,
        plan.evidence_from as breach_date
    from evidence as plan
    inner join evidence as stronger
        on
            plan.known_number = stronger.known_number
            and plan.evidence_from < coalesce(stronger.evidence_to, {{ open_end() }})
            and stronger.evidence_from < coalesce(plan.evidence_to, {{ open_end() }})
    where plan.flag = 'child_in_need_plan' and stronger.flag in ('child_protection_plan', 'looked_after')
    union all
    -- A plan without an open episode.
    select
        case when is_child_in_need_plan and not is_child_protection_plan then '4015' else '1105' end as rule,
        child_number,
        segment_from as breach_date
    from segment
    where is_inferred
    union all
    select
        'is_stale_open' as rule,
        activity.child_number,
        activity.last_activity_date as breach_date
    from {{ ref('int_child_activity') }} as activity
    inner join segment on activity.child_number = segment.child_number
    where activity.is_stale and segment.segment_to is null and segment.status_rank > 0
    union all
    select
        '1520' as rule,
        twin.child_number,
        twin.birth_date as breach_date
    from child as twin
    inner join child as other
        on twin.council = other.council and twin.upn_key = other.upn_key and twin.child_number <> other.child_number
    union all
    select
        '8750' as rule,
        child_number,
        expected_birth_date as breach_date
    from child
    where birth_date is null and expected_birth_date is not null and sex in ('M', 'F')

),

final as (

    select distinct
        breach.rule,
        child.council,
        breach.child_number,
        breach.breach_date
    from breach
    inner join child on breach.child_number = child.child_number

)

select * from final
