-- 12 of 60 is the worked example of the method page; the others are the edges, from an independent library.
with example as (

    select known.*
    from (
        values
        (12, 60, 11.8285, 31.7818),
        (0, 10, 0.0, 27.7533),
        (10, 10, 72.2467, 100.0),
        (345, 2197, 14.2419, 17.2843)
    ) as known (numerator, denominator, low, high)

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
