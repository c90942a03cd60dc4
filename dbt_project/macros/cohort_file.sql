{#- Columns of a file of cohorts beside each other, one row per line of the file: each figure, and why those are missing
that tell the reason, the first without more. -#}
{% macro beside_each_other(columns, reason_of=none) -%}
    {% for column in columns -%}
    cast(max(case when data_column = '{{ column }}' then value end) as double) as {{ column }},
    {% endfor -%}
    max(case
        when data_column in ('{{ (reason_of or columns[:1]) | join("', '") }}') then value_reason
    end) as missing_reason
{%- endmacro %}

{#- What a share of people is: none of a base of nobody, and none where either is hidden. -#}
{% macro cohort_share(people, base) -%}
    case when {{ base }} > 0 then 100.0 * {{ people }} / {{ base }} end
{%- endmacro %}

{#- Why a share is missing: what hides people or base, and of a base of nobody or none that it cannot be. -#}
{% macro cohort_share_missing(people, base, reason) -%}
    case
        when {{ people }} is null or {{ base }} is null then coalesce({{ reason }}, 'not_applicable')
        when {{ base }} = 0 then 'not_applicable'
    end
{%- endmacro %}

{#- One end of the 95% Wilson interval of a share, which a share of all or of nobody reaches itself, of so many
independent answers: children of a family share much, so that they are worth fewer answers than they are
(Kish 1965: the base over its design effect). None where nobody knows how many. -#}
{% macro cohort_interval(people, base, end, effective_base) -%}
    case
        when {{ effective_base }} > 0 then {{ 'least' if end == 'low' else 'greatest' }}(
            {{ wilson_interval(
                "(" ~ effective_base ~ " * (cast(" ~ people ~ " as double) / nullif(" ~ base ~ ", 0)))", effective_base, end
            ) }}, {{ cohort_share(people, base) }}
        )
    end
{%- endmacro %}

{#- How many independent answers a base is worth, of as many families and members of them: those of a family as one. -#}
{% macro effective_base(base, families, members) -%}
    case when {{ families }} >= {{ members }} then {{ base }} else {{ base }} * {{ families }} / {{ members }} end
{%- endmacro %}
