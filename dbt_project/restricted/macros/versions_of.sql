{#-
    What a record said of each child, by the time for which it was what was known: a version a row, and one for all
    statements in a row that say the same.

    Statements of a feed stand in the order of the time they are about, so that a return made again follows the one it
    replaces. A statement counts for what it covers: a record that could be in it and is not was wrong, and is known no
    longer from then; one that had ended before its window stays; one that was open when the feed last saw it, and is not
    in a later window that does not reach back so far, ended unseen.

    record: its name. key: columns that make a row of two statements the same. starts, ends: expressions; ends null while
    open. observed_end: expression of the last day on which it was there, null while open; `ends` unless said.
    said: columns by the name they get, each an expression.
-#}
{% macro versions_of(record, key, starts, ends, said, observed_end=none) %}
with stated as (

    select * from {{ ref('stg_landed__' ~ record) }}

),

step as (

    select * from {{ ref('int_statement_step') }}
    where record = '{{ record }}'

),

child as (

    select * from {{ ref('int_child') }}

),

placed as (

    select
        child.child_number,
        step.feed,
        step.feed_rank,
        step.step_number,
        step.known_from,
        step.period_number,
        step.period_end,
        step.again_known_from,
        step.later_known_from,
        step.later_period_start,
        stated.source_row,
        {% for column in key %}
        stated.{{ column }} as key_{{ loop.index }},
        {% endfor %}
        {{ starts }} as evidence_from,
        {{ ends }} as evidence_to,
        coalesce({{ observed_end or ends }}, step.period_end) as observed_to,
        {% for column in ['start_reason', 'end_reason', 'detail', 'further_detail', 'record_key'] %}
        {{ said.get(column, 'cast(null as ' ~ type_text() ~ ')') }} as {{ column }},
        {% endfor %}
        coalesce({{ said.get('is_marked', 'false') }}, false) as is_marked,
        cast({{ said.get('further_date', 'null') }} as date) as further_date
    from stated
    inner join step
        on stated.statement_id = step.statement_id and stated.source_table = step.source_table
    inner join child
        on stated.council = child.council and stated.child_key = child.child_key

),

fingerprinted as (

    select
        *,
        {{ fingerprint([
            'evidence_from', 'evidence_to', 'start_reason', 'end_reason', 'detail', 'further_detail', 'record_key',
            'is_marked', 'further_date',
        ]) }} as said,
        -- Of two rows of one statement with one key, the last holds.
        lead(step_number) over (
            partition by child_number, feed{% for column in key %}, key_{{ loop.index }}{% endfor %}

            order by step_number, source_row
        ) as following_step_number
    from placed
    where evidence_from is not null

),

ordered as (

    select
        *,
        lag(said) over of_record as previous_said,
        lag(known_from) over of_record as previous_known_from,
        lag(step_number) over of_record as previous_step_number,
        min(period_number) over (
            partition by child_number, feed{% for column in key %}, key_{{ loop.index }}{% endfor %}

            order by period_number
            groups between 1 following and 1 following
        ) as later_period_number
    from fingerprinted
    where following_step_number is distinct from step_number
    window of_record as (
        partition by child_number, feed{% for column in key %}, key_{{ loop.index }}{% endfor %}

        order by step_number
    )

),

marked as (

    select
        *,
        -- A return of the same time, made again, has no such record.
        again_known_from is not null
        and (following_step_number is null or following_step_number > step_number + 1) as is_missed_again,
        -- The next time has none.
        later_known_from is not null
        and (later_period_number is null or later_period_number > period_number + 1) as is_missed_later,
        coalesce(
            said = previous_said and known_from >= previous_known_from and step_number = previous_step_number + 1,
            false
        ) as is_repeated
    from ordered

),

runs as (

    select
        *,
        sum(case when is_repeated then 0 else 1 end) over (
            partition by child_number, feed{% for column in key %}, key_{{ loop.index }}{% endfor %}

            order by step_number
            rows between unbounded preceding and current row
        ) as run_number
    from marked

),

versions as (

    select
        child_number,
        feed,
        feed_rank,
        {% for column in key %}
        key_{{ loop.index }},
        {% endfor %}
        run_number,
        min(known_from) as known_from,
        max(step_number) as step_number,
        any_value(evidence_from) as evidence_from,
        any_value(evidence_to) as evidence_to,
        any_value(start_reason) as start_reason,
        any_value(end_reason) as end_reason,
        any_value(detail) as detail,
        any_value(further_detail) as further_detail,
        any_value(record_key) as record_key,
        any_value(is_marked) as is_marked,
        any_value(further_date) as further_date,
        max(period_end) as seen_until,
        min(
            least(
                case when is_missed_again then again_known_from end,
                case when is_missed_later and observed_to > later_period_start then later_known_from end
            )
        ) as retracted_from,
        min(
            case
                when is_missed_later and evidence_to is null and observed_to <= later_period_start
                    then greatest(later_known_from, known_from)
            end
        ) as unseen_from
    from runs
    group by
        child_number, feed, feed_rank, run_number{% for column in key %}, key_{{ loop.index }}{% endfor %}


),

followed as (

    select
        *,
        -- The earliest of those that follow, since a return made again is known after the next year's.
        min(known_from) over (
            partition by child_number, feed{% for column in key %}, key_{{ loop.index }}{% endfor %}

            order by step_number desc
            rows between unbounded preceding and 1 preceding
        ) as superseded_from
    from versions

),

in_force as (

    select
        child_number,
        feed,
        feed_rank,
        known_from,
        least(superseded_from, retracted_from, unseen_from) as known_to,
        evidence_from,
        evidence_to,
        start_reason,
        end_reason,
        detail,
        further_detail,
        record_key,
        is_marked,
        further_date,
        false as is_end_unseen
    from followed

    union all

    select
        child_number,
        feed,
        feed_rank,
        unseen_from as known_from,
        least(superseded_from, retracted_from) as known_to,
        evidence_from,
        greatest(evidence_from, seen_until) as evidence_to,
        start_reason,
        end_reason,
        detail,
        further_detail,
        record_key,
        is_marked,
        further_date,
        true as is_end_unseen
    from followed
    where unseen_from is not null

),

final as (

    select
        '{{ record }}' as record,
        *
    from in_force
    where known_to is null or known_to > known_from

)

select * from final
{% endmacro %}
