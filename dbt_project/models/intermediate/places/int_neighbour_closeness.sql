with neighbour as (

    select * from {{ ref('int_neighbour_set') }}

),

graded as (

    select
        *,
        case closeness
            when 'extremely close' then 1
            when 'very close' then 2
            when 'close' then 3
            when 'somewhat close' then 4
            when 'not close' then 5
        end as grade

    from neighbour

),

counted as (

    select
        geography_code,
        closeness,
        grade,
        count(*) as neighbours

    from graded
    group by geography_code, closeness, grade

),

-- Of two grades that are as common, the less close one is named: it promises less.
in_order as (

    select
        *,
        row_number() over (
            partition by geography_code
            order by neighbours desc, grade desc
        ) as commonest_first,
        row_number() over (
            partition by geography_code
            order by grade desc
        ) as worst_first

    from counted

),

ordered as (

    select
        geography_code,
        max(case when worst_first = 1 then closeness end) as closeness_worst,
        max(case when commonest_first = 1 then closeness end) as closeness_most_common,
        sum(neighbours) as neighbours_in_set,
        sum(case when closeness = 'not close' then neighbours else 0 end) as neighbours_not_close

    from in_order
    group by geography_code

),

neighbour_set as (

    select distinct
        geography_code,
        neighbour_set_year

    from neighbour

),

final as (

    select
        ordered.geography_code,
        neighbour_set.neighbour_set_year,
        ordered.closeness_worst,
        ordered.closeness_most_common,
        cast(ordered.neighbours_in_set as integer) as neighbours_in_set,
        cast(ordered.neighbours_not_close as integer) as neighbours_not_close

    from ordered
    inner join neighbour_set on ordered.geography_code = neighbour_set.geography_code

)

select * from final
