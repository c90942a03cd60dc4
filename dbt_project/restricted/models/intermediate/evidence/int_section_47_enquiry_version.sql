-- Over, where no conference is told, after the time that the law gives until one.
{{ versions_of(
    'section_47_enquiry',
    key=['start_date'],
    starts='stated.start_date',
    ends="coalesce(stated.conference_date, " ~ days_after('stated.start_date', var('section_47_days')) ~ ")",
    observed_end='stated.start_date',
    said={'is_marked': 'stated.is_plan_result', 'further_date': 'stated.conference_date'},
) }}
