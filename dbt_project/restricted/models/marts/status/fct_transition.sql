with spell as (

    select * from {{ ref('fct_status_spell') }}

),

final as (

    select
        council,
        child_key,
        known_from,
        known_to,
        status_from as transition_date,
        transition,
        previous_status as from_status,
        status as to_status,
        days_in_previous,
        is_via_gap,
        gap_days,
        previous_end_reason,
        {{ exit_route('previous_end_reason') }} as exit_route,
        coalesce({{ exit_route('previous_end_reason') }} = 'transferred', false) as is_censored
    from spell
    -- A gap is no step of its own: the one after it says what was before.
    where not is_gap

)

select * from final
