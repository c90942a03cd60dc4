with family as (

    select * from {{ ref('int_conference_family_value') }}

),

final as (

    select
        cohort_id,
        cohort,
        geography_code,
        table_number,
        {{ sum_of_pounds('printed_cost_pounds') }} as printed_cost_pounds,
        {{ sum_of_pounds('printed_benefit_pounds') }} as printed_benefit_pounds,
        {{ sum_of_pounds('cost_pounds') }} as cost_pounds,
        {{ sum_of_pounds('benefit_pounds') }} as benefit_pounds,
        count(*) as families,
        sum(children) as children,
        sum(conferences) as conferences,
        count(case when benefit_pounds > 0 then 1 end) as families_with_benefit,
        count(case when status_at_exit = 'closed' then 1 end) as families_closed_at_exit,
        count(case when status_at_follow_up = 'closed' then 1 end) as families_closed,
        count(case when follow_up_pounds_a_week < entry_pounds_a_week then 1 end) as families_lower,
        case when min(price_year) = max(price_year) then max(price_year) end as price_year,
        max(release_file_id) as release_file_id

    from family
    group by cohort_id, cohort, geography_code, table_number

)

select * from final
