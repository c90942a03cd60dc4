{#- Every rule about the rows of one table in one statement, as dbt takes longer over a statement than the engine does.
Fails with each rule that is broken, in words, and how many rows break it, which plugins/oba/build/dbt.py quotes.

key: columns that are never null, and no two rows have the same of them.
one_row_per: other columns of which no two rows have the same, nulls being the same.
not_null: columns, beside those of the key, that are never null.
references: columns, each with the table (to) and its column (field) where every value but null is found. -#}
{% test sound(model, key=[], one_row_per=[], not_null=[], references=[]) %}

with rules as (
    {{ rules_of(model, key, one_row_per, not_null, references) | join('union all') }}
)

select
    rule,
    broken_by
from rules
where broken_by > 0

{% endtest %}
