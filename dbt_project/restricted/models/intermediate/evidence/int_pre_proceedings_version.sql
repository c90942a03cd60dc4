{{ versions_of(
    'pre_proceedings',
    key=['started_date', 'letter_sent_date'],
    starts='coalesce(stated.started_date, stated.letter_sent_date)',
    ends='coalesce(stated.decision_date, stated.court_application_date)',
    said={'end_reason': 'stated.outcome', 'record_key': 'stated.family_key'},
) }}
