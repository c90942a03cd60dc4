{%- set referral_columns = ['family_key', 'referral_date', 'referrer_team', 'route', 'reason_code', 'offer_date',
    'response', 'response_date', 'exemption_reason', 'closed_date'] -%}
with referral_version as (

    {{ stated_versions('conference_referral', ['conference_referral_key'], referral_columns) }}

),

meeting_version as (

    {{ stated_versions('conference_meeting', ['conference_referral_key', 'meeting_number'],
        ['meeting_type', 'held_date', 'outcome']) }}

),

plan_version as (

    {{ stated_versions('conference_plan', ['conference_referral_key', 'meeting_number'],
        ['plan_agreed', 'satisfaction']) }}

),

referral as (

    select * from referral_version
    where known_to is null

),

said_held as (

    select
        council,
        conference_referral_key,
        meeting_number,
        held_date,
        coalesce(meeting_type, 'conference') in ('conference', 'mini_conference') as is_conference,
        coalesce(held_date > known_from, false) as is_after_extract
    from meeting_version
    where
        known_to is null
        and (outcome = 'held' or (outcome is null and held_date is not null))
        and coalesce(meeting_type, 'conference') <> 'network_meeting'

),

-- The register's word for it counts without a day, but a day after its statement is a plan or a slip.
held as (

    select
        *,
        is_conference and held_date is null as is_without_day
    from said_held
    where not is_after_extract

),

in_doubt as (

    select
        council,
        conference_referral_key
    from said_held
    where is_conference and (is_after_extract or held_date is null)
    group by council, conference_referral_key

),

met as (

    select
        council,
        conference_referral_key,
        count(case when is_conference then 1 end) as conferences_held,
        -- The first by number may be the one whose day is not told.
        case
            when
                min(case when is_without_day then meeting_number end)
                < min(case when is_conference and held_date is not null then meeting_number end)
                then null
            else min(case when is_conference then held_date end)
        end as first_held_date,
        max(held_date) as last_held_date
    from held
    group by council, conference_referral_key

),

-- The plan and the answer of the first conference: what a later one agreed is another plan.
agreed as (

    select
        held.council,
        held.conference_referral_key,
        {{ value_at_least('plan_version.plan_agreed', 'held.meeting_number') }} as plan_agreed,
        {{ value_at_least('plan_version.satisfaction', 'held.meeting_number') }} as satisfaction
    from held
    inner join plan_version
        on
            held.council = plan_version.council
            and held.conference_referral_key = plan_version.conference_referral_key
            and held.meeting_number = plan_version.meeting_number
    where held.is_conference and plan_version.known_to is null
    group by held.council, held.conference_referral_key

),

offered as (

    select
        referral.council,
        referral.conference_referral_key,
        referral.family_key,
        referral.referral_date,
        referral.referrer_team,
        referral.route,
        referral.reason_code,
        referral.offer_date,
        referral.response,
        referral.response_date,
        referral.exemption_reason,
        met.first_held_date,
        agreed.plan_agreed,
        agreed.satisfaction,
        coalesce(met.conferences_held, 0) as conferences_held,
        in_doubt.conference_referral_key is not null as is_held_date_in_doubt,
        coalesce(referral.closed_date, met.last_held_date) as exit_date,
        -- A reason why none was offered says that a referral is no offer.
        case
            when
                referral.offer_date is not null
                or met.conferences_held > 0
                or referral.response is not null
                or referral.exemption_reason is null
                then coalesce(referral.offer_date, referral.referral_date, referral.response_date, met.first_held_date)
        end as offered_date
    from referral
    left join met
        on
            referral.council = met.council
            and referral.conference_referral_key = met.conference_referral_key
    left join in_doubt
        on
            referral.council = in_doubt.council
            and referral.conference_referral_key = in_doubt.conference_referral_key
    left join agreed
        on
            referral.council = agreed.council
            and referral.conference_referral_key = agreed.conference_referral_key

),

final as (

    select
        council,
        conference_referral_key,
        family_key,
        referral_date,
        referrer_team,
        route,
        reason_code,
        offer_date,
        response,
        response_date,
        first_held_date,
        plan_agreed,
        satisfaction,
        conferences_held,
        is_held_date_in_doubt,
        exit_date,
        offered_date,
        exemption_reason is not null and offered_date is null as is_exempt
    from offered

)

select * from final
