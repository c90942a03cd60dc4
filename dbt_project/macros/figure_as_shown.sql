{#-
    A figure in units of its last decimal place, halves away from zero, so that two figures are compared as a reader sees
    them; the package oba.language shows them so. Rounding twice takes off what the binary point adds to a half.
-#}
{% macro figure_as_shown(value, decimal_places) -%}
    round(round(cast({{ value }} as double) * power(10, {{ decimal_places }}), 6))
{%- endmacro %}
