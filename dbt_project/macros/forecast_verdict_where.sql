{#-
    What became of a baseline, where `better` is 1 if the figure should rise, -1 if it should fall and 0 if neither is
    better. What is said of the newest figure beside its baseline does not contradict what is said of the change: a curve
    has turned where the figures as a whole bear it out.
-#}
{% macro forecast_verdict_where(better) -%}
    case
        when why_not_judged is not null then why_not_judged
        when side = 'inside' then 'on_the_baseline'
        when {{ better }} = 0 and side = 'above' then 'above_the_baseline'
        when {{ better }} = 0 then 'below_the_baseline'
        when ({{ better }} = 1) <> (side = 'above') then 'worse'
        when is_change_real and change_direction = -({{ better }}) then 'slowed'
        when
            moved = {{ better }}
            and (
                change_verdict is null
                or ((is_change_real or change_verdict = 'changed_direction') and change_direction = {{ better }})
            )
            -- Figures that went this way all the time have no curve to turn.
            and (went <> {{ better }} or coalesce(change_shape, '') = 'changed_direction')
            then 'turned'
        when moved = {{ better }} then 'better'
        when (is_change_real or change_verdict = 'changed_direction') and change_direction = {{ better }} then 'better'
        else 'slowed'
    end
{%- endmacro %}
