{#- The rules of the generic test `sound`, which says what its arguments mean: each gives its words, and how many rows
break it. -#}
{% macro rules_of(model, key, one_row_per, not_null, references) %}
    {%- set rules = [] -%}
    {%- for column in key + not_null -%}
        {%- do rules.append(rule_never_null(model, column)) -%}
    {%- endfor -%}
    {%- for columns in [key, one_row_per] | select -%}
        {%- do rules.append(rule_one_row_per(model, columns)) -%}
    {%- endfor -%}
    {%- for reference in references -%}
        {%- do rules.append(rule_refers(model, **reference)) -%}
    {%- endfor -%}
    {%- do return(rules) -%}
{% endmacro %}

{% macro rule_never_null(model, column) %}
    select
        '{{ column }} is never null' as rule,
        count(*) - count({{ column }}) as broken_by
    from {{ model }}
{% endmacro %}

{#- Nulls are the same; a row counts as broken if another has the same. -#}
{% macro rule_one_row_per(model, columns) %}
    select
        'one row per {{ columns | join(", ") }}' as rule,
        coalesce(sum(alike), 0) as broken_by
    from (
        select count(*) as alike
        from {{ model }}
        group by {{ columns | join(', ') }}
        having count(*) > 1
    ) as repeated
{% endmacro %}

{#- Null refers to nothing. -#}
{% macro rule_refers(model, column, to, field) %}
    select
        '{{ column }} is in {{ to.identifier }}.{{ field }}' as rule,
        count(*) as broken_by
    from {{ model }} as referring
    left join {{ to }} as referred on referring.{{ column }} = referred.{{ field }}
    where referring.{{ column }} is not null and referred.{{ field }} is null
{% endmacro %}
