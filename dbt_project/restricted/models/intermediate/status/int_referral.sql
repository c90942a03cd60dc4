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
        min(version.feed_rank) over (partition by interval_known.known_number, version.evidence_from) as best_rank
    from version
    inner join interval_known
        on
            version.child_number = interval_known.child_number
            and version.known_from <= interval_known.known_from
            and coalesce(version.known_to, {{ open_end() }}) > interval_known.known_from

),

-- Of several feeds that tell of a referral on a day, the best.
chosen as (

    select * from in_force
    where feed_rank = best_rank

),

-- Each beside the one of an earlier day, however many there are on a day.
preceded as (

    select
        *,
        max(referral_date) over earlier as previous_referral_date,
        max(closure_date) over earlier as previous_closure_date,
        coalesce(bool_or(not is_no_further_action and closure_date is null) over earlier, false)
            as is_one_never_closed,
        feed in ({{ feeds_without_closure() }}) as is_closure_never_told
    from chosen
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
        coalesce(
            referral_date <= {{ months_after('previous_referral_date', var('re_referral_months')) }}, false
        ) as is_re_referral,
        {{ days_between('previous_referral_date', 'referral_date') }} as days_since_previous_referral,
        case when previous_closure_date <= referral_date then previous_closure_date end as previous_closure_date,
        case
            when previous_closure_date <= referral_date
                then {{ days_between('previous_closure_date', 'referral_date') }}
        end as days_since_closure,
        coalesce(
            not is_closure_never_told and (is_one_never_closed or previous_closure_date > referral_date), false
        ) as is_case_open_already
    from preceded

)

select * from final
