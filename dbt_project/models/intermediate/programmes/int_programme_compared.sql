with compared as (

    select * from {{ source('definitions', 'programme_comparison') }}

),

figure as (

    select * from {{ ref('int_programme_figure') }}
    where entry_kind = 'comparison'

),

-- The two figures beside each other, each with what it is out of, or over how many groups it is.
beside as (

    select
        programme_id,
        entry_name as comparison_id,
        cast(max(case when figure_part = 'first_value' then value end) as double) as first_value,
        cast(max(case when figure_part = 'first_base' then value end) as double) as first_base,
        cast(max(case when figure_part = 'first_groups' then value end) as double) as first_groups,
        cast(max(case when figure_part = 'second_value' then value end) as double) as second_value,
        cast(max(case when figure_part = 'second_base' then value end) as double) as second_base,
        cast(max(case when figure_part = 'second_groups' then value end) as double) as second_groups,
        max(case when figure_part = 'first_value' then release_file_id end) as first_release_file_id,
        max(case when figure_part = 'first_value' then source_row end) as first_source_row,
        max(case when figure_part = 'second_value' then release_file_id end) as second_release_file_id,
        max(case when figure_part = 'second_value' then source_row end) as second_source_row
    from figure
    group by programme_id, entry_name

),

final as (

    select
        compared.programme_id,
        compared.comparison_id,
        compared.comparison_form,
        compared.better_when,
        compared.untested_reason,
        beside.first_value,
        beside.first_base,
        beside.first_groups,
        beside.first_release_file_id,
        beside.first_source_row,
        beside.second_value,
        beside.second_base,
        beside.second_groups,
        beside.second_release_file_id,
        beside.second_source_row

    from compared
    inner join beside
        on
            compared.programme_id = beside.programme_id
            and compared.comparison_id = beside.comparison_id

)

select * from final
