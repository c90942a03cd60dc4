with source_pair as (

    select * from {{ ref('int_source_pair') }}

),

written as (

    select * from {{ ref('int_source_pair_sentence') }}

),

final as (

    select
        source_pair.measure_id,
        source_pair.geography_code,
        {{ period_id('source_pair.period_kind', 'source_pair.period_end_date') }} as period_id,
        source_pair.period_end_date,
        source_pair.preference,
        source_pair.publication_title,
        source_pair.release_file_id,
        source_pair.source_row,
        source_pair.published_column,
        source_pair.raw_value,
        source_pair.value,
        source_pair.releases_with_figure,
        source_pair.figures_in_releases,
        source_pair.other_preference,
        source_pair.other_publication_title,
        source_pair.other_release_file_id,
        source_pair.other_source_row,
        source_pair.other_published_column,
        source_pair.other_raw_value,
        source_pair.other_value,
        source_pair.difference_between_sources,
        source_pair.is_rounding_enough,
        source_pair.agreeing_release_file_id,
        source_pair.source_pair_reason,
        written.disagreement_sentence

    from source_pair
    inner join written
        on
            source_pair.measure_id = written.measure_id
            and source_pair.geography_code = written.geography_code
            and source_pair.period_end_date = written.period_end_date
            and source_pair.preference = written.preference
            and source_pair.other_preference = written.other_preference

)

select * from final
