with interval_known as (

    select * from {{ ref('int_known_interval') }}

),

version as (

    select * from {{ ref('int_referral_version') }}

),

in_force as (

    select
        interval_known.known_number,
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

-- What a better feed has open is so until it tells the end.
open_already as (

    select distinct chosen.referral_number
    from chosen as opened
    inner join chosen
        on opened.known_number = chosen.known_number and opened.referral_date < chosen.referral_date
    where
        not opened.is_no_further_action
        and opened.feed not in ({{ feeds_without_closure() }})
        and opened.feed_rank <= chosen.feed_rank
        and coalesce(opened.closure_date, {{ open_end() }}) > chosen.referral_date

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
