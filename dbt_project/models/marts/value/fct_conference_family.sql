with family as (

    select * from {{ ref('int_conference_family_value') }}

),

final as (

    select
        cohort_id,
        family_number,
        geography_code,
        table_number,
        period_end_date,
        printed_exit_month,
        children,
        conferences,
        status_at_entry,
        status_at_exit,
        status_at_follow_up,
        printed_cost_pounds,
        printed_benefit_pounds,
        printed_return,
        cost_pounds,
        benefit_pounds,
        return_ratio,
        price_year,
        release_file_id,
        source_row,
        {{ first_of_written_month('printed_exit_month') }} as exit_month,
        -- The report rounds the saving of a child to a pound and then counts children.
        round(printed_benefit_pounds - benefit_pounds, 2) as benefit_difference,
        abs(round(printed_benefit_pounds - benefit_pounds, 2)) <= 0.5 * children as is_benefit_by_rule

    from family

)

select * from final
