with meeting_version as (

    {{ stated_versions('conference_meeting', ['conference_referral_key', 'meeting_number'],
        ['meeting_type', 'held_date', 'outcome']) }}

),

final as (

    select distinct
        council,
        conference_referral_key,
        held_date
    from meeting_version
    where
        known_to is null
        and held_date <= known_from
        and coalesce(outcome, 'held') = 'held'
        and meeting_type in ('review', 'second_review')

)

select * from final
