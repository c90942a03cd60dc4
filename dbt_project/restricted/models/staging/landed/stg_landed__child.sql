with source as (

    select * from {{ source('landed', 'child') }}

),

typed as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        source_table,
        source_row,
        child_key,
        cast(birth_date as date) as birth_date,
        cast(expected_birth_date as date) as expected_birth_date,
        cast(death_date as date) as death_date,
        sex,
        ethnicity,
        cast(is_disabled as boolean) as is_disabled,
        cast(is_unaccompanied_asylum_seeking as boolean) as is_unaccompanied_asylum_seeking,
        upn_key,
        former_upn_key,
        mother_key,
        address_key,
        lsoa

    from source

)

select * from typed
