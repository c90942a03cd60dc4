"""The README is a map that stays true, and files keep what they promise of each other."""

import csv
import re
import subprocess

import oba
from oba.config import PROJECT
from oba.files import file_sha256
from released import DEMO_FILES

README = (PROJECT / "README.md").read_text()


def tracked() -> list[str]:
    listed = subprocess.run(["git", "-C", str(PROJECT), "ls-files"], capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_every_top_level_folder_and_file_is_in_the_readme():
    top = {path.split("/")[0] for path in tracked()} - {
        "README.md",
        "CHANGELOG.md",
        ".gitignore",
        ".ci",
        ".dockerignore",
    }
    missing = [name for name in top if f"`{name}" not in README]
    assert top and missing == []


def test_every_dag_and_make_command_in_the_readme_exists():
    dags = {path.stem for path in (PROJECT / "dags").glob("*.py")}
    assert dags and all(f"| `{dag}` |" in README for dag in dags)
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), flags=re.M))
    named = set(re.findall(r"make ([a-z]+)(?=[` ]|$)", README)) & set(re.findall(r"`make ([a-z]+)", README))
    assert named <= targets


def test_the_rooms_of_the_logic_are_all_named_in_its_beginning():
    named = set(re.findall(r"^- ``(\w+)``", oba.__doc__, flags=re.M))
    rooms = {path.split("/")[2].removesuffix(".py") for path in tracked() if path.startswith("plugins/oba/")}
    assert named == rooms - {"__init__"}


def test_every_relative_link_in_the_documents_leads_somewhere():
    broken = []
    for page in (PROJECT / path for path in tracked() if path.endswith(".md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(PROJECT)}: {target}")
    assert broken == []


def test_the_readme_shows_a_small_picture_of_the_demo_s_page():
    (picture,) = re.findall(r"!\[[^]]+\]\(([^)]+\.png)\)", README)
    content = (PROJECT / picture).read_bytes()
    assert content.startswith(b"\x89PNG") and len(content) < 150_000
    assert picture in (PROJECT / "Makefile").read_text()  # whose command makes it


def test_ci_calls_the_readme_s_test_command():
    assert "make test" in (PROJECT / ".ci" / "run").read_text()


def test_the_demo_files_hold_the_table_numbers_and_figures_of_the_report():
    """The corner figures of each table, as printed."""
    corners = {
        4: ("16.0", "23.8", 15),
        5: ("4.0", "11.5", 15),
        6: ("17.0", "21.6", 15),
        7: ("69470", "448", 15),
        8: ("391000", "2332", 15),
        9: ("48300", "301", 18),
        10: ("635600", "2197", 15),
        11: ("24.0", "15.7", 15),
    }
    folder = PROJECT / "data" / "releases" / "creating-strong-communities-evaluation" / "2020"
    for path in sorted(folder.glob("table_*.csv")):
        with path.open(newline="") as stream:
            rows = list(csv.reader(stream))[1:]
        number = int(path.name[6:8])
        assert {row[10] for row in rows} == {str(number)}
        assert (rows[0][11], rows[-1][11], len(rows)) == corners.pop(number)
    assert corners == {}


def test_no_file_of_the_dfe_is_in_the_project():
    names = ("b1_children", "c1_children", "d3_cpps", "d5_cpps", "csww_", "la_c", "cla_number", "absence_six")
    assert [path for path in tracked() if path.split("/")[-1].startswith(names)] == []
    assert len({file_sha256(PROJECT / path) for path in tracked() if path.endswith(".csv")}) == DEMO_FILES
