with combined_return as (

    select * from {{ ref('stg_definitions__combined_return') }}

),

final as (

    select
        combined_code,
        member_code,
        combined_source

    from combined_return

)

select * from final
