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
    The unit to which a figure is printed: of larger places, the one that its feed declares. A report that copies their
    counts says nowhere to what they are rounded: noughts at the end are taken for it, two digits before them being left.
-#}
{% macro printed_unit(value, geographic_level, decimal_places, rounded_to) -%}
    case
        when {{ decimal_places }} > 0 then power(10, -{{ decimal_places }})
        when {{ geographic_level }} = 'Local authority' then 1
        when {{ rounded_to }} is not null then {{ rounded_to }}
        when {{ value }} >= 10000 and mod({{ value }}, 1000) = 0 then 1000
        when {{ value }} >= 1000 and mod({{ value }}, 100) = 0 then 100
        when {{ value }} >= 100 and mod({{ value }}, 10) = 0 then 10
        else 1
    end
{%- endmacro %}

{#- The largest share by which a rate may differ from its counts because a population estimate was revised after it. -#}
{% macro largest_revision_of_population() -%}
    0.05
{%- endmacro %}
