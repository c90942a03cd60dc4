{#-
    The value for money of family group conferencing, as Appendix 4 of the evaluation of 2020 reckons it
    (docs/value-for-money.md). One file for the published and the restricted project.
-#}

{#- Pounds a week that a child's change of status saves: never less than 0; null where a cost is not known. -#}
{% macro saved_a_week(cost_at_entry, cost_later) -%}
    case
        when {{ cost_at_entry }} is null or {{ cost_later }} is null then null
        when {{ cost_at_entry }} > {{ cost_later }} then {{ cost_at_entry }} - {{ cost_later }}
        else 0
    end
{%- endmacro %}

{#- Pounds that children with the same change save in so many weeks. -#}
{% macro benefit_of(cost_at_entry, cost_later, weeks, children) -%}
    ({{ saved_a_week(cost_at_entry, cost_later) }}) * {{ weeks }} * {{ children }}
{%- endmacro %}

{#- The sum of pounds, added as exact decimals, so that it does not hang on the order of the rows. -#}
{% macro sum_of_pounds(pounds) -%}
    cast(sum(cast({{ pounds }} as decimal(18, 4))) as double)
{%- endmacro %}

{#- Pounds saved for each pound spent, after so many percent for what would have come anyway; null where none is spent. -#}
{% macro return_of(benefit, cost, deadweight_pct) -%}
    case
        when {{ cost }} > 0
            then cast({{ benefit }} as double) * (100 - {{ deadweight_pct }}) / 100 / cast({{ cost }} as double)
    end
{%- endmacro %}

{#- Whether a dated parameter holds on a day; one without a last day holds on. -#}
{% macro holds_on(day, held_from, held_until) -%}
    {{ held_from }} <= {{ day }} and ({{ held_until }} is null or {{ day }} <= {{ held_until }})
{%- endmacro %}

{#-
    What is worked out again of each evaluated cohort: row of the report after the cohort's name, column, and the figure from
    the rows as printed and by the rule; none where it is the same question. A saving by the rule was rounded in print once
    for each child.

    cohort_value: relation with the columns of int_cohort_value and printed_as.
-#}
{% macro recomputed_of_cohorts(cohort_value) -%}
    {%- for row, column, as_printed, by_rule in [
        ('last row', 'cost', 'printed_cost_pounds', 'cost_pounds'),
        ('last row', 'benefit', 'printed_benefit_pounds', 'benefit_pounds'),
        (
            'last row', 'return_on_investment',
            return_of('printed_benefit_pounds', 'printed_cost_pounds', 0), return_of('benefit_pounds', 'cost_pounds', 0)
        ),
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
        (
            'average of a family', 'return_on_investment',
            return_of('printed_benefit_pounds', 'printed_cost_pounds', 0), return_of('benefit_pounds', 'cost_pounds', 0)
        ),
    ] -%}
        {%- set is_average = row == 'average of a family' -%}
        {%- set is_last = loop.last -%}
        {%- for basis, figure in [('printed_rows', as_printed), ('rule', by_rule)] if figure %}
    select
        {{ "'text'" if is_average else 'table_number' }} as table_number,
        concat(printed_as, ', {{ row }}') as printed_row,
        '{{ column }}' as printed_column,
        '{{ basis }}' as recomputed_basis,
        cast({{ figure }} as double) as recomputed,
            {%- if column == 'benefit' and basis == 'rule' %}
        cast({{ '1 + children / cast(families as double)' if is_average else 'children' }} as double) as roundings
            {%- else %}
        cast(1 as double) as roundings
            {%- endif %}
    from {{ cohort_value }}
            {% if not (is_last and loop.last) %}union all{% endif %}
        {%- endfor -%}
    {%- endfor %}
{%- endmacro %}

{#- Each figure of a sensitivity moved to its lower and its higher value: parameter, bound, to_value, factor. -#}
{% macro moved_down_and_up(sensitivity) -%}
    {%- for bound in ['low', 'high'] %}
    select
        parameter,
        '{{ bound }}' as bound,
        cast({{ bound }} as double) as to_value,
        1 + cast({{ bound }}_pct as double) / 100 as factor
    from {{ sensitivity }}
    where coalesce({{ bound }}, {{ bound }}_pct) is not null
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}

{#- What the feed of printed totals calls the row of a family, and that of a kind of deadweight. -#}
{% macro row_of_family(printed_as, family_number) -%}
    {{ "concat(" ~ printed_as ~ ", ', family ', cast(" ~ family_number ~ " as " ~ type_text() ~ "))" }}
{%- endmacro %}

{% macro row_of_deadweight(printed_as, deadweight_kind) -%}
    {{ "concat(" ~ printed_as ~ ", ', ', " ~ deadweight_kind ~ ", ' deadweight')" }}
{%- endmacro %}
