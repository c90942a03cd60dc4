with interval_known as (

    select * from {{ ref('int_known_interval') }}

),

version as (

    select * from {{ ref('int_referral_version') }}

),

child as (

    select * from {{ ref('int_child') }}

),

step as (

    select distinct
        council,
        feed,
        known_from,
        period_end
    from {{ ref('int_statement_step') }}
    where record = 'referral'

),

in_force as (

    select
        interval_known.known_number,
        interval_known.known_from,
        version.child_number,
        version.feed,
        version.feed_rank,
        version.evidence_from as referral_date,
        version.evidence_to as closure_date,
        version.start_reason as source_code,
        version.end_reason as closure_reason,
        version.detail as primary_need_code,
        version.record_key as referral_key,
        version.is_marked as is_no_further_action,
        version.further_date as transfer_in_conference_date,
        row_number() over () as referral_number
    from version
    inner join interval_known
        on
            version.child_number = interval_known.child_number
            and version.known_from <= interval_known.known_from
            and coalesce(version.known_to, {{ open_end() }}) > interval_known.known_from

),

-- Of several feeds that tell of one referral, the best; the day that another writes down may be some days off.
hidden as (

    select distinct poorer.referral_number
    from in_force as better
    inner join in_force as poorer
        on better.known_number = poorer.known_number and better.feed_rank < poorer.feed_rank
    where abs({{ days_between('better.referral_date', 'poorer.referral_date') }}) <= {{ var('same_referral_days') }}

),

chosen as (

    select * from in_force
    where referral_number not in (select hidden.referral_number from hidden)

),

-- What is open is known to be so, beside other feeds, until its feed last looked.
seen as (

    select
        chosen.referral_number,
        max(step.period_end) as seen_until
    from chosen
    inner join child on chosen.child_number = child.child_number
    inner join step
        on
            child.council = step.council
            and chosen.feed = step.feed
            and chosen.known_from >= step.known_from
    where chosen.closure_date is null
    group by chosen.referral_number

),

opened as (

    select
        chosen.*,
        seen.seen_until
    from chosen
    left join seen on chosen.referral_number = seen.referral_number
    where not chosen.is_no_further_action and chosen.feed not in ({{ feeds_without_closure() }})

),

open_already as (

    select distinct chosen.referral_number
    from opened
    inner join chosen
        on opened.known_number = chosen.known_number and opened.referral_date < chosen.referral_date
    where
        opened.feed_rank <= chosen.feed_rank
        and case
            when opened.closure_date is not null then opened.closure_date > chosen.referral_date
            when opened.feed = chosen.feed then true
            else opened.seen_until >= chosen.referral_date
        end

),

marked as (

    select
        chosen.*,
        open_already.referral_number is not null as is_case_open_already
    from chosen
    left join open_already on chosen.referral_number = open_already.referral_number

),

-- Each beside those of an earlier day, however many there are on a day. A referral of an open case is news of that case
-- and counts as none.
preceded as (

    select
        *,
        max(case when not is_case_open_already then referral_date end) over earlier as previous_referral_date,
        max(closure_date) over earlier as previous_closure_date
    from marked
    window earlier as (
        partition by known_number order by referral_date groups between unbounded preceding and 1 preceding
    )

),

final as (

    select
        known_number,
        child_number,
        referral_date,
        referral_key,
        feed,
        source_code,
        is_no_further_action,
        primary_need_code,
        closure_date,
        closure_reason,
        transfer_in_conference_date,
        previous_referral_date,
        not is_case_open_already
        and coalesce(
            referral_date <= {{ months_after('previous_referral_date', var('re_referral_months')) }}, false
        ) as is_re_referral,
        {{ days_between('previous_referral_date', 'referral_date') }} as days_since_previous_referral,
        case when previous_closure_date <= referral_date then previous_closure_date end as previous_closure_date,
        case
            when previous_closure_date <= referral_date
                then {{ days_between('previous_closure_date', 'referral_date') }}
        end as days_since_closure,
        is_case_open_already
    from preceded

)

select * from final
