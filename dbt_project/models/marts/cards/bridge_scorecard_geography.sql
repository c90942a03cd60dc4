with scorecard as (

    select * from {{ source('definitions', 'scorecard') }}

),

scorecard_authority as (

    select * from {{ ref('int_scorecard_authority') }}

),

geography as (

    select * from {{ ref('dim_geography') }}

),

final as (

    select
        scorecard.scorecard_id,
        geography.geography_code

    from scorecard
    cross join geography
    left join scorecard_authority
        on
            scorecard.scorecard_id = scorecard_authority.scorecard_id
            and geography.geography_code = scorecard_authority.geography_code
    where scorecard.is_for_all_places or scorecard_authority.geography_code is not null

)

select * from final
