with referral as (

    select * from {{ ref('int_referral') }}

),

child as (

    select * from {{ ref('int_child') }}

),

merged as (

    {{ merged_over_known('referral', ['referral_date', 'referral_key'], [
        'feed', 'source_code', 'is_no_further_action', 'primary_need_code', 'closure_date', 'closure_reason',
        'transfer_in_conference_date', 'previous_referral_date', 'is_re_referral', 'days_since_previous_referral',
        'previous_closure_date', 'days_since_closure', 'is_case_open_already',
    ]) }}

),

final as (

    select
        child.council,
        child.child_key,
        merged.known_from,
        merged.known_to,
        merged.referral_date,
        merged.referral_key,
        merged.feed,
        merged.source_code,
        merged.is_no_further_action,
        merged.primary_need_code,
        merged.closure_date,
        merged.closure_reason,
        merged.transfer_in_conference_date,
        merged.is_re_referral,
        merged.previous_referral_date,
        cast(merged.days_since_previous_referral as integer) as days_since_previous_referral,
        merged.previous_closure_date,
        cast(merged.days_since_closure as integer) as days_since_closure,
        merged.is_case_open_already
    from merged
    inner join child on merged.child_number = child.child_number

)

select * from final
