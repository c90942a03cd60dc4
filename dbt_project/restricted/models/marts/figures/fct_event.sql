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

child as (

    select * from {{ ref('dim_child') }}

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

-- Who grows up, is adopted or goes to another council has not stepped down to less help.
moved as (

    select
        transition.council,
        transition.child_key,
        transition.transition_date,
        transition.transition,
        transition.is_censored,
        transition.known_from,
        transition.known_to,
        {{ is_other_exit('transition.exit_route') }}
        or coalesce(transition.transition_date >= child.grown_up_date, false) as is_other_exit

    from transition
    left join child on transition.council = child.council and transition.child_key = child.child_key

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

final as (

    {% for event, rows, day, subject, team, detail, condition in counted_events() %}
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
