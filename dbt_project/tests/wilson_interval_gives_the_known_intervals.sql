-- 12 of 60 is the worked example of the method page; the others are the edges, from an independent library.
with example as (

    select 12 as numerator, 60 as denominator, 11.8285 as low, 31.7818 as high
    union all
    select 0 as numerator, 10 as denominator, 0.0 as low, 27.7533 as high
    union all
    select 10 as numerator, 10 as denominator, 72.2467 as low, 100.0 as high
    union all
    select 345 as numerator, 2197 as denominator, 14.2419 as low, 17.2843 as high

),

computed as (

    select
        example.*,
        {{ wilson_interval('numerator', 'denominator', 'low') }} as computed_low,
        {{ wilson_interval('numerator', 'denominator', 'high') }} as computed_high

    from example

)

select * from computed
where
    abs(computed_low - low) > 0.00005
    or abs(computed_high - high) > 0.00005
    or computed_low is null
    or computed_high is null
