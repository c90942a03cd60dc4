with source as (

    select * from {{ source('landed', 'conference_child') }}

),

typed as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        source_table,
        source_row,
        conference_referral_key,
        child_key,
        cast(place_in_family as {{ type_whole() }}) as place_in_family,
        birth_month,
        status_as_typed,
        living_with

    from source

)

select * from typed
