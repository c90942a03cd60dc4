with source as (

    select * from {{ source('landed', 'survey_answer') }}

),

typed as (

    select
        council,
        layout,
        statement_id,
        snapshot_date,
        source_table,
        source_row,
        respondent_key,
        survey,
        cast(sent_date as date) as sent_date,
        cast(answered_date as date) as answered_date,
        question,
        cast(answer as {{ type_whole() }}) as answer,
        team

    from source

)

select * from typed
