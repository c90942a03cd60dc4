{#- The descriptions of every model that was built as comments on its table and columns. A transaction may write to
one database, so there is one for each; dbt has begun the first, and ends the empty last. -#}
{% macro comment_on_built(results) %}
    {%- if execute -%}
        {%- set built = [] -%}
        {%- for result in results if result.node.resource_type == 'model' and result.status == 'success' -%}
            {%- do built.append(graph.nodes[result.node.unique_id]) -%}
        {%- endfor -%}
        {%- for database, nodes in built | groupby('database') -%}
            {% for node in nodes -%}
                {%- set relation = api.Relation.create(
                    database=node.database, schema=node.schema, identifier=node.alias, type='table'
                ) -%}
                {{ alter_relation_comment(relation, node.description) }}
                {{ alter_column_comment(relation, node.columns) }}
            {% endfor %}
            commit; begin;
        {% endfor -%}
    {%- endif -%}
{% endmacro %}
