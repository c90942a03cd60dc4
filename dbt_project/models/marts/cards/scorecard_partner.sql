with scorecard_partner as (

    select * from {{ source('definitions', 'scorecard_partner') }}

),

final as (

    select
        scorecard_id,
        entry_number,
        partner_name,
        partner_role

    from scorecard_partner

)

select * from final
