"""Every vintage loads with no undeclared drift, and every kind of undeclared drift is stopped with its evidence."""

import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from dfe import DFE, DFE_2025, dfe_files, needs_dfe
from oba.config import PROJECT, Settings, settings_from_environment
from oba.definitions import Feed, read_definitions
from oba.intake import FileRefused, gate_in, long_file, verdicts
from oba.kinds import Unreadable, read_text_frame
from oba.kinds.figures import Vintage, check, vintage_of
from oba.landing import land, landed_files, look
from oba.quoting import VERBATIM

WORKFORCE = "children-s-social-work-workforce"
LOOKED_AFTER = "children-looked-after-in-england-including-adoptions"

pytestmark = needs_dfe


class Files:
    """The DfE's files as text, and as accepted vintages, each read once."""

    def __init__(self, definitions) -> None:
        self.definitions = definitions
        self.texts, self.vintages = {}, {}

    def text(self, path) -> pd.DataFrame:
        if path not in self.texts:
            self.texts[path] = read_text_frame(path, VERBATIM)
        return self.texts[path]

    def feed(self, path) -> Feed:
        return self.definitions.feed_of(path.parts[-3], path.name)

    def vintage(self, path) -> Vintage:
        if path not in self.vintages:
            cells = check(self.text(path), self.feed(path), path.parts[-2], self.definitions)
            self.vintages[path] = vintage_of(cells, "/".join(path.parts[-3:]), path.parts[-2])
        return self.vintages[path]

    def refusal(self, path, feed=None, text=None, earlier=None, evidence=None) -> str:
        """Return why a file is refused under a changed feed or with changed text."""
        feed = feed or self.feed(path)
        publication = self.definitions.feeds[feed.feed][0]
        changed = publication.model_copy(
            update={"feeds": tuple(feed if kept.feed == feed.feed else kept for kept in publication.feeds)}
        )
        definitions = replace(self.definitions, publications=(changed,))
        text = self.text(path) if text is None else text
        with pytest.raises(Unreadable) as refused:
            check(text, feed, path.parts[-2], definitions, earlier, lambda: evidence)
        return str(refused.value)


@pytest.fixture(scope="module")
def files(definitions) -> Files:
    return Files(definitions)


def path_of(publication: str, release: str, pattern: str):
    (path,) = (DFE / publication / release).glob(pattern)
    return path


@pytest.fixture(scope="module")
def refused_alias(tmp_path_factory) -> tuple[Settings, str]:
    """The workforce files landed, and gated without the alias under which the oldest publishes a column."""
    home = tmp_path_factory.mktemp("alias")
    releases = home / "releases" / WORKFORCE
    shutil.copytree(DFE / WORKFORCE, releases)
    folder = shutil.copytree(PROJECT / "data" / "definitions", home / "definitions")
    path = folder / "publications" / "children_social_work_workforce.yml"
    path.write_text(path.read_text().replace("{published_as: [social_worker_fte], unit", "{unit"))
    settings = settings_from_environment(home=home / "work", releases=home / "releases", definitions=folder)
    definitions = read_definitions(folder)
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    with pytest.raises(FileRefused) as refused:
        gate_in(landed_files(settings)[0], settings, definitions)
    return settings, str(refused.value)


def test_all_vintages_load_with_no_undeclared_drift(built_from_dfe, definitions):
    settings = built_from_dfe
    files = [file for file in landed_files(settings) if file.publication != "reference"]
    judged = [verdicts(settings)[file.file_id] for file in files]
    assert all(verdict.accepted for verdict in judged)
    assert len(judged) == len(dfe_files(definitions)) == 23
    assert sum(verdict.compared_with is not None for verdict in judged) == 12
    newest = next(f for f in landed_files(settings) if f.release == "2023" and "placement_stability" in f.file_name)
    breakdowns = pd.read_parquet(long_file(newest.file_id, settings))["breakdown"].unique()
    assert any("cla_group=Children looked after continuously for at least 2.5 years on 31" in b for b in breakdowns)


def test_a_missing_alias_is_proposed_with_evidence_file_and_line(refused_alias):
    settings, told = refused_alias
    assert "unexpected social_worker_fte, missing inpost_fte" in told
    evidence = re.search(
        r"column 'inpost_fte' is missing and 'social_worker_fte' is new: 'social_worker_fte' equals the 'inpost_fte' "
        r"of \S+/2023/csww_indicators_2017_to_2023.csv in 93% of 9\d\d shared figures; if it is a rename, write "
        r"published_as: \[\{name: social_worker_fte, last_release: '2022'\}\] at 'inpost_fte' in (\S+), line (\d+)",
        told,
    )
    file, line = evidence.groups()
    assert (
        "inpost_fte: {unit"
        in (settings.definitions / "publications" / file.rsplit("/")[-1]).read_text().splitlines()[int(line) - 1]
    )


def test_declaring_the_alias_lets_the_same_landed_bytes_through(refused_alias, definitions):
    settings, _ = refused_alias
    reviewed = settings.model_copy(update={"definitions": definitions.folder})
    assert gate_in(landed_files(settings)[0], reviewed, definitions).accepted


def aliases() -> list:
    definitions = read_definitions(PROJECT / "data" / "definitions")
    return [
        pytest.param(feed.feed, name, alias, id=f"{feed.feed}-{name}-{alias.name}")
        for _, feed in definitions.feeds.values()
        for name, column in feed.declared.items()
        for alias in column.published_as
    ]


@pytest.mark.parametrize(("feed_name", "name", "alias"), aliases())
def test_any_alias_taken_out_is_proposed_again(files, feed_name, name, alias):
    paths = [path for path in dfe_files(files.definitions) if files.feed(path).feed == feed_name]
    if alias.first_release:
        paths += [path for path in DFE_2025.glob("*/*/*.csv") if files.feed(path).feed == feed_name]
    having = [path for path in paths if alias.is_in(path.parts[-2]) and alias.name in files.text(path)]
    if not having:
        pytest.skip(f"the DfE's release files are not in {DFE_2025}")
    path, feed = having[0], files.feed(having[0])
    other = next((path for path in paths if path not in having), None)
    alias = alias.name
    part = next(part for part in ("filters", "attributes", "columns") if name in getattr(feed, part))
    bare = getattr(feed, part)[name].model_copy(update={"published_as": ()})
    changed = feed.model_copy(update={part: {**getattr(feed, part), name: bare}})
    told = files.refusal(path, changed, evidence=files.vintage(other) if other else None)
    if alias in feed.declared:  # what is in it is said to be in another column, so that both are read as one
        assert f"each declared column is published once: line 1: found {alias}, breakdown" in told
        return
    assert f"unexpected {alias}, missing {name}" in told
    assert f"column {name!r} is missing and {alias!r} is new: " in told
    assert f"{{name: {alias}, " in told.replace("'", "").replace('"', "")
    assert f"at {name!r} in data/definitions/publications/" in told
    if other is None and part == "columns":
        assert "is all the evidence" in told


@pytest.mark.parametrize(
    ("publication", "pattern", "name", "member"),
    [
        (LOOKED_AFTER, "*placement*", "cla_group", "at least 2.5 years on 31 March"),
        ("outcomes-*", "absence*", "phase_type_grouping", "State-funded alternative provision school"),
    ],
)
def test_a_member_alias_taken_out_is_proposed_again(files, publication, pattern, name, member):
    (folder,) = DFE.glob(publication)
    old, new = path_of(folder.name, "2023", pattern), path_of(folder.name, "2024", pattern)
    feed = files.feed(old)
    text = next(text for text in feed.filters[name].members if member in text)
    bare = feed.filters[name].members[text].model_copy(update={"published_as": ()})
    filters = {
        **feed.filters,
        name: feed.filters[name].model_copy(update={"members": {**feed.filters[name].members, text: bare}}),
    }
    told = files.refusal(old, feed.model_copy(update={"filters": filters}), evidence=files.vintage(new))
    assert f"{name} member {text!r} is missing and " in told
    assert re.search(r"equals the '.*' of \S+/2024/\S+ in \d+% of \d+ shared figures; if it is a rename", told)


def test_what_counts_as_living_with_the_same_carer_is_two_members_and_a_declared_break(definitions):
    feed = definitions.feeds["placement_stability"][1]
    living = [text for text in feed.filters["placement_stability"].members if text.startswith("Living")]
    assert len(living) == 2
    assert [broken.release for broken in feed.series_breaks] == ["2024"]


def changed(text: pd.DataFrame, **columns) -> pd.DataFrame:
    return text.assign(**columns)


DRIFTS = {
    "a rate column dropped": (
        WORKFORCE,
        "csww*",
        lambda t: t.drop(columns="vacancy_rate_fte"),
        r"missing vacancy_rate_fte",
    ),
    "a column added": (WORKFORCE, "csww*", lambda t: changed(t, leavers_rate="1"), r"unexpected leavers_rate"),
    "a filter's name moved to another level": (
        LOOKED_AFTER,
        "*accommodation*",
        lambda t: t.rename(columns={"age": "accommodation_suitability", "accommodation_suitability": "age"}),
        r"only the members that are declared: line 2, column age: found 'age=Accommodation considered not suitable'",
    ),
    "a new member": (
        LOOKED_AFTER,
        "*accommodation*",
        lambda t: changed(t, age=t["age"].replace("19 to 21 years", "19 to 25 years")),
        r"found 'age=19 to 25 years'.*each declared member .* column age, member '19 to 21 years': found 0"
        r".*age member '19 to 21 years' is missing and '19 to 25 years' is new: "
        r"'19 to 25 years' equals the '19 to 21 years' of",
    ),
    "a member beside another group": (
        LOOKED_AFTER,
        "*placement*",
        lambda t: changed(
            t, cla_group=t["cla_group"].mask(t["placement_stability"].str.startswith("Living"), "CLA on 31 March")
        ),
        r"members of several filters meet as declared: line \d+: found 'cla_group=CLA on 31 March; placement_st",
    ),
    "an attribute with another value": (
        "outcomes-*",
        "absence*",
        lambda t: changed(t, absence_terms="five half terms"),
        r"a value that is declared: line 2, column absence_terms: found 'absence_terms=five half terms'",
    ),
    "a level dropped": (
        WORKFORCE,
        "csww*",
        lambda t: t[t["geographic_level"] != "Regional"],
        r"each period has 11 regions: period 2017: found 0",
    ),
    "a period dropped": (
        WORKFORCE,
        "csww*",
        lambda t: t[t["time_period"] != "2017"],
        r"a row for England: period 2017: found 0",
    ),
    "a period too many": (
        WORKFORCE,
        "csww*",
        lambda t: pd.concat([t, changed(t[t["time_period"] == "2024"], time_period="2016")]),
        r"the periods are 2017 to 2024: period 2016: found '2016'",
    ),
    "a row lost": (
        LOOKED_AFTER,
        "*activity*",
        lambda t: t.drop(index=t.index[9000]),
        r"a row for every combination of members: period 20\d\d, where E\d+ has 23 lines: found 4007, 4008",
    ),
    "an authority lost": (
        WORKFORCE,
        "csww*",
        lambda t: t[t["new_la_code"].fillna("") != "E06000012"],
        r"no place is gone .*periods 2017, 2018, .*2023, compared with \S+: found 'E06000012'",
    ),
    "an authority with an old code": (
        WORKFORCE,
        "csww*",
        lambda t: changed(t, new_la_code=t["new_la_code"].replace("E06000065", "E10000023")),
        r"no place is gone .*found 'E06000065'.*no place is new .*found 'E10000023'",
    ),
    "an authority that nobody knows": (
        WORKFORCE,
        "csww*",
        lambda t: changed(t, new_la_code=t["new_la_code"].replace("E06000065", "E06000085")),
        r"a known pair \(rule 11\): line \d+: found 'Local authority E06000085 North Yorkshire'",
    ),
    "two columns swapped": (
        WORKFORCE,
        "csww*",
        lambda t: t.rename(columns={"agency_fte": "agency_headcount", "agency_headcount": "agency_fte"}),
        r"nearest to its own earlier ones: .*found 'agency_fte', 'agency_headcount'",
    ),
    "two columns swapped whose series breaks": (
        "characteristics-*",
        "b1*",
        lambda t: t.rename(
            columns={"Started_child_rate": "Ended_child_rate", "Ended_child_rate": "Started_child_rate"}
        ),
        r"nearest to its own earlier ones: .*found 'started_child_rate', 'ended_child_rate'",
    ),
    "figures counted in another way": (
        WORKFORCE,
        "csww*",
        lambda t: changed(t, cases=t["cases"].str.replace("1", "2")),
        r"at least half of a column's figures .*: column cases, \d+ figures shared .*: found 0\.\d+\..*series break",
    ),
}


@pytest.mark.parametrize("kind", DRIFTS)
def test_undeclared_drift_is_stopped_with_the_difference(files, kind):
    publication, pattern, change, message = DRIFTS[kind]
    (folder,) = DFE.glob(publication)
    new, old = path_of(folder.name, "2024", pattern), path_of(folder.name, "2023", pattern)
    told = files.refusal(new, text=change(files.text(new)), earlier=files.vintage(old))
    assert re.search(message, told, re.DOTALL), told
