with period as (

    select * from {{ source('records', 'period') }}

),

final as (

    select
        period_id,
        period_kind,
        period_start_date,
        period_end_date,
        end_year,
        label_at_date,
        label_during_year

    from period

)

select * from final
