{{ versions_of(
    'case_status',
    key=['start_date'],
    starts='stated.start_date',
    ends='stated.closure_date',
    said={'end_reason': 'stated.closure_reason', 'detail': 'stated.primary_need_code'},
) }}
