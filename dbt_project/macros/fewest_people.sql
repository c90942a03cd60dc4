{#-
    A figure of fewer people or posts jumps too much for process limits; and, where its chance in counting is not known,
    for usual ups and downs alone.
-#}
{% macro fewest_people() -%}
    20
{%- endmacro %}
