with source as (

    select * from {{ source('definitions', 'feed') }}

),

renamed as (

    select
        feed,
        publication,
        title as feed_title,
        period_ends

    from source

)

select * from renamed
