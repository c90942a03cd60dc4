with kinship as (

    select * from {{ ref('int_kinship') }}

),

child as (

    select * from {{ ref('int_child') }}

),

merged as (

    {{ merged_over_known('kinship', ['kinship_state', 'kinship_from', 'evidence_code'], [
        'kinship_to', 'is_long_term',
    ]) }}

),

final as (

    select
        child.council,
        child.child_key,
        merged.known_from,
        merged.known_to,
        merged.kinship_state,
        merged.kinship_from,
        merged.kinship_to,
        merged.evidence_code,
        merged.is_long_term
    from merged
    inner join child on merged.child_number = child.child_number

)

select * from final
