{#-
    One end of the 95% interval of a figure in the measure's unit, by the method of its measure.

    wilson: a percentage of a known denominator. byar: a rate, the interval of its numerator over the denominator times
    the multiplier. count: the figure is itself a count of events. Null where the counts are not known.

    Reads the columns interval_method, multiplier, value, numerator and denominator; end: 'low' or 'high'.
-#}
{% macro interval_of(end) -%}
    case interval_method
        when 'wilson' then {{ wilson_interval('numerator', 'denominator', end) }}
        when 'byar' then
            case
                when denominator > 0
                    then {{ poisson_interval('numerator', end) }} / cast(denominator as double) * multiplier
            end
        when 'count' then {{ poisson_interval('value', end) }}
    end
{%- endmacro %}
