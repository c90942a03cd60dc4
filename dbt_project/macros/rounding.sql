{#- Half the unit to which a count is rounded: nothing of a whole number of an authority, which is printed exactly. -#}
{% macro half_unit(geographic_level, decimal_places, rounded_to) -%}
    case
        when {{ geographic_level }} <> 'Local authority' and {{ rounded_to }} is not null
            then cast({{ rounded_to }} as double) / 2
        when {{ decimal_places }} > 0 then power(10, -{{ decimal_places }}) / 2
        else 0
    end
{%- endmacro %}

{#-
    The unit to which a figure is printed. Of larger places, national statistics round counts and say nowhere to what:
    noughts at the end of a whole number are taken for it, two digits in front of them being left.
-#}
{% macro printed_unit(value, geographic_level, decimal_places, rounded_to) -%}
    case
        when {{ decimal_places }} > 0 then power(10, -{{ decimal_places }})
        when {{ geographic_level }} = 'Local authority' then 1
        when {{ value }} >= 10000 and mod({{ value }}, 1000) = 0 then 1000
        when {{ value }} >= 1000 and mod({{ value }}, 100) = 0 then 100
        when {{ value }} >= 100 and mod({{ value }}, 10) = 0 then 10
        else coalesce({{ rounded_to }}, 1)
    end
{%- endmacro %}

{#- The largest share by which a rate may differ from its counts because a population estimate was revised after it. -#}
{% macro largest_revision_of_population() -%}
    0.05
{%- endmacro %}
