with printed as (

    select * from {{ ref('int_printed_value') }}

),

recomputed as (

    select * from {{ ref('int_recomputed_value') }}

),

beside_each_other as (

    select
        printed.*,
        recomputed.recomputed_basis,
        recomputed.recomputed,
        round(printed.printed - recomputed.recomputed, 6) as difference_from_recomputed,
        recomputed.roundings * 0.5 * power(10, -printed.printed_decimal_places) as rounding

    from printed
    inner join recomputed
        on
            printed.table_number = recomputed.table_number
            and printed.printed_row = recomputed.printed_row
            and printed.printed_column = recomputed.printed_column

),

judged as (

    select
        *,
        abs(difference_from_recomputed) <= rounding + 0.000001 as is_within_rounding,
        abs(printed - trunc(recomputed * power(10, printed_decimal_places)) / power(10, printed_decimal_places))
        < 0.000001 as is_cut,
        printed_decimal_places = 3 and abs(1000 * printed - recomputed) <= 0.5 as is_point_for_comma

    from beside_each_other

),

of_the_rows as (

    select
        table_number,
        printed_row,
        printed_column

    from judged
    where recomputed_basis = 'printed_rows' and (is_within_rounding or is_cut or is_point_for_comma)

),

final as (

    select
        judged.table_number,
        judged.printed_row,
        judged.printed_column,
        judged.recomputed_basis,
        judged.printed,
        judged.recomputed,
        judged.difference_from_recomputed,
        judged.rounding,
        judged.is_within_rounding,
        judged.release_file_id,
        judged.source_row,
        case
            when judged.is_within_rounding then 'within_rounding'
            when judged.is_cut then 'cut_not_rounded'
            when judged.is_point_for_comma then 'point_for_comma'
            -- The rows as printed give it, so it is a row that the rule does not give.
            when judged.recomputed_basis = 'rule' and of_the_rows.printed_row is not null then 'row_not_by_rule'
            else 'differs'
        end as difference_kind

    from judged
    left join of_the_rows
        on
            judged.table_number = of_the_rows.table_number
            and judged.printed_row = of_the_rows.printed_row
            and judged.printed_column = of_the_rows.printed_column

)

select * from final
