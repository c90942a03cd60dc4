with training as (

    select * from {{ source('definitions', 'programme_training') }}

),

figure as (

    select * from {{ ref('int_programme_figure') }}
    where entry_kind = 'training'

),

printed as (

    select
        programme_id,
        entry_name as training_id,
        cast(max(case when figure_part = 'reached' then value end) as double) as reached,
        cast(max(case when figure_part = 'target' then value end) as double) as to_be_reached,
        cast(max(case when figure_part = 'share' then value end) as double) as share_reached_pct,
        coalesce(
            max(case when figure_part = 'reached' then release_file_id end),
            max(case when figure_part = 'share' then release_file_id end)
        ) as release_file_id,
        coalesce(
            max(case when figure_part = 'reached' then source_row end),
            max(case when figure_part = 'share' then source_row end)
        ) as source_row,
        max(case when figure_part = 'target' then release_file_id end) as target_release_file_id,
        max(case when figure_part = 'target' then source_row end) as target_source_row

    from figure
    group by programme_id, entry_name

),

final as (

    select
        training.programme_id,
        training.training_id,
        training.programme_name,
        training.geography_code,
        training.entry_number,
        training.training_title,
        training.unit,
        training.scorecard_id,
        printed.reached,
        printed.to_be_reached,
        training.target_by_words,
        printed.share_reached_pct,
        training.is_complete,
        printed.release_file_id,
        printed.source_row,
        printed.target_release_file_id,
        printed.target_source_row,
        training.stated_in,
        training.source_document,
        training.note,
        100 * printed.reached / nullif(printed.to_be_reached, 0) as reached_of_target_pct,
        case
            when printed.to_be_reached is null or printed.reached is null then 'no_target_stated'
            when printed.reached >= printed.to_be_reached then 'target_met'
            when not training.is_complete then 'still_going_on'
            else 'target_missed'
        end as reach_status

    from training
    inner join printed
        on
            training.programme_id = printed.programme_id
            and training.training_id = printed.training_id

)

select * from final
