with family_member as (

    select * from {{ ref('stg_landed__family_member') }}

),

pre_proceedings as (

    select * from {{ ref('stg_landed__pre_proceedings') }}

),

conference_referral as (

    select * from {{ ref('stg_landed__conference_referral') }}

),

conference_child as (

    select * from {{ ref('stg_landed__conference_child') }}

),

child as (

    select * from {{ ref('int_child') }}

),

referral as (

    select * from {{ ref('stg_landed__referral') }}
    where worker_key is not null

),

grouped as (

    select
        council,
        child_key,
        concat(family_kind, ':', family_key) as family_key,
        family_kind as link_method,
        'high' as confidence,
        min(valid_from) as valid_from,
        case when count(valid_to) = count(*) then max(valid_to) end as valid_to
    from family_member
    group by council, child_key, family_kind, family_key

    union all

    select
        council,
        child_key,
        concat('plo:', family_key) as family_key,
        'plo' as link_method,
        'high' as confidence,
        min(coalesce(started_date, letter_sent_date)) as valid_from,
        null as valid_to
    from pre_proceedings
    where family_key is not null
    group by council, child_key, family_key

    union all

    select
        conference_child.council,
        conference_child.child_key,
        concat('fgc:', conference_referral.family_key) as family_key,
        'fgc' as link_method,
        'high' as confidence,
        min(conference_referral.referral_date) as valid_from,
        null as valid_to
    from conference_child
    inner join conference_referral
        on
            conference_child.council = conference_referral.council
            and conference_child.conference_referral_key = conference_referral.conference_referral_key
    where conference_child.child_key is not null and conference_referral.family_key is not null
    group by conference_child.council, conference_child.child_key, conference_referral.family_key

),

shared as (

    select
        council,
        child_key,
        concat('mother:', mother_key) as family_key,
        'mother' as link_method,
        'high' as confidence,
        cast(null as date) as valid_from
    from child
    where mother_key is not null

    union all

    select
        council,
        child_key,
        concat('address:', address_key) as family_key,
        'address' as link_method,
        'medium' as confidence,
        cast(null as date) as valid_from
    from child
    where address_key is not null

    union all

    select distinct
        council,
        child_key,
        concat('referral:', cast(referral_date as {{ type_text() }}), ':', worker_key) as family_key,
        'same_referral' as link_method,
        'low' as confidence,
        referral_date as valid_from
    from referral

),

-- One child is no family, and a hostel or a busy worker is none either.
counted as (

    select
        *,
        count(*) over (partition by council, family_key) as children
    from shared

),

told as (

    select * from grouped
    union all
    select
        council,
        child_key,
        family_key,
        link_method,
        confidence,
        valid_from,
        null as valid_to
    from counted
    where children between 2 and 10

),

final as (

    select
        council,
        family_key,
        child_key,
        link_method,
        any_value(confidence) as confidence,
        min(valid_from) as valid_from,
        case when count(valid_to) = count(*) then max(valid_to) end as valid_to
    from told
    group by council, family_key, child_key, link_method

)

select * from final
