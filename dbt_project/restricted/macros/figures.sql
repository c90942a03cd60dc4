{#-
    What was stated under each key, by the time for which it was what was known: from the statement that says it until
    the next that has the key. What a later statement leaves out stays: registers and surveys come in parts.

    record: its name. key: columns that make two rows the same; systems are not told apart, so that an event which two of
    them have is one. said: its other columns.
-#}
{% macro stated_versions(record, key, said) -%}
    select
        council,
        {% for column in key + said %}
        {{ column }},
        {% endfor %}
        snapshot_date as known_from,
        lead(snapshot_date) over (
            partition by council, {{ key | join(', ') }}
            order by snapshot_date
        ) as known_to
    from (
        select
            *,
            row_number() over (
                partition by council, snapshot_date, {{ key | join(', ') }}
                order by layout desc, source_row desc
            ) as last_first
        from {{ ref('stg_landed__' ~ record) }}
    ) as stated
    where last_first = 1
{%- endmacro %}

{#- The later of two first days and the earlier of two days of replacement, of which none may be known. -#}
{% macro known_both(one, other) -%}
    greatest({{ one }}.known_from, {{ other }}.known_from) as known_from,
    case
        when {{ one }}.known_to is null then {{ other }}.known_to
        when {{ other }}.known_to is null then {{ one }}.known_to
        else least({{ one }}.known_to, {{ other }}.known_to)
    end as known_to
{%- endmacro %}

{#- Whether two were known at one time. -#}
{% macro known_together(one, other) -%}
    ({{ one }}.known_to is null or {{ one }}.known_to > {{ other }}.known_from)
    and ({{ other }}.known_to is null or {{ other }}.known_to > {{ one }}.known_from)
{%- endmacro %}

{% macro is_known_on(one, day) -%}
    {{ one }}.known_from <= {{ day }} and ({{ one }}.known_to is null or {{ one }}.known_to > {{ day }})
{%- endmacro %}

{#- One text of several columns, so that a row is counted once. -#}
{% macro key_of(columns) -%}
    {%- for column in columns -%}
        coalesce(cast({{ column }} as {{ type_text() }}), ''){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The middle one, or the mean of the two in the middle. -#}
{% macro median_of(expression) -%}
    percentile_cont(0.5) within group (order by {{ expression }})
{%- endmacro %}

{#- Whether a child left care or need by a way that is not less help: out of childhood, family, council or life. -#}
{% macro is_other_exit(exit_route) -%}
    coalesce({{ exit_route }} in (
        'adopted', 'independence', 'adult_services', 'grown_up', 'transferred', 'custody', 'abroad', 'died'
    ), false)
{%- endmacro %}

{#- What counts as each event: its name, the rows, their day, what it is of, team, detail, and the condition. -#}
{% macro counted_events() -%}
    {%- set nothing = 'cast(null as ' ~ type_text() ~ ')' -%}
    {{ return([
        ('referral', 'referred', 'referral_date', ['child_key'], 'team', nothing, 'true'),
        ('re_referral', 'referred', 'referral_date', ['child_key'], 'team', nothing, 'is_re_referral'),
        ('contact', 'contact', 'contact_date', ['child_key', 'source_code'], nothing, nothing, 'true'),
        ('assessment', 'assessment', 'start_date', ['child_key'], 'team', nothing, 'true'),
        ('child_in_need_plan_started', 'planned', 'plan_from', ['child_key'], 'team', nothing,
            "plan_kind = 'child_in_need_plan'"),
        ('child_protection_plan_started', 'planned', 'plan_from', ['child_key'], 'team', nothing,
            "plan_kind = 'child_protection_plan'"),
        ('child_protection_plan_ended', 'planned', 'plan_to', ['child_key'], 'team', nothing,
            "plan_kind = 'child_protection_plan'"),
        ('looked_after_started', 'looked_after_period', 'period_from', ['child_key'], nothing, nothing, 'true'),
        ('looked_after_ended', 'looked_after_period', 'period_to', ['child_key'], nothing, nothing, 'true'),
        ('pre_proceedings_started', 'pre_proceedings', 'started_date', ['child_key'], nothing, nothing, 'true'),
        ('step_up', 'moved', 'transition_date', ['child_key'], nothing, nothing, "transition = 'step_up'"),
        ('step_down', 'moved', 'transition_date', ['child_key'], nothing, nothing,
            "transition = 'step_down' and not is_other_exit"),
        ('closure', 'moved', 'transition_date', ['child_key'], nothing, nothing,
            "transition = 'closure' and not is_censored"),
        ('re_opening', 'moved', 'transition_date', ['child_key'], nothing, nothing, "transition = 're_opening'"),
        ('conference_offered', 'conference_referral', 'offer_date', ['conference_referral_key'], 'referrer_team', nothing,
            'true'),
        ('conference_accepted', 'conference_referral', 'coalesce(response_date, offer_date)',
            ['conference_referral_key'], 'referrer_team', nothing, "response = 'accepted'"),
        ('conference_declined', 'conference_referral', 'coalesce(response_date, offer_date)',
            ['conference_referral_key'], 'referrer_team', nothing, "response = 'declined'"),
        ('conference_held', 'held', 'held_date', ['conference_referral_key', 'meeting_number'], nothing, nothing,
            "held_kind = 'conference'"),
        ('conference_review_held', 'held', 'held_date', ['conference_referral_key', 'meeting_number'], nothing, nothing,
            "held_kind = 'review'"),
        ('family_plan_agreed', 'agreed', 'held_date', ['conference_referral_key', 'meeting_number'], nothing, nothing,
            "plan_agreed in ('yes', 'partial')"),
        ('family_answered', 'agreed', 'held_date', ['conference_referral_key', 'meeting_number'], nothing, nothing,
            'satisfaction is not null'),
        ('family_satisfied', 'agreed', 'held_date', ['conference_referral_key', 'meeting_number'], nothing, nothing,
            'satisfaction >= 4'),
        ('training_place', 'training_place', 'course_date', ['worker_key', 'course'], 'team', 'course', 'true'),
        ('training_attended', 'training_place', 'course_date', ['worker_key', 'course'], 'team', 'course', 'is_attended'),
        ('survey_sent', 'survey_answer', 'sent_date', ['respondent_key', 'survey', 'question'], 'team',
            "survey || '/' || question", 'true'),
        ('survey_answered', 'survey_answer', 'sent_date', ['respondent_key', 'survey', 'question'], 'team',
            "survey || '/' || question", 'answer is not null'),
        ('survey_agreed', 'survey_answer', 'sent_date', ['respondent_key', 'survey', 'question'], 'team',
            "survey || '/' || question", 'answer >= 4'),
    ]) }}
{%- endmacro %}
