{#-
    One end of the 95% interval of a count of events, in events.

    From 10 on Byar's approximation, x(1 - 1/(9x) -/+ z/(3 sqrt x))^3 with x + 1 in place of x for the high end (Breslow
    and Day 1987), as used by Fingertips; under 10 the exact limits, chi2inv(0.025, 2x)/2 and chi2inv(0.975, 2x+2)/2,
    which no engine computes, so they stand here as numbers. Null where the count is missing, negative, or under 10 and
    not whole.

    events: column expression; end: 'low' or 'high'.
-#}
{% macro poisson_interval(events, end) -%}
    {%- set x = 'cast(' ~ events ~ ' as double)' -%}
    {%- set z = z_of_95() -%}
    case
        {%- for limits in exact_poisson_limits() %}
        when {{ events }} = {{ loop.index0 }} then cast({{ limits[0 if end == 'low' else 1] }} as double)
        {%- endfor %}
        when {{ events }} >= 10 then
            {%- if end == 'low' %}
            {{ x }} * power(1 - 1 / (9 * {{ x }}) - {{ z }} / (3 * sqrt({{ x }})), 3)
            {%- else %}
            ({{ x }} + 1) * power(1 - 1 / (9 * ({{ x }} + 1)) + {{ z }} / (3 * sqrt({{ x }} + 1)), 3)
            {%- endif %}
    end
{%- endmacro %}

{#- The exact limits of 0 to 9 events; tests/test_statistics.py computes them again. -#}
{% macro exact_poisson_limits() -%}
    {{ return([
        (0.0, 3.6888794541139354),
        (0.025317807984289876, 5.571643390938898),
        (0.24220927854396496, 7.22468766772396),
        (0.6186721228956014, 8.767273069742323),
        (1.0898653736263249, 10.241588675403694),
        (1.6234863901184207, 11.66833207932267),
        (2.2018942534908508, 13.059474022518685),
        (2.8143630515198654, 14.422675361702376),
        (3.4538321767485014, 15.763189220193313),
        (4.115373097378334, 17.084803451419166)
    ]) }}
{%- endmacro %}
