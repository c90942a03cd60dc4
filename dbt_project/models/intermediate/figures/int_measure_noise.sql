with scaled as (

    select * from {{ ref('int_measure_scaled') }}

),

usual_noise as (

    select * from {{ ref('int_measure_usual_noise') }}

),

-- England moves as regions do: there is one of it, from which nothing can be estimated.
with_extra as (

    select
        scaled.*,
        usual_noise.extra_variance

    from scaled
    left join usual_noise
        on
            scaled.measure_id = usual_noise.measure_id
            and case when scaled.geographic_level = 'National' then 'Regional' else scaled.geographic_level end
            = usual_noise.geographic_level

),

with_basis as (

    select
        *,
        case
            when is_sampling_known and extra_variance is not null then 'sampling_and_usual'
            when is_sampling_known then 'sampling_only'
            when extra_variance is not null then 'usual_only'
            else 'none'
        end as noise_basis,
        sampling_variance + coalesce(extra_variance, 0) as variance

    from with_extra

),

final as (

    select
        measure_id,
        geography_code,
        geographic_level,
        series_segment,
        period_end_date,
        months_between,
        value,
        scaled,
        noise_basis,
        case when noise_basis <> 'none' then variance end as noise_variance,
        case when noise_basis <> 'none' then sqrt(variance) / scaled_per_unit end as noise_sd

    from with_basis

)

select * from final
