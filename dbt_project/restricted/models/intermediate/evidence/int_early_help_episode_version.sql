{{ versions_of(
    'early_help_episode',
    key=['start_date'],
    starts='stated.start_date',
    ends='stated.end_date',
    said={'detail': 'stated.organisation'},
) }}
