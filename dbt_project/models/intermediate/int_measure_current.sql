with vintage as (

    select * from {{ ref('int_measure_vintage') }}

),

measure_release as (

    select * from {{ ref('int_measure_release') }}

),

final as (

    select vintage.*

    from vintage
    inner join measure_release
        on
            vintage.measure_id = measure_release.measure_id
            and vintage.period_end_date = measure_release.period_end_date
            and vintage.release_file_id = measure_release.release_file_id

)

select * from final
