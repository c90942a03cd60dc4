{#- Where a child went, by the code with which care or the episode of need ended; null where the code is no exit. -#}
{% macro exit_route(reason) -%}
    case
        when {{ reason }} in ('E11', 'E12', 'RC1') then 'adopted'
        when {{ reason }} in ('E2', 'RC2', 'died') then 'died'
        when {{ reason }} in ('E3', 'RC5') then 'transferred'
        when {{ reason }} in ('E41', 'RC3') then 'child_arrangements_order'
        when {{ reason }} in ('E42', 'E43', 'E44', 'E45', 'E46', 'E47', 'E48', 'RC4') then 'special_guardianship'
        when {{ reason }} in ('E4A', 'E4B') then 'home'
        when {{ reason }} = 'E13' then 'others_without_responsibility'
        when {{ reason }} in ('E5', 'E6', 'E17') then 'independence'
        when {{ reason }} in ('E7', 'RC6') then 'adult_services'
        when {{ reason }} = 'E9' then 'custody'
        when {{ reason }} = 'E14' then 'remand_ended'
        when {{ reason }} in ('E15', 'grown_up') then 'grown_up'
        when {{ reason }} = 'E16' then 'abroad'
        when {{ reason }} = 'RC8' then 'no_further_action'
        when {{ reason }} = 'RC9' then 'early_help'
        when {{ reason }} in ('E8', 'RC7') then 'other'
    end
{%- endmacro %}
