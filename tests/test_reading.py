"""Definitions as YAML 1.2: read as an independent loader reads them, and refused in words whatever is in the file."""

import datetime
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.definitions.reading import NotYaml, line_of, read_yaml
from oba.errors import DefinitionError

DEFINITIONS = PROJECT / "data" / "definitions"
FILES = sorted(DEFINITIONS.rglob("*.yml"))
PLAIN_WORDS = (
    "Yes No on off y N 010 0o17 0x1F -3 +4 1.50 1e3 -2.5e-3 12:30 1:30:00 true False null ~  2024-03-31 '2024-03-31' "
    "1.2.3 08 nan NULL .5 < é"
)
OBA = Path(sys.executable).with_name("oba")


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(DEFINITIONS, tmp_path / "definitions"))


def test_every_definition_is_read_as_a_loader_of_yaml_1_2_reads_it():
    by_ruamel = YAML(typ="safe")
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert repr(read_yaml(text)) == repr(by_ruamel.load(text)), path


@pytest.mark.parametrize(
    "text",
    PLAIN_WORDS.split(" "),
)
def test_a_plain_word_is_what_yaml_1_2_takes_it_for(text):
    read, expected = (load(f"field: {text}\n") for load in (read_yaml, YAML(typ="safe").load))
    assert repr(read) == repr(expected)


def test_words_that_yaml_1_1_took_for_truth_stay_words_as_keys_and_values():
    assert read_yaml("No: [on, Yes]\noff: {n: y}\n") == {"No": ["on", "Yes"], "off": {"n": "y"}}
    assert read_yaml("a: 2024-02-29") == {"a": datetime.date(2024, 2, 29)}


# Lists of aliases of lists of aliases: some hundred characters that stand for a thousand million values.
BOMB = "a0: &a0 [1, 2]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
BOMB_OF_MERGES = "a0: &a0 {b: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' a second time, after line 1"),
        ("a:\n  - {b: 1, 'b': 2}\n", 2, "'b' a second time"),
        ("a: 1\nb: 2024-02-31\n", 2, "'2024-02-31': day is out of range"),
        ("a: 1\n\tb: 2\n", 2, "tab character"),
        ("a: 1\n? [b]\n: 2\n", 2, "unhashable key"),
        ("a: 'open\nb: 1\n", 1, "end of stream"),
        ("a: 1\n---\nb: 1\n", 2, "another document"),
        ("a: 1\nb: \x07\n", 2, "no text"),
        ("a: !!python/object:os.system b\n", 1, "could not determine a constructor"),
        ("a: *b\n", 1, "undefined alias"),
        ("a: " + "[" * 1000 + "]" * 1000, 1, "more than 50 lists or mappings within each other"),
        ("a: " + "[" * 1_000_000, 1, "more than 50 lists or mappings within each other"),
        ("- " * 1_000_000, 1, "more than 50 lists or mappings within each other"),
        ("a: b\n" * 1_500_000, 1, "7,500,000 characters"),
        ("a: &a [1, *a]\n", 1, "an alias of what it is part of, *a"),
        (BOMB, 6, "more than 250,000 values with every alias written out"),
        (BOMB_OF_MERGES, 6, "more than 250,000 values with every alias written out"),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(text, line, found):
    with pytest.raises(NotYaml) as refused:
        read_yaml(text)
    assert refused.value.line == line
    assert found in refused.value.found


def test_what_is_named_once_may_be_used_often():
    text = "group: &group [a, b]\nsame: {" + ", ".join(f"n{n}: *group" for n in range(10_000)) + "}\n"
    assert read_yaml(text)["same"]["n9999"] == ["a", "b"]


@pytest.mark.parametrize("name", ["publications/children_in_need.yml", "scorecards/children_and_families.yml"])
def test_a_place_in_a_file_has_the_line_at_which_it_stands(name):
    text = (DEFINITIONS / name).read_text(encoding="utf-8")
    with_lines = YAML(typ="rt").load(text)

    def places(content, location=()):
        yield location
        if isinstance(content, dict | list):
            for part in content if isinstance(content, dict) else range(len(content)):
                yield from places(content[part], (*location, part))

    def expected(location) -> int:
        content, line = with_lines, 0
        for part in location:
            line = (content.lc.key(part) if isinstance(content, dict) else content.lc.item(part))[0]
            content = content[part]
        return line + 1

    found = {location: line_of(text, location) for location in places(with_lines)}
    assert found == {location: expected(location) for location in found}


def test_a_definition_that_is_no_file_is_refused_and_never_waited_for(folder):
    os.mkfifo(folder / "measures" / "pipe.yml")
    (folder / "scorecards" / "folder.yml").mkdir()
    with pytest.raises(DefinitionError) as refused:
        read_definitions(folder)
    assert {refusal.name: refusal.found for refusal in refused.value.refusals} == {
        "pipe": "a pipe",
        "folder": "a folder",
    }


def test_everything_that_is_wrong_is_told_at_once(folder):
    edits = {
        "publications/population_estimates.yml": ("publisher:", "publisher: 2024-02-31\nlicence2:"),
        "measures/referrals.yml": ("polarity: no_judgement", "polarity: good"),
        "measures/re_referral_rate.yml": ("{column: re_referrals}", "{column: re_referals}"),
        "scorecards/children_and_families.yml": ("measure: referrals", "measure: referals"),
        "programmes/creating_strong_communities.yml": ("authority: E06000012", "authority: E06000099"),
        "symbols.yml": ("reason: suppressed", "reason: secret"),
    }
    for file, (old, new) in edits.items():
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1))
    (folder / "places.yml").write_text("")
    with pytest.raises(DefinitionError) as refused:
        read_definitions(folder)
    told = [str(refusal) for refusal in refused.value.refusals]
    # Without places no code can be wrong; what a broken measure would also break is not told beside it.
    wrong = {"places.yml"} | edits.keys() - {"programmes/creating_strong_communities.yml"}
    assert {file for file in [*edits, "places.yml"] if any(file in line for line in told)} == wrong
    assert len(told) == len(wrong)
    assert all(re.search(r"\.yml, line \d+: .+; found .+\. .+\.", line) for line in told)


def test_the_command_tells_all_and_fails_and_says_what_there_is_where_nothing_is_wrong(folder):
    def run() -> subprocess.CompletedProcess:
        environment = {"OBA_DEFINITIONS": str(folder), "PYTHONPATH": ":".join(sys.path), "PATH": ""}
        return subprocess.run([OBA, "check"], env=environment, capture_output=True, text=True, check=False)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fine = run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (fine.returncode, fine.stderr) == (0, "")
    assert "Nothing to mend: " in fine.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5  # of processor, the start included
    (folder / "symbols.yml").write_text("- a list\n")
    (folder / "measures" / "referrals.yml").unlink()
    wrong = run()
    assert wrong.returncode == 1 and "Traceback" not in wrong.stderr
    assert "symbols.yml, line 1: a definition is a list of named fields; found a list." in wrong.stdout
    assert re.search(r"scorecard \w+ is refused\. .*'referrals'", wrong.stdout)
    assert re.search(r"\d+ to mend in ", wrong.stdout)


PLAIN_JUNK = "' | > # ~ No -1 1e999 2024-02-31 99999-01-01 [] {} !!int {[a]:1} <<: { ] &a % @"
JUNK = [
    *PLAIN_JUNK.split(" "),
    "\t",
    '"',
    "\x00",
    "\ufeff",
    "\u2028",
    "- ",
    ": ",
    "? ",
    "&a *a",
    "!x ",
    "\n---\n",
    "<<: 1",
    "9" * 5000,
]


@hypothesis_settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_broken_file_is_anything_but_a_refusal(broken_folder, data):
    """A line or symbol of a real file is lost, doubled, moved or replaced: a refusal names the file and the line."""
    path = data.draw(st.sampled_from(broken_folder.files))
    text = original = path.read_text(encoding="utf-8")
    try:
        for _ in range(data.draw(st.integers(1, 3))):
            text = _broken(text, data)
        path.write_text(text, encoding="utf-8")
        try:
            problems = read_definitions(broken_folder.folder).refused
        except DefinitionError as error:
            problems = error.refusals
        for problem in problems:
            assert re.search(r"(\.yml, line \d+|definitions/\w+): .+; found .+\. .+\.$", str(problem), re.S), problem
    finally:
        path.write_text(original, encoding="utf-8")


def _broken(text: str, data: st.DataObject) -> str:
    lines = text.splitlines(keepends=True) or [""]
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    how = data.draw(st.sampled_from(["lost", "doubled", "indented", "replaced", "inserted", "value", "cut", "emptied"]))
    if how == "lost":
        lines[number] = ""
    elif how == "doubled":
        lines[number] = line * 2
    elif how == "indented":
        lines[number] = data.draw(st.sampled_from([" ", "  ", "\t", "- "])) + line
    elif how in ("replaced", "inserted"):
        at = data.draw(st.integers(0, len(line)))
        lines[number] = line[:at] + data.draw(st.sampled_from(JUNK)) + line[at + (how == "replaced") :]
    elif how == "value":
        lines[number] = re.sub(r":.*", lambda _: ": " + data.draw(st.sampled_from(JUNK)), line, count=1)
    elif how == "cut":
        return text[: data.draw(st.integers(0, len(text)))]
    else:
        return data.draw(st.sampled_from(["", "\n", "# words alone\n", "[]\n", "- a\n", "text\n", "1\n", "--- {}\n"]))
    return "".join(lines)


class _BrokenFolder:
    """A few of the definitions, one of each kind, so that breaking one of them is soon read."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(shutil.copytree(DEFINITIONS, folder))
        kept = {"scorecards": ["children_and_families"], "programmes": ["creating_strong_communities"]}
        for part, names in kept.items():
            for path in (self.folder / part).glob("*.yml"):
                if path.stem not in names:
                    path.unlink()
        named = "".join(path.read_text() for path in self.folder.glob("[ps][rc]o*/*.yml"))
        for path in (self.folder / "measures").glob("*.yml"):
            if path.stem not in named:
                path.unlink()
        self.files = sorted(self.folder.rglob("*.yml"))


@pytest.fixture(scope="module")
def broken_folder(tmp_path_factory) -> _BrokenFolder:
    return _BrokenFolder(tmp_path_factory.mktemp("broken") / "definitions")
