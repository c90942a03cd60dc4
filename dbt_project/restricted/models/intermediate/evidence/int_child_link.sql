with child as (

    select * from {{ ref('int_child') }}

),

adopted as (

    select distinct child_number
    from {{ ref('int_looked_after_episode_version') }}
    where end_reason in ('E11', 'E12')
    union
    select distinct child_number
    from {{ ref('int_referral_version') }}
    where end_reason = 'RC1'

),

unborn as (

    select * from child
    where birth_date is null and expected_birth_date is not null and mother_key is not null

),

-- Adoption severs who a child was: its new number is never led back to the old.
born as (

    select * from child
    where
        birth_date is not null and mother_key is not null
        and child_number not in (select adopted.child_number from adopted)

),

pair as (

    select
        unborn.child_number,
        born.child_number as born_child_number,
        born.child_key as born_child_key,
        abs({{ days_between('unborn.expected_birth_date', 'born.birth_date') }}) as days_apart,
        count(*) over (partition by unborn.child_number) as candidates
    from unborn
    inner join born
        on
            unborn.council = born.council
            and unborn.mother_key = born.mother_key
            and born.birth_date between {{ days_after('unborn.expected_birth_date', -112) }}
            and {{ days_after('unborn.expected_birth_date', 28) }}

),

final as (

    select
        child_number,
        born_child_number,
        born_child_key,
        'mother_and_expected_date' as link_method,
        case when candidates > 1 then 'low' when days_apart <= 21 then 'high' else 'medium' end as confidence
    from pair

)

select * from final
