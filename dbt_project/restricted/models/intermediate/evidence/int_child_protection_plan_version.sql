{{ versions_of(
    'child_protection_plan',
    key=['start_date'],
    starts='stated.start_date',
    ends='stated.end_date',
    said={
        'start_reason': 'stated.initial_category',
        'detail': 'stated.latest_category',
        'further_detail': 'cast(stated.previous_plans as ' ~ type_text() ~ ')',
        'record_key': 'stated.referral_key',
        'is_marked': 'stated.is_other_authority',
    },
) }}
