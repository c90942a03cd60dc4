{{ versions_of(
    'looked_after_episode',
    key=['start_date', 'legal_status', 'placement_type'],
    starts='stated.start_date',
    ends='stated.end_date',
    said={
        'start_reason': 'stated.start_reason',
        'end_reason': 'stated.end_reason',
        'detail': 'stated.legal_status',
        'further_detail': 'stated.placement_type',
        'record_key': 'stated.period_key',
        'is_marked': 'stated.is_whole_period',
    },
) }}
