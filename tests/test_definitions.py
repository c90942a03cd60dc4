"""A definition that cannot be used is refused with its file, its line and the mend."""

import shutil

import pytest

from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.errors import DefinitionError


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")


def replace(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "measures/referrals.yml",
            "polarity: no_judgement",
            "polarity: good",
            r"referrals\.yml, line 9: .*found polarity: 'good'\. .*'lower_is_better'",
        ),
        ("measures/referrals.yml", "timing:", "timeing:", r"referrals\.yml, line 10: .*timeing: no such field"),
        (
            "measures/referrals.yml",
            "feed: referrals",
            "feed: referals",
            r"referrals\.yml, line 17: a feed that is named is one of a publication; found 'referals'",
        ),
        (
            "measures/referrals.yml",
            "column: referrals",
            "column: referral",
            r"line 18: a column is a data column of feed referrals; found 'referral'\. .*columns: referrals,",
        ),
        (
            "measures/children_looked_after.yml",
            "where: {population_count",
            "where: {population",
            r"'where' names one member of each filter .*; found population\. Name a member of each: population_count",
        ),
        (
            "measures/referrals.yml",
            "rate: referrals_rate",
            "rate: referals_rate",
            r"referrals\.yml, line 15: the rate of a count is .*; found 'referals_rate'\. Write the name of a file",
        ),
        (
            "measures/referrals.yml",
            "rate: referrals_rate",
            "rate: children_in_need",
            r"referrals\.yml, line 15: the rate of a count is .*; found children_in_need, which is in children\.",
        ),
        (
            "measures/referrals_rate.yml",
            "interval: byar",
            "interval: byar\nrate: children_in_need_rate",
            r"referrals_rate\.yml, line \d+: .*; found one for referrals_rate, which is in per_10000 itself\. Remove",
        ),
        (
            "publications/children_in_need.yml",
            "feeds:",
            "feeds",
            r"children_in_need\.yml, line \d+: the file is YAML; found could not find expected ':'",
        ),
        (
            "publications/children_in_need.yml",
            "feed: child_protection_plans",
            "feed: referrals",
            r"line \d+: each feed has its own name; found referrals, which is also in .*children_in_need\.yml",
        ),
        (
            "publications/children_in_need.yml",
            'release: "2024", published: 2024-10-31',
            'release: "2024"',
            r"children_in_need\.yml, line 9: .*releases, entry 2: release 2024 has no date; say in published_note",
        ),
        (
            "publications/children_in_need.yml",
            'release: "2024"',
            'release: "2023"',
            r"line 9: each release of characteristics-of-children-in-need has its own name; found 2023",
        ),
        (
            "geography/boundary_changes.yml",
            "kind: recode",
            "kind: merge",
            r"boundary_changes\.yml, line 15: .*changes, entry 3: a merge cannot be from E10000002 to E06000060",
        ),
        (
            "geography/boundary_changes.yml",
            "[E06000058, E06000059]",
            "[E06000058, E06000058]",
            r"each link of a boundary change has its own name; found E10000009 to E06000058",
        ),
        (
            "geography/combined_returns.yml",
            "[E09000021, E09000027]",
            "[E09000021]",
            r"combined_returns\.yml, line 7: .*returns, entry 3, members: .*Tuple should have at least 2",
        ),
    ],
)
def test_a_wrong_definition_is_refused_with_its_place(folder, file, old, new, message):
    replace(folder / file, old, new)
    with pytest.raises(DefinitionError, match=message):
        read_definitions(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('periods: ["2021"]', 'periods: ["2021-22"]', r"'2021-22' "),
        ('periods: ["2021"]', 'periods: ["March 2021"]', r"'March 2021' "),
        ('periods: ["2021"]', "periods: []", r"shocks, entry 1, periods: "),
        (
            "        reason: >-\n          COVID-19: dentists",
            "        why: >-\n          COVID-19: dentists",
            "reason: missing",
        ),
        (
            "where: {characteristic: [Had their teeth",
            "where: {characteristics: [Had their teeth",
            "characteristics is not",
        ),
        (
            "where: {characteristic: [Had their teeth",
            "where: {characteristic: [Has teeth",
            "Has teeth.* is not declared",
        ),
        (
            "where: {characteristic: [Had their teeth checked by a dentist]}",
            "columns: [share]",
            r"shocks: share is not declared in this feed",
        ),
        (
            "where: {characteristic: [Had their teeth checked by a dentist]}",
            "where: {characteristic: [Had their annual health assessment]}",
            r"shocks: .* is named twice; give each period of a column one reason",
        ),
    ],
)
def test_a_shock_without_a_reason_or_of_what_its_feed_does_not_know_is_refused(folder, old, new, message):
    replace(folder / "publications" / "children_looked_after.yml", old, new)
    with pytest.raises(DefinitionError, match=r"children_looked_after\.yml, line \d+: .*" + message):
        read_definitions(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("feed: child_protection_plan_repeats", "feed: repeats", r"line 3: a feed that is named .*'repeats'"),
        ("column: cpp_subsequent_percent", "column: percent", r"line 4: a column is a data column of feed .*'percent'"),
        ("    place:", "    where: {age: Total}\n    place:", r"'where' names one member of each filter"),
        ("place: E08000017", "place: E08999999", r"line 5: a place is one of places\.yml; found 'E08999999'"),
        ('period: "2022"', 'period: "202122"', r"line 6: a period is one of feed .*; found '202122'"),
        ("figure: 100", "figure: u", r"line 7: .*figure: 'u'"),
        ("    reason:", "    because:", r"reason: missing"),
        ("doubted_on: 2026-11-21", "doubted_on: lately", r"doubted_on: not a date|doubted_on"),
        ("    source:", "    said_by:", r"source: missing"),
    ],
)
def test_a_doubt_that_fits_no_feed_or_says_too_little_is_refused(folder, old, new, message):
    replace(folder / "doubted_figures.yml", old, new)
    with pytest.raises(DefinitionError, match=r"doubted_figures\.yml.*" + message):
        read_definitions(folder)


def test_a_figure_is_doubted_once(folder):
    path = folder / "doubted_figures.yml"
    path.write_text(path.read_text() + path.read_text().partition("figures:\n")[2])
    with pytest.raises(DefinitionError, match="each doubted figure has its own name"):
        read_definitions(folder)


def test_a_folder_without_doubted_figures_doubts_none(folder):
    (folder / "doubted_figures.yml").unlink()
    assert read_definitions(folder).doubted_figures == ()


def test_a_measure_in_another_unit_than_its_column_is_refused(folder):
    replace(folder / "measures" / "referrals.yml", "unit: referrals", "unit: percent")
    with pytest.raises(DefinitionError, match=r"found percent, but referrals of feed referrals is in referrals"):
        read_definitions(folder)


def test_an_objective_with_a_size_says_from_when_and_by_when(folder):
    replace(folder / "programmes" / "creating_strong_communities.yml", "    target_period: 2018-03-31\n", "")
    refusal = read_definitions(folder).refused[0]
    assert "line 26: " in str(refusal)
    assert "found objectives, entry 2: size_pct needs baseline_period and target_period" in str(refusal)


def test_a_reason_that_the_page_has_no_words_for_is_refused(folder):
    replace(folder / "symbols.yml", "reason: suppressed", "reason: secret")
    with pytest.raises(DefinitionError, match=r"symbols, entry 1, reason: 'secret'\. Input should be 'suppressed'"):
        read_definitions(folder)


def test_a_file_is_named_for_what_it_defines(folder):
    (folder / "measures" / "referrals.yml").rename(folder / "measures" / "referral.yml")
    with pytest.raises(DefinitionError, match=r"Name the file referrals\.yml"):
        read_definitions(folder)


def test_a_new_measure_is_a_file_and_no_code(folder):
    (folder / "measures" / "agency_rate.yml").write_text(
        (folder / "measures" / "social_worker_vacancy_rate.yml")
        .read_text()
        .replace("social_worker_vacancy_rate", "agency_rate")
        .replace("vacancy_rate_fte", "agency_rate_fte", 1)
        .split("  - feed: evaluation")[0]
    )
    assert "agency_rate" in {measure.measure for measure in read_definitions(folder).measures}


def test_each_released_file_belongs_to_one_feed(definitions):
    for path in (PROJECT / "data" / "releases").glob("*/*/*.csv"):
        publication = path.parts[-3]
        takers = [
            feed.feed
            for owner, feed in definitions.feeds.values()
            if owner.slug == publication and feed.takes(path.name)
        ]
        assert len(takers) == 1, path
