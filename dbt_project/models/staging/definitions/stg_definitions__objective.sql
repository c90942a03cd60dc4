with source as (

    select * from {{ source('definitions', 'objective') }}

),

renamed as (

    select
        programme as programme_id,
        cast(objective_number as integer) as objective_number,
        name as programme_name,
        authority as geography_code,
        measure as measure_id,
        words,
        direction,
        cast(size_pct as double) as size_pct,
        cast(baseline_period as date) as baseline_period_end_date,
        no_baseline_because,
        cast(target_period as date) as target_period_end_date,
        cast(followed_from as date) as followed_from_date,
        cast(followed_until as date) as followed_until_date,
        stated_in,
        source as source_document,
        rule_source,
        reported_verdict,
        reported_words,
        reported_stated_in,
        note

    from source

)

select * from renamed
