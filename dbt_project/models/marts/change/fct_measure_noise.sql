with usual_noise as (

    select * from {{ ref('int_measure_usual_noise') }}

),

build as (

    select * from {{ source('records', 'build') }}

),

sampled as (

    select
        measure_id,
        geographic_level,
        percentile_cont(0.5) within group (order by sampling_variance) as sampling_variance

    from {{ ref('int_measure_scaled') }}
    where is_sampling_known
    group by measure_id, geographic_level

),

final as (

    select
        usual_noise.measure_id,
        usual_noise.geographic_level,
        usual_noise.extra_variance,
        usual_noise.bends,
        usual_noise.places,
        usual_noise.noise_from_period_end_date,
        usual_noise.noise_to_period_end_date,
        build.built_date as worked_out_on,
        sqrt(usual_noise.extra_variance) as extra_sd,
        sqrt(sampled.sampling_variance) as sampling_sd,
        sqrt(usual_noise.extra_variance + coalesce(sampled.sampling_variance, 0)) as total_sd

    from usual_noise
    left join sampled
        on
            usual_noise.measure_id = sampled.measure_id
            and usual_noise.geographic_level = sampled.geographic_level
    cross join build

)

select * from final
