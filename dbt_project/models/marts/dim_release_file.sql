with release_file as (

    select * from {{ ref('stg_landed__release_file') }}

),

final as (

    select * from release_file

)

select * from final
