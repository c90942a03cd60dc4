with family as (

    select * from {{ ref('int_conference_family_value') }}

),

cohort_value as (

    select * from {{ ref('int_cohort_value') }}

),

cohort as (

    select * from {{ source('definitions', 'evaluated_cohort') }}

),

deadweight as (

    select * from {{ source('definitions', 'deadweight') }}

),

service_year as (

    select * from {{ source('definitions', 'service_year') }}

),

conference_cost as (

    select * from {{ source('definitions', 'conference_cost') }}

),

named as (

    select
        cohort_value.*,
        cohort.printed_as

    from cohort_value
    inner join cohort on cohort_value.cohort = cohort.cohort

),

of_families as (

    select
        family.*,
        cohort.printed_as,
        {{ row_of_family('cohort.printed_as', 'family.family_number') }} as printed_row

    from family
    inner join cohort on family.cohort = cohort.cohort

),

of_year as (

    select
        service_year.conferences,
        service_year.service_cost_pounds,
        named.printed_benefit_pounds / named.families as printed_average,
        named.benefit_pounds / named.families as average

    from service_year
    inner join named on service_year.cohort = named.cohort

),

of_cohorts as (

    {{ recomputed_of_cohorts('named') }}

),

final as (

    select
        table_number,
        printed_row,
        printed_column,
        recomputed_basis,
        recomputed,
        roundings

    from of_cohorts

    union all

    select
        table_number,
        printed_row,
        'cost' as printed_column,
        'rule' as recomputed_basis,
        cost_pounds as recomputed,
        cast(1 as double) as roundings

    from of_families

    union all

    select
        table_number,
        printed_row,
        'benefit' as printed_column,
        'rule' as recomputed_basis,
        benefit_pounds as recomputed,
        cast(children as double) as roundings

    from of_families

    union all

    select
        table_number,
        printed_row,
        'return_on_investment' as printed_column,
        'printed_rows' as recomputed_basis,
        {{ return_of('printed_benefit_pounds', 'printed_cost_pounds', 0) }} as recomputed,
        cast(1 as double) as roundings

    from of_families

    union all

    select
        table_number,
        printed_row,
        'return_on_investment' as printed_column,
        'rule' as recomputed_basis,
        return_ratio as recomputed,
        cast(1 as double) as roundings

    from of_families

    union all

    select
        '16' as table_number,
        {{ row_of_deadweight('named.printed_as', 'deadweight.deadweight_kind') }} as printed_row,
        'return_on_investment' as printed_column,
        'printed_rows' as recomputed_basis,
        {{ return_of(
            'named.printed_benefit_pounds', 'named.printed_cost_pounds', 'deadweight.deadweight_pct'
        ) }} as recomputed,
        cast(1 as double) as roundings

    from named
    cross join deadweight

    union all

    select
        '16' as table_number,
        {{ row_of_deadweight('named.printed_as', 'deadweight.deadweight_kind') }} as printed_row,
        'return_on_investment' as printed_column,
        'rule' as recomputed_basis,
        {{ return_of('named.benefit_pounds', 'named.cost_pounds', 'deadweight.deadweight_pct') }} as recomputed,
        cast(1 as double) as roundings

    from named
    cross join deadweight

    union all

    select
        'text' as table_number,
        {{ row_of_deadweight("'The service in a year'", 'deadweight.deadweight_kind') }} as printed_row,
        'return_on_investment' as printed_column,
        'printed_rows' as recomputed_basis,
        {{ return_of(
            'of_year.printed_average * of_year.conferences', 'of_year.service_cost_pounds', 'deadweight.deadweight_pct'
        ) }} as recomputed,
        cast(1 as double) as roundings

    from of_year
    cross join deadweight

    union all

    select
        'text' as table_number,
        {{ row_of_deadweight("'The service in a year'", 'deadweight.deadweight_kind') }} as printed_row,
        'return_on_investment' as printed_column,
        'rule' as recomputed_basis,
        {{ return_of(
            'of_year.average * of_year.conferences', 'of_year.service_cost_pounds', 'deadweight.deadweight_pct'
        ) }} as recomputed,
        cast(1 as double) as roundings

    from of_year
    cross join deadweight

    union all

    select
        'text' as table_number,
        {{ "'The service in a year, average benefit in the text'" }} as printed_row,
        'benefit' as printed_column,
        'printed_rows' as recomputed_basis,
        printed_average as recomputed,
        cast(1 as double) as roundings

    from of_year

    union all

    select
        'text' as table_number,
        {{ "'The service in a year, average benefit in the formula'" }} as printed_row,
        'benefit' as printed_column,
        'printed_rows' as recomputed_basis,
        printed_average as recomputed,
        cast(1 as double) as roundings

    from of_year

    union all

    select
        'text' as table_number,
        {{ "'One conference'" }} as printed_row,
        'hours' as printed_column,
        'staff_hours' as recomputed_basis,
        staff_hours as recomputed,
        cast(1 as double) as roundings

    from conference_cost
    where held_until is null

    union all

    select
        'text' as table_number,
        {{ "'One conference'" }} as printed_row,
        'cost' as printed_column,
        'staff_hours' as recomputed_basis,
        staff_pounds as recomputed,
        cast(1 as double) as roundings

    from conference_cost
    where held_until is null

    union all

    select
        'text' as table_number,
        {{ "'Two conferences'" }} as printed_row,
        'cost' as printed_column,
        'rule' as recomputed_basis,
        2 * conference_pounds as recomputed,
        cast(1 as double) as roundings

    from conference_cost
    where held_until is null

)

select * from final
