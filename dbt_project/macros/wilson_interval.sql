{#-
    One end of the 95% Wilson score interval of a proportion, in percent.

    (2x + z^2 -/+ z * sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)), Wilson (1927), as used by Fingertips.
    Null where a count is missing, the denominator is not above 0, or the numerator is outside 0..denominator.

    numerator, denominator: column expressions; end: 'low' or 'high'.
-#}
{% macro wilson_interval(numerator, denominator, end) -%}
    {%- set x = 'cast(' ~ numerator ~ ' as double)' -%}
    {%- set n = 'cast(' ~ denominator ~ ' as double)' -%}
    {%- set z = z_of_95() -%}
    case
        when {{ denominator }} > 0 and {{ numerator }} >= 0 and {{ numerator }} <= {{ denominator }} then
            {# Arithmetic in binary can leave the bounds by a hair. #}
            greatest(0, least(100, 100 * (
                2 * {{ x }} + {{ z }} * {{ z }}
                {{ '-' if end == 'low' else '+' }} {{ z }} * sqrt({{ z }} * {{ z }} + 4 * {{ x }} * (1 - {{ x }} / {{ n }}))
            ) / (2 * ({{ n }} + {{ z }} * {{ z }}))))
    end
{%- endmacro %}
