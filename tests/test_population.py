"""The number of children of each place, the denominator of rates, is a feed like any other."""

import duckdb
import pytest

from dfe import DFE, needs_dfe
from oba.build import warehouse_file
from oba.kinds import Unreadable, read_text_frame
from oba.kinds.figures import check
from oba.quoting import VERBATIM

FILE = "ons_mid_year_population_estimates_2012_to_2024.csv"

pytestmark = needs_dfe


@pytest.fixture(scope="module")
def text():
    return read_text_frame(DFE / "reference" / FILE, VERBATIM)


def test_the_file_is_in_the_warehouse_under_its_own_publisher(built_from_dfe):
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as warehouse:
        found = warehouse.sql(
            "select feed, publisher, release_name, line_count, published_date from marts.dim_release_file"
            f" where file_name = '{FILE}'"
        ).fetchall()
        neighbours = warehouse.sql(
            "select distinct publisher from marts.dim_release_file where feed = 'statistical_neighbours'"
        ).fetchall()
    assert found == [("population", "Office for National Statistics", "2024", 2132, None)]
    assert neighbours == [("Department for Education",)]


def test_the_figures_are_those_of_the_file(text, definitions):
    cells = check(text, definitions.feed_of("reference", FILE), "2024", definitions)
    england = cells[cells["geographic_level"] == "National"].set_index("time_period")["raw_value"]
    assert (len(cells), england["2012"], england["2024"]) == (2132, "11403970", "12183016")


def test_a_file_that_lacks_a_year_is_refused(text, definitions):
    with pytest.raises(Unreadable, match=r"row for England: period 2023: found 0"):
        check(text[text["time_period"] != "2023"], definitions.feed_of("reference", FILE), "2024", definitions)
