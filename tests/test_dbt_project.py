"""Layers, names and descriptions of the dbt project, read from its manifest."""

import json
import logging
import re
import shutil
from copy import deepcopy
from pathlib import Path

import pytest

from expectations import published_marts
from oba import vocabulary
from oba.build import DBT_PROJECT, BuildFailed, dbt_arguments, run_dbt
from oba.build.names import made_parts, names_table
from oba.definitions.tables import TABLES
from oba.documents import write_part
from oba.vocabulary import COLUMNS, words

NAMED = {
    "staging": r"stg_landed__[a-z_]+",
    "intermediate": r"int_[a-z_]+",
    "marts": r"(dim|fct|bridge|scorecard)_[a-z_]+",
}
# Definitions and records are typed and named before dbt reads them; what is landed is staged first.
TYPED = {"definitions", "records"}
MAY_READ = {
    "staging": {"landed", *TYPED},
    "intermediate": {"staging", "intermediate", *TYPED},
    "marts": {"intermediate", "marts", *TYPED},
}
# Other words for what the naming page calls by one name.
NOT_OUR_WORDS = r"(^|_)(lac|cla_|kids|la_code|gss|kpi|lea|ward|dt|yr|val|pct_of|desc|num|cnt|avg)(_|$)"


@pytest.fixture(scope="module")
def manifest(built) -> dict:
    return json.loads((built.dbt_artifacts / "target" / "manifest.json").read_text())


@pytest.fixture(scope="module")
def models(manifest) -> dict[str, dict]:
    found = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    assert len(found) > 15
    return found


@pytest.fixture(scope="module")
def tables(manifest, models) -> dict[str, dict]:
    """Every model and typed source by schema and name."""
    typed = [node for node in manifest["sources"].values() if node["source_name"] in TYPED]
    return {_place(node): node for node in (*models.values(), *typed)}


def _place(node: dict) -> str:
    return f"{node['schema']}.{node['name']}"


def layer(node: dict) -> str:
    return node["fqn"][1]


def test_every_model_is_named_for_its_layer(models):
    wrong = [name for name, node in models.items() if not re.fullmatch(NAMED[layer(node)], name)]
    assert wrong == []


def test_a_layer_reads_only_what_it_may(manifest, models):
    wrong = []
    for name, node in models.items():
        for parent in node["depends_on"]["nodes"]:
            source = manifest["sources"].get(parent)
            kind = source["source_name"] if source else layer(manifest["nodes"][parent])
            if kind not in MAY_READ[layer(node)]:
                wrong.append(f"{name} reads {parent}")
    assert wrong == []


def test_every_table_says_its_grain_and_describes_every_column(built, tables):
    catalogue = columns_of(built)
    wrong = []
    for name, node in tables.items():
        if not re.search(r"One row per [^.]+\.$", node["description"].strip()):
            wrong.append(f"{name}: its description does not end with 'One row per ...'")
        undescribed = [column for column in catalogue[name] if not node["columns"].get(column, {}).get("description")]
        unknown = set(node["columns"]) - set(catalogue[name])
        if undescribed or unknown:
            wrong.append(f"{name}: without description {undescribed}, described but absent {sorted(unknown)}")
    assert wrong == []


def test_every_table_has_its_key_tested_with_all_its_other_rules_in_one_statement(manifest, tables):
    ids = {node["unique_id"] for node in tables.values()}
    tests = [node["test_metadata"] for node in manifest["nodes"].values() if node.get("test_metadata")]
    assert {test["name"] for test in tests} == {"sound"}
    assert len(tests) == len(ids)
    keyless = [test for test in tests if not (test["kwargs"].get("key") or test["kwargs"].get("one_row_per"))]
    assert keyless == []


def test_every_table_of_definitions_is_declared_to_dbt(manifest):
    declared = {node["name"] for node in manifest["sources"].values() if node["source_name"] == "definitions"}
    assert declared == {table.name for table in TABLES}


def test_every_mart_has_an_enforced_contract_and_a_suite(models):
    marts = {name: node for name, node in models.items() if layer(node) == "marts"}
    assert all(node["contract"]["enforced"] for node in marts.values())
    assert all(column["data_type"] for node in marts.values() for column in node["columns"].values())
    assert set(marts) == set(published_marts.suites())


def test_every_model_that_computes_has_a_unit_test(manifest, models):
    tested = {node["model"] for node in manifest["unit_tests"].values()}
    computing = {
        name for name in models if name.startswith(("int_", "fct_", "scorecard_")) or name == "stg_landed__observation"
    }
    passed_through = {  # rows and columns chosen or put beside each other by key, nothing else
        "fct_cohort_balance",
        "fct_cohort_survival",
        "fct_contradicted_figure",
        "fct_measure_vintage",
        "fct_measure_verdict",
        "fct_forecast_verdict",
        "fct_source_pair",
        "fct_practice_feature",
        "fct_survey_distribution",
        "int_council_return",
        "scorecard_data_development",
    }
    in_python = {name for name, node in models.items() if node["language"] == "python"}  # dbt tests SQL alone
    assert computing - passed_through - in_python - tested == set()


def test_a_python_model_only_hands_its_frame_to_the_package(models):
    """What it computes is in the package, where tests/test_statistics.py holds it against a library."""
    for node in models.values():
        if node["language"] == "python":
            code = (DBT_PROJECT / node["original_file_path"]).read_text()
            assert "from oba." in code and "import numpy" not in code and len(code.splitlines()) < 20, node["name"]


def test_every_unit_test_of_the_models_passes(own_build):
    """They check formulas and not data, so a refresh leaves them out."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    try:
        options = ["--quiet", "test", "--select", "test_type:unit", *dbt_arguments(own_build)]
        outcome = dbtRunner().invoke(options)
    finally:
        DuckDBConnectionManager.close_all_connections()
    results = [result for result in outcome.result.results if result.node.resource_type == "unit_test"]
    assert len(results) > 20
    assert {result.node.name: result.message for result in results if result.status != "pass"} == {}


def test_a_refresh_runs_the_tests_of_the_data_and_not_those_of_the_code(built):
    ran = json.loads((built.dbt_artifacts / "target" / "run_results.json").read_text())["results"]
    assert {result["unique_id"].split(".")[0] for result in ran} == {"model", "operation", "test"}


def test_columns_use_the_field_s_words(built):
    wrong = {
        f"{table}.{column}"
        for table, columns in columns_of(built).items()
        if not table.startswith("landed.")
        for column in columns
        if re.search(NOT_OUR_WORDS, column) and column != "old_la_code"
    }
    assert wrong == set()


def test_the_documents_name_the_models_and_columns_that_there_are(manifest, models, tmp_path):
    parts = made_parts(manifest)
    changed = []
    for (document, part), text in parts.items():
        again = tmp_path / "again.md"
        again.write_text(document.read_text())
        write_part(again, part, text)
        if again.read_text() != document.read_text():
            changed.append(str(document))
    assert changed == []
    drawn = "".join(text for (document, _), text in parts.items() if document.name == "README.md")
    assert [name for name in models if layer(models[name]) != "staging" and f"| `{name}` |" not in drawn] == []


def test_one_name_with_two_meanings_is_refused(manifest):
    twice = deepcopy(manifest)
    twice["nodes"]["model.oba_scorecards.dim_period"]["columns"]["end_year"]["description"] = "Something else."
    with pytest.raises(BuildFailed, match="several meanings in the marts: end_year"):
        names_table(twice)


def test_no_model_has_the_rows_and_columns_of_its_only_parent(built, manifest, models):
    """Such a pair is one model; a column or a row less, or more, makes it two."""
    catalogue = columns_of(built)
    twins = [
        (name, parents[0])
        for name, node in models.items()
        if len(parents := [manifest["nodes"].get(parent) for parent in node["depends_on"]["nodes"]]) == 1
        and parents[0] is not None
        and set(catalogue[_place(node)]) == set(catalogue[_place(parents[0])])
    ]
    assert twins == []


def test_each_model_has_a_yml_of_its_name_beside_it():
    for path in sorted((DBT_PROJECT / "models").rglob("*.sql")):
        assert path.with_suffix(".yml").exists(), path.name
    for path in sorted((DBT_PROJECT / "models").rglob("*.py")):
        assert path.with_suffix(".yml").exists(), path.name


def test_engine_specific_sql_is_in_one_macro_file():
    specific = re.compile(
        r"read_parquet|strftime|strptime|date_diff|generate_series|regexp_matches|list\(|exclude|arg_max|//|epoch|unnest",
        re.I,
    )
    for path in sorted((DBT_PROJECT / "models").rglob("*.sql")):
        assert not specific.search(path.read_text()), path.name


def test_published_tables_carry_their_descriptions(built):
    import duckdb

    from oba.build import warehouse_file

    with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
        tables = warehouse.sql("select table_name, comment from duckdb_tables()").fetchall()
        columns = warehouse.sql(
            "select table_name, column_name from duckdb_columns() where comment is null and schema_name = 'marts'"
        ).fetchall()
    assert tables and all(comment for _, comment in tables)
    assert columns == []


def columns_of(built) -> dict[str, list[str]]:
    import duckdb

    with duckdb.connect(str(built.build / "warehouse.duckdb"), read_only=True) as connection:
        connection.sql(f"attach '{built.build / 'workings.duckdb'}' as workings (read_only)")
        rows = connection.sql(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() where not internal"
        ).fetchall()
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def test_the_published_file_holds_marts_and_nothing_else(built):
    import duckdb

    with duckdb.connect(str(Path(built.build) / "warehouse.duckdb"), read_only=True) as warehouse:
        schemas = warehouse.sql("select distinct schema_name from duckdb_tables()").fetchall()
    assert schemas == [("marts",)]


def test_a_description_of_a_column_that_speaks_in_codes_names_every_code(models):
    told = {
        column: described["description"]
        for node in models.values()
        if layer(node) == "marts"
        for column, described in node["columns"].items()
    }
    assert set(COLUMNS) <= set(told)
    silent = {
        column: [word for word in words(vocabulary) if word not in told[column]]
        for column, vocabulary in COLUMNS.items()
        if not column.endswith("_value_reason")  # those are the codes of value_reason
    }
    assert {column: missing for column, missing in silent.items() if missing} == {}


def test_what_the_models_decide_is_said_in_words_of_the_vocabulary():
    """A verdict that no model gives any more, or spells otherwise, is no word of ours."""
    decided = (
        "Verdict",
        "NoiseBasis",
        "SecondOpinion",
        "ProcessSignal",
        "RunDirection",
        "RevisionKind",
        "ForecastKind",
    )
    sql = "".join(path.read_text() for path in sorted((DBT_PROJECT / "models").rglob("*.sql")))
    found = {word for name in decided for word in words(getattr(vocabulary, name)) if f"'{word}'" not in sql}
    assert found <= set(words(vocabulary.Finding))  # which oba.statistics gives, and a model hands on


@pytest.fixture
def small(settings, tmp_path, monkeypatch) -> Path:
    """The folder of models of a project that has our macros and generic tests and no model yet."""
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: oba_scorecards\nprofile: oba_scorecards\n")
    shutil.copy(DBT_PROJECT / "profiles.yml", project)
    for folder in ("macros", "tests/generic"):
        shutil.copytree(DBT_PROJECT / folder, project / folder)
    settings.build.mkdir(parents=True)
    monkeypatch.setattr("oba.build.dbt.DBT_PROJECT", project)
    return project / "models"


def test_of_what_dbt_says_errors_and_warnings_reach_the_log(settings, small, caplog):
    (small / "broken.sql").write_text("select figure from nowhere")
    with caplog.at_level(logging.DEBUG, "oba"), pytest.raises(BuildFailed, match="model broken"):
        run_dbt(settings)
    said = [(record.levelno, record.getMessage()) for record in caplog.records if record.name == "oba.build.dbt"]
    assert any(level == logging.ERROR and "nowhere" in message for level, message in said), said
    assert all(level >= logging.WARNING for level, _ in said)


BROKEN_BY = {  # rows of number, part, word and other, and what is told of them
    "(1, 2, 'a', 1), (1, 3, 'a', null)": [],
    "(1, 2, 'a', 1), (1, 2, 'b', 1), (1, 3, 'c', 1)": ["2 rows: one row per number, part"],
    "(1, 2, 'a', 1), (1, null, 'b', 1)": ["1 rows: part is never null"],
    "(1, 2, 'a', 1), (1, 3, null, 1)": ["1 rows: word is never null"],
    "(1, 2, 'a', 1), (2, 3, 'a', 1)": ["2 rows: one row per word, other"],
    "(1, 2, 'a', null), (2, 3, 'a', null), (3, 4, 'b', null)": ["2 rows: one row per word, other"],
    "(1, 2, 'a', 1), (3, 4, 'a', 7), (3, 5, 'b', 8)": ["2 rows: other is in referred.number"],
    "(1, 2, 'a', 7), (1, null, null, 1), (1, null, 'b', 1)": [
        "2 rows: part is never null",
        "1 rows: word is never null",
        "2 rows: one row per number, part",
        "1 rows: other is in referred.number",
    ],
}


def test_a_table_that_is_not_sound_fails_with_each_rule_and_how_many_rows_break_it(settings, small):
    rules = {
        "key": ["number", "part"],
        "one_row_per": ["word", "other"],
        "not_null": ["word"],
        "references": [{"column": "other", "to": "ref('referred')", "field": "number"}],
    }
    (small / "referred.sql").write_text("select 1 as number union all select 1 as number")
    tables = []
    for number, rows in enumerate(BROKEN_BY):
        (small / f"table_{number}.sql").write_text(f"select * from (values {rows}) as t (number, part, word, other)")
        tables.append({"name": f"table_{number}", "data_tests": [{"sound": {"arguments": rules}}]})
    (small / "tables.yml").write_text(json.dumps({"models": tables}))
    with pytest.raises(BuildFailed) as failed:
        run_dbt(settings)
    told = {
        f"table_{named[1]}": re.findall(r"Not so in (.+?)\.(?= )", line)
        for line in str(failed.value).splitlines()
        if (named := re.search(r"- test sound_table_(\d+)", line))
    }
    assert told == {f"table_{number}": broken for number, broken in enumerate(BROKEN_BY.values()) if broken}
