with source as (

    select * from {{ source('definitions', 'scorecard_method_test') }}

),

renamed as (

    select
        cast(scorecard as {{ type_text() }}) as scorecard_id,
        cast(test_number as integer) as test_number,
        cast(question as {{ type_text() }}) as question,
        cast(result as {{ type_text() }}) as test_result,
        cast(finding as {{ type_text() }}) as finding,
        cast(mend as {{ type_text() }}) as mend

    from source

)

select * from renamed
