with case_status as (

    select * from {{ ref('stg_landed__case_status') }}
    where case_status is not null

),

interval_known as (

    select * from {{ ref('int_known_interval') }}
    where known_to is null

),

child as (

    select * from {{ ref('int_child') }}

),

segment as (

    select segment.*
    from {{ ref('int_status_segment') }} as segment
    inner join interval_known on segment.known_number = interval_known.known_number

),

final as (

    select
        case_status.council,
        child.child_number,
        case_status.snapshot_date,
        case_status.case_status as typed_status,
        {{ status_of('segment.status_rank') }} as derived_status,
        coalesce(
            case
                when case_status.case_status = 'open_assessment' then segment.status_rank = 3
                -- Early help is no case of theirs.
                when case_status.case_status = 'closed' then segment.status_rank in (0, 2)
                else {{ status_of('segment.status_rank') }} = case_status.case_status
            end,
            false
        ) as is_as_typed
    from case_status
    inner join child on case_status.council = child.council and case_status.child_key = child.child_key
    left join segment
        on
            child.child_number = segment.child_number
            and case_status.snapshot_date >= segment.segment_from
            and case_status.snapshot_date < coalesce(segment.segment_to, {{ open_end() }})

)

select * from final
