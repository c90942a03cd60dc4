-- A referral that led to nothing is over on its day, and so is, for its feed's window, one whose closure is never told.
{{ versions_of(
    'referral',
    key=['referral_date', 'referral_key'],
    starts='stated.referral_date',
    ends='stated.closure_date',
    observed_end="case when stated.is_no_further_action or step.feed in (" ~ feeds_without_closure() ~ ") then stated.referral_date else stated.closure_date end",
    said={
        'start_reason': 'stated.source_code',
        'end_reason': 'stated.closure_reason',
        'detail': 'stated.primary_need_code',
        'record_key': 'stated.referral_key',
        'is_marked': 'stated.is_no_further_action',
        'further_date': 'stated.transfer_in_conference_date',
    },
) }}
