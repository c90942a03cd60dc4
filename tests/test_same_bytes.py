"""The same inputs give the same marts and pages, to the last bit; and a publication is named by what its marts say."""

import json
import math
from pathlib import Path

import duckdb
import pytest

from drawn import DAY
from oba import cli
from oba.build import warehouse_file
from oba.config import Settings, settings_from_environment
from oba.content import ContentUnknown, content_of, differing, left_out
from oba.publication import WAREHOUSE, Manifest, publish
from oba.site import draw_pages
from pipeline import in_environment
from rebuilding import content_of_build, rebuilt, shuffled

PLACE = "E06000012"


@pytest.fixture(scope="module")
def another(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The built demo built again, on other numbers of threads and with the rows of every table in another order."""
    home = tmp_path_factory.mktemp("another")
    rebuilt(built.build / "inputs", home, 1, 4, lambda inputs: shuffled(inputs, seed=7))
    return settings_from_environment(home=home)


def test_rows_in_another_order_and_other_threads_give_the_same_marts(built, another):
    assert content_of_build(another) == content_of_build(built)


def test_they_give_the_same_pages(built, another, tmp_path):
    drawn = [
        {
            page.relative_to(tmp_path / name): page.read_bytes()
            for page in draw_pages(warehouse_file(settings), tmp_path / name, DAY, (PLACE,))
        }
        for name, settings in (("one", built), ("other", another))
    ]
    assert {page.suffix for page in drawn[0]} >= {".html", ".csv", ".xlsx"}
    assert drawn[0].keys() == drawn[1].keys()
    assert [page for page, content in drawn[0].items() if drawn[1][page] != content] == []


def test_the_dfe_s_figures_and_verdicts_do_not_hang_on_order_or_threads_either(built_from_dfe, tmp_path):
    found = rebuilt(built_from_dfe.build / "inputs", tmp_path, 1, 1, lambda inputs: shuffled(inputs, seed=11))
    assert found == content_of_build(built_from_dfe)


def test_a_feed_less_changes_nothing_of_the_measures_of_others(built, tmp_path):
    feed = "evaluation_table_04"
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as marts:
        files = marts.execute("select release_file_id from marts.dim_release_file where feed = ?", [feed]).fetchall()
    assert files

    def without(inputs: Path) -> None:
        for (file_id,) in files:
            (inputs / "observation" / f"{file_id}.parquet").unlink()

    rebuilt(built.build / "inputs", tmp_path, 4, 2, without)
    fewer = warehouse_file(settings_from_environment(home=tmp_path))
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as marts:
        marts.execute(f"attach '{fewer}' as fewer (read_only)")
        facts = [
            name
            for (name,) in marts.execute(
                "select distinct table_name from information_schema.columns"
                " where table_catalog = 'fewer' and column_name = 'measure_id' and table_name like 'fct%' order by 1"
            ).fetchall()
        ]
        assert "fct_measure_verdict" in facts
        gone = "select measure_id from marts.fct_measure_value where release_file_id in (select unnest(?))"
        ids = [file_id for (file_id,) in files]
        for fact in facts:
            rows = f"select * from marts.{fact} where measure_id not in ({gone})"
            other = rows.replace(f"marts.{fact}", f"fewer.marts.{fact}")
            assert marts.execute(f"({rows}) except all ({other})", [ids, ids]).fetchall() == []
            assert marts.execute(f"({other}) except all ({rows})", [ids, ids]).fetchall() == []


def warehouse(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in ("create schema marts", *statements):
            connection.execute(statement)
    return path


def digest(path: Path, *rows: str, columns: str = "name varchar, value double", without: dict | None = None) -> str:
    """Return the digest of a warehouse of one mart with those rows."""
    made = warehouse(path, f"create table marts.fct ({columns})", *(f"insert into marts.fct {row}" for row in rows))
    return content_of(made, without or {}).digest


def test_a_digest_counts_rows_in_any_order_and_columns_by_name(tmp_path):
    one = digest(tmp_path / "one", "values ('a', 1), ('b', null)")
    assert digest(tmp_path / "order", "values ('b', null), ('a', 1)") == one
    assert digest(tmp_path / "columns", "values (1, 'a'), (null, 'b')", columns="value double, name varchar") == one


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (f"values ('a', {math.nextafter(1, 2)!r}), ('b', null)", "name varchar, value double"),
        ("values ('a', 1), ('b', 0)", "name varchar, value double"),
        ("values ('a', 1), ('-', null)", "name varchar, value double"),
        ("values ('a', 1), (null, null)", "name varchar, value double"),
        ("values ('a', 1), ('b', null), ('b', null)", "name varchar, value double"),
        ("values ('a', 1), ('b', null)", "name varchar, figure double"),
        ("values ('a', 1), ('b', null)", "name varchar, value integer"),
    ],
    ids=["last bit", "nought for none", "another text", "none for text", "row twice", "column's name", "its type"],
)
def test_a_digest_knows_every_difference(tmp_path, rows, columns):
    one = digest(tmp_path / "one", "values ('a', 1), ('b', null)")
    assert digest(tmp_path / "other", rows, columns=columns) != one


def test_no_two_rows_of_texts_are_written_alike(tmp_path):
    columns = "one varchar, two varchar"
    found = {
        digest(tmp_path / str(number), f"values {row}", columns=columns)
        for number, row in enumerate(
            ("('a|1:b', 'c')", "('a', 'b|1:c')", "('a|1', 'b:c')", "(null, '-')", "('-', null)")
        )
    }
    assert len(found) == 5


def test_columns_of_the_installation_are_left_out_and_no_others(tmp_path):
    assert left_out() == {"dim_release_file": ["landed_at", "origin"]}
    first, second = (
        digest(tmp_path / row, f"values ('{row}', 1)", without={"fct": ["name"]}) for row in ("one", "two")
    )
    assert first == second


@pytest.fixture
def published(own_build) -> tuple[Settings, Manifest]:
    return own_build, publish(own_build)


def test_a_manifest_has_the_digests_of_its_marts_and_names_the_publication_by_them(published):
    settings, manifest = published
    content = content_of(settings.served / WAREHOUSE, left_out())
    said = json.loads((settings.served / "manifest.json").read_text())["content"]
    assert (said["digest"], said["marts"], said["left_out"]) == (content.digest, content.marts, content.left_out)
    assert set(said["marts"]) == set(manifest.row_counts)
    assert differing(settings.served) == []


def test_a_changed_figure_is_found_and_the_command_fails(published, monkeypatch, capsys):
    settings, _ = published
    path = settings.served.resolve() / WAREHOUSE
    path.chmod(0o644)
    with duckdb.connect(str(path)) as marts:
        marts.execute("update marts.fct_measure_value set value = value + 1 where source_row = 2 and value is not null")
    assert differing(settings.served) == ["fct_measure_value"]
    with in_environment(settings), pytest.raises(SystemExit) as ended:
        cli.app(["digest"])
    assert ended.value.code == 1
    assert "fct_measure_value" in capsys.readouterr().out


def test_a_folder_without_digests_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(ContentUnknown, match="Name the folder of a publication"):
        differing(tmp_path)
