{#- The member of a filter in a breakdown such as `age=19 to 21 years; sex=Total`, which has all in order of name. -#}
{% macro member_of(breakdown, filter) -%}
    {{ dbt.split_part(
        dbt.split_part("concat('; ', " ~ breakdown ~ ")", "'; " ~ filter ~ "='", 2), "'; '", 1
    ) }}
{%- endmacro %}
