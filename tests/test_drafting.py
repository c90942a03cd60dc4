"""A file that nobody declared is drafted as YAML, and the reviewed YAML alone lets it in."""

import shutil
from dataclasses import replace

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from dfe import DFE, dfe_files, needs_dfe
from oba.build import prepare_inputs
from oba.cli import app
from oba.config import PROJECT, settings_from_environment
from oba.definitions import Feed, read_definitions
from oba.definitions.drafting import NotDraftable, draft_feed
from oba.intake import gate_in
from oba.intake.checking import check
from oba.intake.reading import read_text_frame
from oba.landing import land, landed_files, new_offers
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
{COUNCIL},'Grants: ""other""',1,33.3
""".replace("'", '"')


@pytest.fixture
def unseen(releases):
    path = releases / "creating-strong-communities-evaluation" / "2020" / "spend_2019_to_2020.csv"
    path.write_text(SPEND)
    return path


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
    assert 'n_3_year_average: {published_as: ["3_year_average"], unit: children, decimal_places: 2}  # review' in lines
    assert 'spend_pct: {published_as: ["spend_%"], unit: percent, decimal_places: 1}  # review' in lines


def test_after_review_of_the_yaml_alone_the_file_reaches_the_warehouse(unseen, settings, releases, tmp_path):
    draft = CliRunner().invoke(app, ["draft-feed", str(unseen)]).stdout
    folder = shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")
    with (folder / "publications" / "creating_strong_communities_evaluation.yml").open("a") as stream:
        stream.write(draft)
    reviewed = settings.model_copy(update={"definitions": folder})
    definitions = read_definitions(folder)
    for offer in new_offers(reviewed, definitions)[0]:
        land(offer, reviewed)
    verdicts = [gate_in(file, reviewed, definitions) for file in landed_files(reviewed)]
    assert len(prepare_inputs(reviewed, definitions)) == len(verdicts) == DEMO_FILES + 1
    assert sum(verdict.figures for verdict in verdicts if "spend" in verdict.title) == 8


@needs_dfe
def test_every_dfe_file_passes_the_gate_under_its_own_draft(definitions):
    for path in dfe_files(definitions):
        text = read_text_frame(path)
        entry = YAML(typ="safe").load(draft_feed(text, path.name, definitions.symbols))[0]
        feed = Feed.model_validate(entry)
        publication = next(kept for kept in definitions.publications if kept.slug == path.parts[-3])
        with_draft = replace(definitions, publications=(publication.model_copy(update={"feeds": (feed,)}),))
        assert len(check(text, feed, path.parts[-2], with_draft)) == len(text) * len(feed.columns)


@needs_dfe
def test_a_file_of_another_standard_is_not_drafted(definitions):
    text = read_text_frame(DFE / "reference" / "statistical_neighbours_2025.csv")
    with pytest.raises(NotDraftable, match=r"no column is called time_period, .*not a file of the standard"):
        draft_feed(text, "statistical_neighbours_2025.csv", definitions.symbols)


def test_the_settings_name_the_symbols_of_a_draft(unseen):
    # 'c' is a symbol of data/definitions/symbols.yml; without it, spend_% would be taken for a filter.
    definitions = read_definitions(settings_from_environment().definitions)
    assert "spend_pct: {" not in draft_feed(read_text_frame(unseen), unseen.name, ())
    assert "spend_pct: {" in draft_feed(read_text_frame(unseen), unseen.name, definitions.symbols)
