"""The DfE's files of 2022 to 2025 pass the gate in beside each other, by their definitions alone."""

from pathlib import Path

import pytest

from dfe import DFE, DFE_2025
from oba.definitions import Definitions, Feed
from oba.kinds import Unreadable, read_text_frame
from oba.kinds.figures import Vintage, check, vintage_of
from oba.kinds.figures.slips import Slips
from oba.kinds.figures.vintages import numbers
from oba.quoting import VERBATIM

NORTH_EAST_LINCOLNSHIRE = "E06000012"

pytestmark = pytest.mark.skipif(
    not (DFE.is_dir() and DFE_2025.is_dir()), reason=f"the DfE's release files are not in {DFE} and {DFE_2025}"
)


@pytest.fixture(scope="module")
def by_feed(definitions: Definitions) -> dict[str, list[Path]]:
    """The files of each feed of figures, oldest first."""
    files: dict[str, list[Path]] = {}
    for path in sorted((*DFE.glob("*/*/*.csv"), *DFE_2025.glob("*/*/*.csv")), key=lambda path: path.parts[-2]):
        feed = definitions.feed_of(path.parts[-3], path.name)
        if isinstance(feed, Feed) and path.parts[-3] != "reference":
            files.setdefault(feed.feed, []).append(path)
    return files


@pytest.fixture(scope="module")
def accepted(by_feed, definitions) -> dict[str, list[tuple[Vintage, Slips]]]:
    """Each feed's files as accepted vintages, each compared with the one before it."""
    found: dict[str, list[tuple[Vintage, Slips]]] = {}
    for name, paths in by_feed.items():
        feed, earlier = definitions.feeds[name][1], None
        for path in paths:
            release = path.parts[-2]
            slips = Slips(feed, release)
            cells = check(read_text_frame(path, VERBATIM), feed, release, definitions, earlier, slips=slips)
            earlier = vintage_of(cells, "/".join(path.parts[-3:]), release)
            found.setdefault(name, []).append((earlier, slips))
    return found


def test_every_file_of_2022_to_2025_passes_the_gate_beside_the_one_before_it(accepted):
    releases = {name: [vintage.release for vintage, _ in vintages] for name, vintages in accepted.items()}
    years = ["2023", "2024", "2025"]
    assert releases == dict.fromkeys(sorted(releases), years) | {"social_work_workforce": ["2022", *years]}
    assert len(releases) == 11


def test_every_file_of_the_folder_of_2025_is_declared(definitions):
    paths = list(DFE_2025.glob("*/*/*.csv"))
    assert len(paths) == 11
    assert not [path.name for path in paths if definitions.feed_of(path.parts[-3], path.name) is None]


def test_no_known_slip_is_declared_in_vain(accepted):
    idle = {name: slips.idle().examples for name, found in accepted.items() for _, slips in found}
    assert not {name: words for name, words in idle.items() if words}


@pytest.mark.parametrize(
    ("feed", "column", "breakdown", "figure"),
    [
        ("children_in_need", "at31_episodes", "", 1758),
        (
            "children_looked_after",
            "number",
            "population_count=Children looked after at 31 March each year",
            438,
        ),
    ],
)
def test_the_newest_figures_of_north_east_lincolnshire_are_those_that_were_published(
    accepted, feed, column, breakdown, figure
):
    newest, _ = accepted[feed][-1]
    keys = newest.keys
    line = (
        (keys["time_period"] == "2025")
        & (keys["location_code"] == NORTH_EAST_LINCOLNSHIRE)
        & (keys["breakdown"] == breakdown)
    )
    assert numbers(newest.texts[column][line.to_numpy()]).tolist() == [figure]


def test_a_measure_has_a_source_in_the_release_of_2025_unless_its_rate_is_no_longer_printed(definitions, accepted):
    without = [
        measure.measure
        for measure in definitions.measures
        for source in measure.sources
        if source.feed in accepted and source.column not in accepted[source.feed][-1][0].texts
    ]
    assert without == ["children_in_need_rate", "referrals_rate"]


def test_members_of_2025_are_those_of_the_measures(definitions, accepted):
    for measure in definitions.measures:
        for source in (source for source in measure.sources if source.feed in accepted and source.where):
            where = "; ".join(f"{name}={source.where[name]}" for name in sorted(source.where))
            before, now = (set(vintage.keys["breakdown"]) for vintage, _ in accepted[source.feed][-2:])
            assert where in now or where not in before, f"{measure.measure} has lost {where}"


WITHOUT = [
    ("children_in_need", "known_gaps"),
    ("social_work_workforce", "known_gaps"),
    ("child_protection_plan_repeats", "known_slips"),
    ("children_looked_after", "restated"),
]


@pytest.mark.parametrize(("name", "field"), WITHOUT)
def test_the_file_of_2025_is_refused_without_what_was_declared_for_it(by_feed, accepted, definitions, name, field):
    feed = definitions.feeds[name][1]
    if field == "known_gaps":
        assert feed.adds_up is not None
        gaps = tuple(gap for gap in feed.adds_up.known_gaps if gap.found.day != 21)
        bare = feed.model_copy(update={"adds_up": feed.adds_up.model_copy(update={"known_gaps": gaps})})
    else:
        bare = feed.model_copy(update={field: ()})
    (earlier, _), path = accepted[name][-2], by_feed[name][-1]
    with pytest.raises(Unreadable):
        check(read_text_frame(path, VERBATIM), bare, "2025", definitions, earlier)


def test_what_the_filters_of_the_health_file_hold_moved_and_reads_as_before(accepted):
    before, now = (vintage for vintage, _ in accepted["looked_after_health"][-2:])
    assert set(before.keys["breakdown"]) == set(now.keys["breakdown"])
    assert len(set(now.keys["breakdown"])) == 18
