"""Figures of value for money that cannot be meant: refused when read, with the file named."""

import copy
import shutil
from datetime import date

import pytest
import yaml

from oba.config import PROJECT
from oba.definitions.value_for_money import read_value_for_money
from oba.errors import DefinitionError

FOLDER = "value_for_money"
SHIPPED = PROJECT / "data" / "definitions" / FOLDER
CARE = {"status": "looked_after"}
A_COST = {"from": date(2015, 11, 1), "price_year": 2020, "stated_in": "A table"}


def changed(field, match=None, **cells):
    """Change the line of a list that matches, or what stands under a name; None takes a cell away."""

    def change(value):
        found = value[field] if match is None else next(one for one in value[field] if match.items() <= one.items())
        for key, cell in cells.items():
            found.pop(key, None)
            found |= {} if cell is None else {key: cell}

    return change


def added(field, line):
    return lambda value: value[field].append(line)


def without(field, match):
    def change(value):
        value[field] = [one for one in value[field] if not match.items() <= one.items()]

    return change


def of_staff(**cells):
    return lambda value: value["conference_costs"][0]["staff"][0].update(cells)


REFUSED = {
    "two costs of a status from one day": added("unit_costs", CARE | A_COST | {"pounds_a_week": 700}),
    "costs of a status that overlap": added(
        "unit_costs", CARE | A_COST | {"pounds_a_week": 700, "from": date(2010, 1, 1), "until": date(2016, 1, 1)}
    ),
    "a cost without a first day": changed("unit_costs", CARE, **{"from": None}),
    "a cost that ends before it begins": changed("unit_costs", CARE, until=date(2014, 4, 1)),
    "a negative cost": changed("unit_costs", CARE, pounds_a_week=-685),
    "a negative cost of nothing": changed("unit_costs", {"status": "closed"}, pounds_a_week=-1),
    "a cost with its sign": changed("unit_costs", CARE, pounds_a_week="£685"),
    "a cost that is no number": changed("unit_costs", CARE, pounds_a_week=float("nan")),
    "a cost without end": changed("unit_costs", CARE, pounds_a_week=float("inf")),
    "a line without its cost": changed("unit_costs", CARE, pounds_a_week=None),
    "a status that is none": changed("unit_costs", CARE, status="in_a_hotel"),
    "a status of the rows without a cost": without("unit_costs", {"status": "kinship_care"}),
    "a price year of two": changed("unit_costs", CARE, price_year="2019-20"),
    "no price year": changed("unit_costs", CARE, price_year=None),
    "no source": changed("unit_costs", CARE, stated_in=None),
    "30 February": changed("unit_costs", CARE, **{"from": "2020-02-30"}),
    "a conference with its sign and comma": lambda value: value["conference_costs"][0].update(pounds="£1,295"),
    "a conference for nothing": lambda value: value["conference_costs"][0].update(pounds=0),
    "fewer than no hours": of_staff(hours=-48),
    "a rate with a comma": of_staff(pounds_an_hour="18,51"),
    "one role twice": lambda value: value["conference_costs"][0]["staff"].append(
        dict(value["conference_costs"][0]["staff"][0])
    ),
    "deadweight of more than all": changed("deadweight", {"kind": "high"}, pct=130),
    "deadweight of less than nothing": changed("deadweight", {"kind": "high"}, pct=-10),
    "low deadweight above medium": changed("deadweight", {"kind": "low"}, pct=40),
    "a kind of deadweight that is none": changed("deadweight", {"kind": "high"}, kind="middling"),
    "no medium deadweight": without("deadweight", {"kind": "medium"}),
    "a deadweight that a comparison would estimate": changed("deadweight", {"kind": "high"}, kind="estimated"),
    "one kind of deadweight twice": added("deadweight", {"kind": "low", "pct": 5, "stated_in": "A table"}),
    "no weeks": changed("weeks", number=0),
    "weeks before": changed("weeks", number=-52),
    "a service for nothing": lambda value: value["annual"][0].update(service_cost_pounds=0),
    "fewer than no conferences a year": lambda value: value["annual"][0].update(conferences=-83),
    "a year of a cohort that is not listed": lambda value: value["annual"][0].update(cohort="another"),
}
HARMLESS = {
    "a new cost where the old one ends": lambda value: (
        changed("unit_costs", CARE, until=date(2020, 3, 31))(value),
        added("unit_costs", CARE | A_COST | {"pounds_a_week": 700, "from": date(2020, 4, 1)})(value),
    ),
    "another order": lambda value: value["unit_costs"].reverse(),
    "a whole number as a decimal": changed("unit_costs", CARE, pounds_a_week=685.0),
}
DEFLATORS_REFUSED = {
    "no deflator for a price year": {"to_price_year": 2024, "series": [{"price_year": 2024, "index": 100.0}]},
    "two of one year": {"series": [{"price_year": 2020, "index": 100.0}, {"price_year": 2020, "index": 101.0}]},
    "a deflator of nought": {"series": [{"price_year": 2020, "index": 0}]},
    "a deflator without end": {"series": [{"price_year": 2020, "index": float("inf")}]},
}


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SHIPPED, tmp_path / FOLDER)


def write(folder, change):
    path = folder / "conferences.yml"
    value = copy.deepcopy(yaml.safe_load(path.read_text()))
    change(value)
    path.write_text(yaml.safe_dump(value))


def refusal(folder):
    with pytest.raises(DefinitionError) as error:
        read_value_for_money(folder.parent)
    return str(error.value)


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_a_figure_that_cannot_be_meant_is_refused(folder, change):
    write(folder, change)
    assert "conferences.yml" in refusal(folder)


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_figure_that_can_be_meant_is_read(folder, change):
    write(folder, change)
    assert read_value_for_money(folder.parent)


@pytest.mark.parametrize("deflators", DEFLATORS_REFUSED.values(), ids=DEFLATORS_REFUSED.keys())
def test_deflators_that_cannot_be_meant_are_refused(folder, deflators):
    (folder / "deflators.yml").write_text(yaml.safe_dump({"source": "A series"} | deflators))
    assert "deflators.yml" in refusal(folder)


def test_two_costs_for_one_day_are_told_with_the_status_and_the_days(folder):
    write(folder, REFUSED["two costs of a status from one day"])
    said = refusal(folder)
    assert "looked_after" in said and "2015-11-01" in said
