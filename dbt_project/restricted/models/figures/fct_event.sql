with referral as (

    select * from {{ ref('fct_referral') }}

),

plan as (

    select * from {{ ref('fct_plan') }}

),

looked_after_period as (

    select * from {{ ref('fct_looked_after_period') }}

),

transition as (

    select * from {{ ref('fct_transition') }}

),

stated_referral as (

    {{ stated_versions('referral', ['child_key', 'referral_date'], ['team']) }}

),

contact as (

    {{ stated_versions('contact', ['child_key', 'contact_date', 'source_code'], []) }}

),

assessment as (

    {{ stated_versions('assessment', ['child_key', 'start_date'], ['team']) }}

),

stated_plan as (

    {{ stated_versions('child_protection_plan', ['child_key', 'start_date'], ['team']) }}

),

stated_need_plan as (

    {{ stated_versions('child_in_need_plan', ['child_key', 'start_date'], ['team']) }}

),

pre_proceedings as (

    {{ stated_versions('pre_proceedings', ['child_key', 'started_date'], []) }}

),

conference_referral as (

    {{ stated_versions(
        'conference_referral',
        ['conference_referral_key'],
        ['offer_date', 'response', 'response_date', 'referrer_team'],
    ) }}

),

conference_meeting as (

    {{ stated_versions(
        'conference_meeting', ['conference_referral_key', 'meeting_number'], ['meeting_type', 'held_date', 'outcome']
    ) }}

),

conference_plan as (

    {{ stated_versions(
        'conference_plan', ['conference_referral_key', 'meeting_number'], ['plan_agreed', 'satisfaction']
    ) }}

),

training_place as (

    {{ stated_versions('training_place', ['worker_key', 'course', 'course_date'], ['team', 'is_attended']) }}

),

survey_answer as (

    {{ stated_versions('survey_answer', ['respondent_key', 'survey', 'question', 'sent_date'], ['team', 'answer']) }}

),

-- A referral of an open case is news of that case, and no referral.
referred as (

    select
        referral.council,
        referral.child_key,
        referral.referral_date,
        referral.is_re_referral,
        stated_referral.team,
        {{ known_both('referral', 'stated_referral') }}

    from referral
    inner join stated_referral
        on
            referral.council = stated_referral.council
            and referral.child_key = stated_referral.child_key
            and referral.referral_date = stated_referral.referral_date
            and {{ known_together('referral', 'stated_referral') }}
    where not coalesce(referral.is_case_open_already, false)

),

stated_plans as (

    select
        'child_protection_plan' as plan_kind,
        *
    from stated_plan

    union all

    select
        'child_in_need_plan' as plan_kind,
        *
    from stated_need_plan

),

planned as (

    select
        plan.council,
        plan.child_key,
        plan.plan_kind,
        plan.plan_from,
        plan.plan_to,
        stated_plans.team,
        {{ known_both('plan', 'stated_plans') }}

    from plan
    inner join stated_plans
        on
            plan.council = stated_plans.council
            and plan.child_key = stated_plans.child_key
            and plan.plan_kind = stated_plans.plan_kind
            and plan.plan_from = stated_plans.start_date
            and {{ known_together('plan', 'stated_plans') }}

),

held as (

    select
        *,
        case when meeting_type in ('conference', 'mini_conference') then 'conference' else 'review' end as held_kind
    from conference_meeting
    where held_date is not null and coalesce(outcome, 'held') = 'held' and meeting_type <> 'network_meeting'

),

-- What a family agreed and said stands with the meeting, and counts on its day.
agreed as (

    select
        held.council,
        held.conference_referral_key,
        held.meeting_number,
        held.held_date,
        conference_plan.plan_agreed,
        conference_plan.satisfaction,
        {{ known_both('held', 'conference_plan') }}

    from held
    inner join conference_plan
        on
            held.council = conference_plan.council
            and held.conference_referral_key = conference_plan.conference_referral_key
            and held.meeting_number = conference_plan.meeting_number
            and {{ known_together('held', 'conference_plan') }}
    where held.held_kind = 'conference'

),

{%- set none = 'cast(null as ' ~ type_text() ~ ')' %}
{%- set events = [
    ('referral', 'referred', 'referral_date', ['child_key'], 'team', none, 'true'),
    ('re_referral', 'referred', 'referral_date', ['child_key'], 'team', none, 'is_re_referral'),
    ('contact', 'contact', 'contact_date', ['child_key', 'source_code'], none, none, 'true'),
    ('assessment', 'assessment', 'start_date', ['child_key'], 'team', none, 'true'),
    ('child_in_need_plan_started', 'planned', 'plan_from', ['child_key'], 'team', none,
        "plan_kind = 'child_in_need_plan'"),
    ('child_protection_plan_started', 'planned', 'plan_from', ['child_key'], 'team', none,
        "plan_kind = 'child_protection_plan'"),
    ('child_protection_plan_ended', 'planned', 'plan_to', ['child_key'], 'team', none,
        "plan_kind = 'child_protection_plan'"),
    ('looked_after_started', 'looked_after_period', 'period_from', ['child_key'], none, none, 'true'),
    ('looked_after_ended', 'looked_after_period', 'period_to', ['child_key'], none, none, 'true'),
    ('pre_proceedings_started', 'pre_proceedings', 'started_date', ['child_key'], none, none, 'true'),
    ('step_up', 'transition', 'transition_date', ['child_key'], none, none, "transition = 'step_up'"),
    ('step_down', 'transition', 'transition_date', ['child_key'], none, none, "transition = 'step_down'"),
    ('closure', 'transition', 'transition_date', ['child_key'], none, none, "transition = 'closure'"),
    ('re_opening', 'transition', 'transition_date', ['child_key'], none, none, "transition = 're_opening'"),
    ('conference_offered', 'conference_referral', 'offer_date', ['conference_referral_key'], 'referrer_team', none,
        'true'),
    ('conference_accepted', 'conference_referral', 'coalesce(response_date, offer_date)',
        ['conference_referral_key'], 'referrer_team', none, "response = 'accepted'"),
    ('conference_declined', 'conference_referral', 'coalesce(response_date, offer_date)',
        ['conference_referral_key'], 'referrer_team', none, "response = 'declined'"),
    ('conference_held', 'held', 'held_date', ['conference_referral_key', 'meeting_number'], none, none,
        "held_kind = 'conference'"),
    ('conference_review_held', 'held', 'held_date', ['conference_referral_key', 'meeting_number'], none, none,
        "held_kind = 'review'"),
    ('family_plan_agreed', 'agreed', 'held_date', ['conference_referral_key', 'meeting_number'], none, none,
        "plan_agreed in ('yes', 'partial')"),
    ('family_answered', 'agreed', 'held_date', ['conference_referral_key', 'meeting_number'], none, none,
        'satisfaction is not null'),
    ('family_satisfied', 'agreed', 'held_date', ['conference_referral_key', 'meeting_number'], none, none,
        'satisfaction >= 4'),
    ('training_place', 'training_place', 'course_date', ['worker_key', 'course'], 'team', 'course', 'true'),
    ('training_attended', 'training_place', 'course_date', ['worker_key', 'course'], 'team', 'course', 'is_attended'),
    ('survey_sent', 'survey_answer', 'sent_date', ['respondent_key', 'survey', 'question'], 'team',
        "survey || '/' || question", 'true'),
    ('survey_answered', 'survey_answer', 'sent_date', ['respondent_key', 'survey', 'question'], 'team',
        "survey || '/' || question", 'answer is not null'),
    ('survey_agreed', 'survey_answer', 'sent_date', ['respondent_key', 'survey', 'question'], 'team',
        "survey || '/' || question", 'answer >= 4'),
] %}

final as (

    {% for event, rows, day, subject, team, detail, condition in events %}
    select distinct
        council,
        '{{ event }}' as event,
        {{ day }} as event_date,
        {{ key_of(subject) }} as subject_key,
        known_from,
        known_to,
        {{ team }} as team,
        {{ detail }} as detail

    from {{ rows }}
    where {{ day }} is not null and {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
