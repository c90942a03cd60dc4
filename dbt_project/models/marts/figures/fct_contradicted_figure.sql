with arithmetic as (

    select * from {{ ref('int_printed_arithmetic') }}

),

written as (

    select * from {{ ref('int_contradiction_sentence') }}

),

final as (

    select
        arithmetic.release_file_id,
        arithmetic.source_row,
        arithmetic.published_column,
        arithmetic.relation_number,
        arithmetic.arithmetic_rule,
        arithmetic.geography_code,
        arithmetic.period_end_date,
        arithmetic.breakdown,
        arithmetic.raw_value,
        arithmetic.value,
        arithmetic.numerator,
        arithmetic.denominator,
        arithmetic.multiplied_by,
        arithmetic.sum_of_parts,
        arithmetic.part_count,
        arithmetic.arithmetic_value,
        arithmetic.difference_from_arithmetic,
        arithmetic.contradiction_kind,
        written.contradiction_sentence

    from arithmetic
    inner join written
        on
            arithmetic.release_file_id = written.release_file_id
            and arithmetic.source_row = written.source_row
            and arithmetic.published_column = written.published_column
            and arithmetic.relation_number = written.relation_number
            and arithmetic.arithmetic_rule = written.arithmetic_rule

)

select * from final
