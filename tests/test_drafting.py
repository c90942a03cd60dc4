"""A file that nobody declared is drafted as YAML, and the reviewed YAML alone lets it in."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from dfe import DFE, dfe_files, needs_dfe
from oba.build import release_files_of_build, warehouse_file
from oba.cli import app
from oba.config import settings_from_environment
from oba.definitions import Feed, read_definitions
from oba.definitions.base import TIME_AND_PLACE
from oba.definitions.feeds.drafting import NotDraftable, draft_feed
from oba.intake import verdicts
from oba.kinds import read_text_frame
from oba.kinds.figures import check
from oba.landing import landed_files
from oba.quoting import VERBATIM
from released import DEMO_FILES

PLACE = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code"
ENGLAND = "201920,Financial year,National,E92000001,England,,,,,"
COUNCIL = (
    "201920,Financial year,Local authority,E92000001,England,E12000003,Yorkshire and the Humber,"
    "812,E06000012,North East Lincolnshire"
)
SPEND = f"""\
{PLACE},new_la_code,la_name,Funding source,3_year_average,spend_%
{ENGLAND},Total,10.25,c
{ENGLAND},'Grants: ""other""',7,40.5
{COUNCIL},Total,3,100
{COUNCIL},'Grants: ""other""',-1,133.3
""".replace("'", '"')


def unseen_in(releases: Path) -> Path:
    path = releases / "creating-strong-communities-evaluation" / "2020" / "spend_2019_to_2020.csv"
    path.write_text(SPEND)
    return path


@pytest.fixture
def unseen(releases) -> Path:
    return unseen_in(releases)


def test_the_command_drafts_an_entry_with_every_guess_marked(unseen):
    result = CliRunner().invoke(app, ["draft-feed", str(unseen)])
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert "- feed: spend  # review" in lines
    assert 'files: ["spend_*.csv"]  # review' in lines
    assert 'periods: {time_identifier: Financial year, first: "201920"}  # review: or window: 1' in lines
    assert 'published_as: ["Funding source"]' in lines
    assert '"Total": {aggregate: true}  # review' in lines
    assert '"Grants: \\"other\\"": {}' in lines
    assert (
        'n_3_year_average: {published_as: ["3_year_average"], unit: children, decimal_places: 2, minimum: -1}  # review'
        in lines
    )
    assert 'spend_pct: {published_as: ["spend_%"], unit: percent, decimal_places: 1, maximum: 133.3}  # review' in lines


def add_spend(releases: Path, definitions: Path) -> None:
    """Offer an unseen file of a publication that is defined, and add its draft to it as it is."""
    draft = CliRunner().invoke(app, ["draft-feed", str(unseen_in(releases))]).stdout
    with (definitions / "publications" / "creating_strong_communities_evaluation.yml").open("a") as stream:
        stream.write(draft)


def test_after_review_of_the_yaml_alone_the_file_reaches_the_warehouse(enlarged):
    (spend,) = [verdict for verdict in verdicts(enlarged).values() if "spend" in verdict.title]
    assert spend.accepted and spend.rows == 8
    assert spend.file_id in release_files_of_build(enlarged)
    assert len(release_files_of_build(enlarged)) == len(verdicts(enlarged)) == len(landed_files(enlarged)) > DEMO_FILES


FACTORS = [*TIME_AND_PLACE, "Factor", "Assessments", "assessments_percent"]
PLACES = [
    ("National", "E92000001,England,,,,,", 400),
    ("Regional", "E92000001,England,E12000003,Yorkshire and The Humber,,,", 90),
    (COUNCIL.split(",", 2)[2].split(",", 1)[0], COUNCIL.split(",", 3)[3], 7),
]


def add_factors(releases: Path, definitions: Path) -> None:
    """Offer a file that no definition mentions, and write its draft without the marks of what is to review."""
    path = releases / "factors-at-assessment" / "2024" / "c3_factors_2023_to_2024.csv"
    path.parent.mkdir(parents=True)
    lines = [
        f"{year},Reporting year,{level},{place},{factor},{count + year - 2023 if factor == 'Neglect' else count * 2},c"
        for year in (2023, 2024)
        for level, place, count in PLACES
        for factor in ("Neglect", "Total")
    ]
    path.write_text("\n".join([",".join(FACTORS), *lines]) + "\n")
    draft = CliRunner().invoke(app, ["draft-feed", str(path)]).stdout
    assert "# review" in draft
    reviewed = "\n".join(line.split("  # review")[0] for line in draft.splitlines())
    (definitions / "publications" / "factors_at_assessment.yml").write_text(reviewed)
    yaml = YAML()
    measure = yaml.load(definitions / "measures" / "referrals.yml")
    measure |= {"measure": "neglect", "name": "Assessments that found neglect", "unit": "assessments"}
    measure["sources"] = [{"feed": "c3_factors", "column": "assessments", "where": {"factor": "Neglect"}}]
    yaml.dump(measure, definitions / "measures" / "neglect.yml")


def test_a_file_that_no_definition_mentions_reaches_the_marts_by_yaml_alone(enlarged):
    with duckdb.connect(str(warehouse_file(enlarged)), read_only=True) as warehouse:
        found = warehouse.sql(
            "select geography_code, year(period_end_date), value, release_name"
            " from marts.fct_measure_value inner join marts.dim_release_file using (release_file_id)"
            " where measure_id = 'neglect' order by all"
        ).fetchall()
    assert found == [
        ("E06000012", 2023, 7, "2024"),
        ("E06000012", 2024, 8, "2024"),
        ("E12000003", 2023, 90, "2024"),
        ("E12000003", 2024, 91, "2024"),
        ("E92000001", 2023, 400, "2024"),
        ("E92000001", 2024, 401, "2024"),
    ]


@needs_dfe
def test_every_dfe_file_passes_the_gate_under_its_own_draft(definitions):
    for path in dfe_files(definitions):
        text = read_text_frame(path, VERBATIM)
        entry = YAML(typ="safe").load(draft_feed(text, path.name, definitions.symbols))[0]
        feed = Feed.model_validate(entry)
        publication = next(kept for kept in definitions.publications if kept.slug == path.parts[-3])
        with_draft = replace(definitions, publications=(publication.model_copy(update={"feeds": (feed,)}),))
        assert len(check(text, feed, path.parts[-2], with_draft)) == len(text) * len(feed.columns)


@needs_dfe
def test_a_file_of_another_standard_is_not_drafted(definitions):
    text = read_text_frame(DFE / "reference" / "statistical_neighbours_2025.csv", VERBATIM)
    with pytest.raises(NotDraftable, match=r"no column is called time_period, .*not a file of the standard"):
        draft_feed(text, "statistical_neighbours_2025.csv", definitions.symbols)


def test_the_settings_name_the_symbols_of_a_draft(unseen):
    # 'c' is a symbol of data/definitions/symbols.yml; without it, spend_% would be taken for a filter.
    definitions = read_definitions(settings_from_environment().definitions)
    assert "spend_pct: {" not in draft_feed(read_text_frame(unseen, VERBATIM), unseen.name, ())
    assert "spend_pct: {" in draft_feed(read_text_frame(unseen, VERBATIM), unseen.name, definitions.symbols)


TEXT = pd.DataFrame(
    [
        dict.fromkeys(TIME_AND_PLACE, "")
        | {"time_period": year, "time_identifier": "Reporting year", "geographic_level": "National"}
        | {"country_code": "E92000001", "country_name": "England", "kind": kind}
        | dict.fromkeys(["conferences_within_15_days", "days_lost", "p90_percentile", "percentile_days"], year[-1])
        | dict.fromkeys(["held_within_15_working_days_percent", "icpc_16_to_20_days"], year[-1])
        for year, kind in (("2023", "a"), ("2024", "b"))
    ]
)


@pytest.mark.parametrize(
    ("file_name", "periods"),
    [
        ("b9_visits_2023_to_2024.csv", 'first: "2023"}  # review: or window: 2'),
        ("b9_visits_2020_to_2024.csv", 'window: 2}  # review: or first: "2023"'),
        ("b9_visits.csv", 'window: 2}  # review: or first: "2023"'),
        ("b9_visits_2024.csv", 'window: 2}  # review: or first: "2023"'),
    ],
)
def test_a_file_whose_name_has_no_first_year_is_drafted_as_rolling(definitions, file_name, periods):
    draft = draft_feed(TEXT, file_name, definitions.symbols)
    assert f"periods: {{time_identifier: Reporting year, {periods}" in draft


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("conferences_within_15_days", "conferences"),
        ("icpc_16_to_20_days", "conferences"),
        ("held_within_15_working_days_percent", "percent"),
        ("days_lost", "days"),
        ("p90_percentile", "children"),
        ("percentile_days", "days"),
    ],
)
def test_a_limit_of_days_is_no_count_of_days_and_a_percentile_no_percentage(definitions, column, unit):
    draft = draft_feed(TEXT, "b9_visits.csv", definitions.symbols)
    assert f"{column}: {{unit: {unit}, " in draft
