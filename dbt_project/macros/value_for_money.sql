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
