{#- As many standard deviations a normal error exceeds, to either side, one time in 20: the reach of a 95% interval. -#}
{% macro z_of_95() -%}
    1.959963984540054
{%- endmacro %}
