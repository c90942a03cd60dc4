{#-
    One end of the 95% interval of a figure in the measure's unit, by the method of its measure.

    wilson: a percentage of a known denominator. byar: a rate, the interval of its events over the people for one unit of
    it. count: the figure is itself a count of events. Null where the counts are not known.

    Reads the columns interval_method, denominator, events and people_per_unit; end: 'low' or 'high'.
-#}
{% macro interval_of(end) -%}
    case interval_method
        when 'wilson' then {{ wilson_interval('events', 'denominator', end) }}
        when 'byar' then
            case
                when people_per_unit > 0
                    then {{ poisson_interval('events', end) }} / people_per_unit
            end
        when 'count' then {{ poisson_interval('events', end) }}
    end
{%- endmacro %}
