with pre_proceedings as (

    select * from {{ ref('int_cohort_pre_proceedings') }}
    where letter_sent_date is not null

),

-- One system tells the offer, and another the court: each column is of the best that has it.
final as (

    select
        council,
        child_key,
        letter_sent_date,
        {{ value_at_least('family_key', 'feed_rank') }} as family_key,
        {{ value_at_least('is_conference_offered', 'feed_rank') }} as is_conference_offered,
        {{ value_at_least('is_conference_held', 'feed_rank') }} as is_conference_held
    from pre_proceedings
    group by council, child_key, letter_sent_date

)

select * from final
