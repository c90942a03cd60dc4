with history as (

    select * from {{ ref('int_measure_history') }}

),

release_file as (

    select * from {{ ref('int_release_file') }}

),

changed as (

    select
        measure_id,
        geography_code,
        period_kind,
        period_end_date,
        previous_release_file_id as earlier_release_file_id,
        release_file_id as later_release_file_id,
        previous_raw_value as earlier_raw_value,
        previous_published_value as earlier_value,
        previous_published_value_reason as earlier_value_reason,
        raw_value as later_raw_value,
        value as later_value,
        value_reason as later_value_reason,
        case
            when is_restored then 'restored'
            when previous_published_value is not null and value is not null then 'value'
            when previous_published_value is not null then 'value_to_symbol'
            when value is not null then 'symbol_to_value'
            else 'symbol'
        end as revision_kind

    from history
    where
        previous_release_file_id is not null
        -- The count of a rate that is worked out may stay, and its population not.
        and (is_restored or raw_value <> previous_raw_value or value <> previous_published_value)

),

withdrawn as (

    select
        measure_id,
        geography_code,
        period_kind,
        period_end_date,
        release_file_id as earlier_release_file_id,
        withdrawn_by_release_file_id as later_release_file_id,
        raw_value as earlier_raw_value,
        value as earlier_value,
        value_reason as earlier_value_reason,
        cast(null as {{ type_text() }}) as later_raw_value,
        cast(null as {{ type_figure() }}) as later_value,
        cast(null as {{ type_text() }}) as later_value_reason,
        'withdrawn' as revision_kind

    from history
    where withdrawn_by_release_file_id is not null

),

revision as (

    select * from changed
    union all
    select * from withdrawn

),

final as (

    select
        revision.measure_id,
        revision.geography_code,
        {{ period_id('revision.period_kind', 'revision.period_end_date') }} as period_id,
        revision.period_end_date,
        revision.earlier_release_file_id,
        revision.later_release_file_id,
        release_file.known_from as revised_on,
        revision.revision_kind,
        revision.earlier_raw_value,
        revision.earlier_value,
        revision.earlier_value_reason,
        revision.later_raw_value,
        revision.later_value,
        revision.later_value_reason,
        cast(revision.later_value - revision.earlier_value as {{ type_figure() }}) as change_on_revision,
        case
            when revision.earlier_value <> 0
                then
                    100 * cast(revision.later_value - revision.earlier_value as double)
                    / cast(revision.earlier_value as double)
        end as change_on_revision_pct

    from revision
    inner join release_file on revision.later_release_file_id = release_file.release_file_id

)

select * from final
