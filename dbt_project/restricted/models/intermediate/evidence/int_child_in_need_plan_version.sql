{{ versions_of(
    'child_in_need_plan',
    key=['start_date'],
    starts='stated.start_date',
    ends='stated.end_date',
    said={'record_key': 'stated.referral_key'},
) }}
