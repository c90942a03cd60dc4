{#-
    The figure at a place on the scale on which changes compare (int_measure_scaled): a percentage from its logit, anything
    else from its logarithm.

    place: column expression. Reads the column unit.
-#}
{% macro figure_at(place) -%}
    case
        when unit = 'percent' then 100 / (1 + exp(-({{ place }})))
        else exp({{ place }})
    end
{%- endmacro %}
