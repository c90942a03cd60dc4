{%- set of_children = status_records() + ['child', 'identifier', 'family_member', 'contact', 'previous_permanence',
    'care_event', 'partner_event'] -%}
with statement as (

    select * from {{ ref('stg_landed__statement') }}

),

described as (

    select * from {{ ref('stg_landed__child') }}

),

named as (

    {% for record in of_children %}
        select distinct
            council,
            child_key
        from {{ ref('stg_landed__' ~ record) }}
        where child_key is not null
        {% if not loop.last %}union{% endif %}
    {% endfor %}

),

expected as (

    select distinct
        council,
        child_key,
        expected_birth_date
    from described
    where expected_birth_date is not null

),

-- A list that has one column for both dates has the expected one in it until the child is born.
dated as (

    select
        described.*,
        coalesce(
            described.birth_date > described.snapshot_date
            or (
                coalesce(described.sex, 'U') = 'U'
                and described.expected_birth_date is null
                and described.birth_date = expected.expected_birth_date
            ),
            false
        ) as is_birth_ahead
    from described
    left join expected
        on
            described.council = expected.council
            and described.child_key = expected.child_key
            and described.birth_date = expected.expected_birth_date

),

known as (

    select
        described.council,
        described.child_key,
        {{ value_at_greatest(
            'case when not described.is_birth_ahead then described.birth_date end', 'statement.statement_number'
        ) }} as birth_date,
        {{ value_at_greatest(
            'case when described.is_birth_ahead then described.birth_date else described.expected_birth_date end',
            'statement.statement_number'
        ) }} as expected_birth_date,
        {% for column in ['death_date', 'sex', 'ethnicity', 'is_disabled',
            'is_unaccompanied_asylum_seeking', 'upn_key', 'former_upn_key', 'mother_key', 'address_key', 'lsoa'] %}
            {{ value_at_greatest('described.' ~ column, 'statement.statement_number') }} as {{ column }},
        {% endfor %}
        min(statement.snapshot_date) as first_known_date
    from dated as described
    inner join statement on described.statement_id = statement.statement_id
    group by described.council, described.child_key

),

final as (

    select
        row_number() over (order by named.council, named.child_key) as child_number,
        named.council,
        named.child_key,
        known.birth_date,
        known.expected_birth_date,
        known.death_date,
        known.sex,
        known.ethnicity,
        known.is_disabled,
        known.is_unaccompanied_asylum_seeking,
        known.upn_key,
        known.former_upn_key,
        known.mother_key,
        known.address_key,
        known.lsoa,
        {{ birthday('known.birth_date', var('looked_after_until_age')) }} as grown_up_date
    from named
    left join known on named.council = known.council and named.child_key = known.child_key

)

select * from final
