with source as (

    select * from {{ source('definitions', 'objective') }}

),

-- Each text is cast, because a table without a row has no types of its own.
renamed as (

    select
        cast(programme as {{ type_text() }}) as programme_id,
        cast(objective_number as integer) as objective_number,
        cast(name as {{ type_text() }}) as programme_name,
        cast(authority as {{ type_text() }}) as geography_code,
        cast(measure as {{ type_text() }}) as measure_id,
        cast(words as {{ type_text() }}) as words,
        cast(direction as {{ type_text() }}) as direction,
        cast(size_pct as double) as size_pct,
        cast(baseline_period as date) as baseline_period_end_date,
        cast(no_baseline_because as {{ type_text() }}) as no_baseline_because,
        cast(target_period as date) as target_period_end_date,
        cast(followed_from as date) as followed_from_date,
        cast(followed_until as date) as followed_until_date,
        cast(stated_in as {{ type_text() }}) as stated_in,
        cast(source as {{ type_text() }}) as source_document,
        cast(rule_source as {{ type_text() }}) as rule_source,
        cast(reported_verdict as {{ type_text() }}) as reported_verdict,
        cast(reported_words as {{ type_text() }}) as reported_words,
        cast(reported_stated_in as {{ type_text() }}) as reported_stated_in,
        cast(note as {{ type_text() }}) as note

    from source

)

select * from renamed
