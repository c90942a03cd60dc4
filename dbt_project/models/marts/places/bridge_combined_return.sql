with combined_return as (

    select * from {{ source('definitions', 'combined_return') }}

),

final as (

    select
        combined_code,
        member_code,
        combined_source

    from combined_return

)

select * from final
