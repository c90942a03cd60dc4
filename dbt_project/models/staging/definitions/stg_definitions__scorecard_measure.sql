with source as (

    select * from {{ source('definitions', 'scorecard_measure') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(measure as {{ type_text() }}) as measure_id,
        cast(entry_number as integer) as display_order,
        cast(role as {{ type_text() }}) as role,
        cast(communication as {{ type_text() }}) as communication_power,
        cast(proxy as {{ type_text() }}) as proxy_power,
        cast(data as {{ type_text() }}) as data_power,
        cast(baseline_period as date) as baseline_period_end_date,
        cast(new as boolean) as is_new,
        cast(stale as {{ type_text() }}) as stale_note,
        cast(note as {{ type_text() }}) as note

    from source

)

select * from renamed
