{#- What is worked out of the families of a cohort: row of the report after the cohort's name, column, and the figure from
    the rows as printed and by the rule; none where it is the same question. -#}
{%- set of_cohort = [
    ('last row', 'cost', 'printed_cost_pounds', 'cost_pounds'),
    ('last row', 'benefit', 'printed_benefit_pounds', 'benefit_pounds'),
    ('last row', 'return_on_investment', 'printed_benefit_pounds / printed_cost_pounds', 'benefit_pounds / cost_pounds'),
    ('average number of children', 'children', 'children / cast(families as double)', none),
    ('closed on exit', 'families', 'families_closed_at_exit', none),
    ('closed on exit', 'percentage', '100.0 * families_closed_at_exit / families', none),
    ('open in January 2020', 'families', 'families - families_closed', none),
    ('open in January 2020', 'percentage', '100.0 * (families - families_closed) / families', none),
    ('closed in January 2020', 'families', 'families_closed', none),
    ('closed in January 2020', 'percentage', '100.0 * families_closed / families', none),
    ('lower status in January 2020', 'families', 'families_lower', none),
    ('lower status in January 2020', 'percentage', '100.0 * families_lower / families', none),
    ('average of a family', 'cost', 'printed_cost_pounds / families', 'cost_pounds / families'),
    ('average of a family', 'benefit', 'printed_benefit_pounds / families', 'benefit_pounds / families'),
    ('average of a family', 'return_on_investment', 'printed_benefit_pounds / printed_cost_pounds', 'benefit_pounds / cost_pounds'),
] -%}
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
        cohort.printed_as,
        family.*,
        concat(cohort.printed_as, ', family ', cast(family.family_number as {{ type_text() }})) as printed_row

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

recomputed as (

    {% for row, column, as_printed, by_rule in of_cohort -%}
    {% for basis, figure in [('printed_rows', as_printed), ('rule', by_rule)] if figure -%}
    select
        table_number as own_table,
        concat(printed_as, ', {{ row }}') as printed_row,
        '{{ column }}' as printed_column,
        '{{ basis }}' as basis,
        cast({{ figure }} as double) as recomputed,
        {%- if column == 'benefit' and basis == 'rule' %}
        {{ 'children' if row == 'last row' else '1 + children / cast(families as double)' }} as roundings
        {%- else %}
        1.0 as roundings
        {%- endif %}
    from named

    union all

    {% endfor -%}
    {% endfor -%}

    select
        table_number,
        printed_row,
        'cost',
        'rule',
        cost_pounds,
        1.0
    from of_families

    union all

    select
        table_number,
        printed_row,
        'benefit',
        'rule',
        benefit_pounds,
        children
    from of_families

    union all

    select
        table_number,
        printed_row,
        'return_on_investment',
        'printed_rows',
        {{ return_of('printed_benefit_pounds', 'printed_cost_pounds', 0) }},
        1.0
    from of_families

    union all

    select
        table_number,
        printed_row,
        'return_on_investment',
        'rule',
        return_ratio,
        1.0
    from of_families

    union all

    select
        '16',
        concat(named.printed_as, ', ', deadweight.deadweight_kind, ' deadweight'),
        'return_on_investment',
        'printed_rows',
        {{ return_of('named.printed_benefit_pounds', 'named.printed_cost_pounds', 'deadweight.deadweight_pct') }},
        1.0
    from named
    cross join deadweight

    union all

    select
        '16',
        concat(named.printed_as, ', ', deadweight.deadweight_kind, ' deadweight'),
        'return_on_investment',
        'rule',
        {{ return_of('named.benefit_pounds', 'named.cost_pounds', 'deadweight.deadweight_pct') }},
        1.0
    from named
    cross join deadweight

    union all

    select
        'text',
        concat('The service in a year, ', deadweight.deadweight_kind, ' deadweight'),
        'return_on_investment',
        'printed_rows',
        {{ return_of(
            'of_year.printed_average * of_year.conferences', 'of_year.service_cost_pounds', 'deadweight.deadweight_pct'
        ) }},
        1.0
    from of_year
    cross join deadweight

    union all

    select
        'text',
        concat('The service in a year, ', deadweight.deadweight_kind, ' deadweight'),
        'return_on_investment',
        'rule',
        {{ return_of(
            'of_year.average * of_year.conferences', 'of_year.service_cost_pounds', 'deadweight.deadweight_pct'
        ) }},
        1.0
    from of_year
    cross join deadweight

    union all

    select
        'text',
        'The service in a year, average benefit in the text',
        'benefit',
        'printed_rows',
        printed_average,
        1.0
    from of_year

    union all

    select
        'text',
        'The service in a year, average benefit in the formula',
        'benefit',
        'printed_rows',
        printed_average,
        1.0
    from of_year

    union all

    select
        'text',
        'One conference',
        'hours',
        'staff_hours',
        staff_hours,
        1.0
    from conference_cost
    where held_until is null

    union all

    select
        'text',
        'One conference',
        'cost',
        'staff_hours',
        staff_pounds,
        1.0
    from conference_cost
    where held_until is null

    union all

    select
        'text',
        'Two conferences',
        'cost',
        'rule',
        2 * conference_pounds,
        1.0
    from conference_cost
    where held_until is null

),

-- Averages stand in the text, all else in the table of its cohort.
final as (

    select
        case when printed_row like '%, average of a family' then 'text' else own_table end as table_number,
        printed_row,
        printed_column,
        basis,
        recomputed,
        cast(roundings as double) as roundings

    from recomputed

)

select * from final
