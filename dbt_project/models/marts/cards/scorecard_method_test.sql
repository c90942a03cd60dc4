with asked as (

    select * from {{ source('definitions', 'scorecard_method_test') }}

),

answer as (

    select * from {{ ref('int_scorecard_method_answer') }}

),

in_words as (

    select * from {{ ref('int_scorecard_method_finding') }}

),

build as (

    select * from {{ source('records', 'build') }}

),

-- The definitions answer ten of the questions, the figures the other two; what passes is said in the definition.
final as (

    select
        asked.scorecard_id,
        asked.test_number,
        asked.question,
        build.built_date,
        coalesce(asked.test_result, answer.test_result) as test_result,
        coalesce(in_words.finding, asked.finding) as finding,
        coalesce(in_words.mend, asked.mend) as mend

    from asked
    cross join build
    left join answer
        on
            asked.scorecard_id = answer.scorecard_id
            and asked.test_number = answer.test_number
    left join in_words
        on
            asked.scorecard_id = in_words.scorecard_id
            and asked.test_number = in_words.test_number

)

select * from final
