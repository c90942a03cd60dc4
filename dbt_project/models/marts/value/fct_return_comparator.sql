with comparator as (

    select * from {{ source('definitions', 'comparator') }}

),

method_count as (

    select
        return_method,
        return_unit,
        count(*) as of_the_method

    from comparator
    where amount is not null
    group by return_method, return_unit

),

final as (

    select
        comparator.comparator,
        comparator.comparator_name,
        comparator.geography_code,
        comparator.stated_year,
        comparator.return_method,
        comparator.amount,
        comparator.return_unit,
        comparator.why_no_amount,
        comparator.families,
        comparator.how_reckoned,
        comparator.source_document,
        comparator.stated_in,
        comparator.rank_in_method,
        case
            when comparator.rank_in_method is not null then null
            when coalesce(method_count.of_the_method, 0) <= 1 then 'methods_differ'
            else 'no_ranking_declared'
        end as why_not_ranked

    from comparator
    left join method_count
        on
            comparator.return_method = method_count.return_method
            and comparator.return_unit = method_count.return_unit

)

select * from final
