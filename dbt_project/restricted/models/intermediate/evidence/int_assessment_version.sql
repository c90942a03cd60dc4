{{ versions_of(
    'assessment',
    key=['start_date'],
    starts='stated.start_date',
    ends='stated.authorisation_date',
    said={'record_key': 'stated.referral_key', 'is_marked': 'stated.is_support_needed'},
) }}
