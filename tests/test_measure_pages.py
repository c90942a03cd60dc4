"""The page of a measure: every authority in order with its interval, who really moved, and the figures to take away."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import html5lib
import pandas as pd
import pytest
from openpyxl import load_workbook

from dfe import needs_dfe
from drawn import words_of
from measure_marts import DEFINITION, ENGLAND, HOSTILE, NEWEST, authority, small_country, value, write_warehouse
from oba.build import warehouse_file
from oba.language import likely_between, likely_range, next_figures, plausible_rank, who_moved
from oba.site import measure
from oba.site.measure.download import COLUMNS, FORMULA_STARTS
from oba.site.reading import Site

DAY = date(2026, 11, 22)
LATE = "measures/late_share"


class Drawn:
    """The pages and downloads of measures, each drawn when it is asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._planned = {planned.address: planned for planned in measure.pages(site, [])}

    def __iter__(self) -> Iterator[str]:
        return iter(self._planned)

    def __getitem__(self, address: str) -> bytes:
        drawn = self._planned[address].draw(self._site)
        return drawn.encode() if isinstance(drawn, str) else drawn


def drawn_of(folder: Path, rows) -> Drawn:
    return Drawn(Site.of(write_warehouse(folder / "warehouse.duckdb", rows), DAY))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Drawn:
    return drawn_of(tmp_path_factory.mktemp("measures"), small_country())


@pytest.fixture(scope="module")
def page(drawn) -> str:
    return drawn[f"{LATE}.html"].decode()


@pytest.fixture(scope="module")
def table(page) -> list[list[str]]:
    body = re.search(r'id="places">.*?<tbody>(.*?)</tbody>', page, re.S)[1]
    return [
        [words_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr .*?</tr>", body, re.S)
    ]


def test_a_measure_with_figures_has_a_page_and_downloads_and_one_without_has_none(drawn):
    assert {address for address in drawn if "late_share" in address} == {
        f"{LATE}.{kind}" for kind in ("html", "csv", "xlsx", "svg", "png")
    }
    assert {address for address in drawn if "only_share" in address} == {
        f"measures/only_share.{kind}" for kind in ("html", "csv", "xlsx")
    }
    assert not [address for address in drawn if "silent" in address]


def test_authorities_stand_in_order_with_interval_and_the_range_of_their_rank(table):
    assert [row[0] for row in table] == ["Aford", "Beton", 'Cē "Quoted" O\'Town', HOSTILE, "Fby"]
    assert table[0] == ["Aford", "10.0%", "9.0 to 11.0", "1 (1 to 2)", "Better", "No clear change"]
    assert table[1][3:] == ["2 (1 to 3)", "Better", "Worse"]


def test_every_number_leads_to_its_evidence_where_a_card_shows_it_and_every_place_to_its_page(page):
    assert f'<a href="../E09000001/safe/evidence.html#late_share-{NEWEST}">10.0%</a>' in page
    assert '<a href="../E09000001/index.html">Aford</a>' in page
    assert "E09000006/safe" not in page and '<a href="../E09000006/index.html">Fby</a>' in page


def test_a_hidden_figure_is_told_in_words_and_is_nowhere_a_number(page, drawn, table):
    assert "Eham" not in [row[0] for row in table]
    assert re.search(r"Hidden to protect [^<]*</h3>\s*<p><a[^>]*>Eham</a>\.</p>", page)
    rows = list(csv.DictReader(io.StringIO(drawn[f"{LATE}.csv"].decode("utf-8-sig"))))
    (hidden,) = [row for row in rows if row["geography_name"] == "Eham" and row["period_end_date"] == str(NEWEST)]
    assert [hidden[column] for column in ("value", "interval_low", "numerator")] == ["", "", ""]
    assert hidden["value_reason"] == "suppressed" and hidden["value_reason_words"].startswith("hidden to protect")


def test_an_authority_that_ended_is_told_with_its_last_figure_s_period(page):
    assert "the authority ended on 31 March 2023; its last row is for the year to 31 March 2022" in words_of(page)


def test_an_authority_that_is_counted_together_with_another_says_so(tmp_path):
    rows = small_country()
    rows["dim_geography"].append(authority(8, "Half"))
    rows["fct_measure_value"].append(value("late_share", "E09000008", 3, date(2024, 3, 31)))
    rows["bridge_combined_return"] = [{"combined_code": "E09000001", "member_code": "E09000008"}]
    rows["dim_geography"][0]["is_combined_return"] = True
    text = words_of(drawn_of(tmp_path, rows)[f"{LATE}.html"].decode())
    assert "Half : counted together with its partner as Aford" in text
    assert "10.0% (two authorities counted together)" in text


def test_who_really_moved_is_told_with_how_many_may_be_chance(page):
    text = words_of(page)
    assert "Of 5 authorities with enough figures, 2 moved further than chance explains." in text
    assert "Fewer than 1 of these 2 is expected to be there by chance alone." in text
    assert re.search(r"Worse: 2 =cmd.* Sons and Beton\.", text)


@pytest.mark.parametrize(("england", "said"), [(1, r"Worse: 2\. England's rose too\. =cmd"), (-1, "Worse: 2 =cmd")])
def test_beside_a_list_of_who_moved_it_is_told_that_england_moved_the_same_way(england, said, tmp_path):
    rows = small_country()
    for row in rows["fct_measure_verdict"]:
        row |= {"change_direction": int(row["is_listed"]), "england_change_direction": england}
    text = words_of(drawn_of(tmp_path, rows)[f"{LATE}.html"].decode())
    assert re.search(said, text)
    assert ("England's rose too" in text) is (england == 1)


def test_steps_of_different_years_are_listed_together_and_each_place_says_since_when(tmp_path):
    rows = small_country()
    for number, row in enumerate(rows["fct_measure_verdict"]):
        row |= {"shape": "step", "change_direction": 1, "event_period_end_date": date(2020 + number, 3, 31)}
        row |= {"compared_from_value": 1.0}
    text = words_of(drawn_of(tmp_path, rows)[f"{LATE}.html"].decode())
    assert "Worse: 2" in text and "Worse since 2021" in text and "Worse since 2023" in text
    assert "Worse since 2021:" not in text


@pytest.mark.parametrize(
    ("judged", "listed", "by_chance", "said"),
    [
        (151, 12, 1.2, "About 1 of these 12 may still be chance."),
        (150, 36, 2.81, "About 3 of these 36 may still be chance."),
        (150, 1, 0.04, "It is unlikely that it moved by chance alone."),
        (150, 0, 0.0, "none moved so far that chance does not explain it."),
        (1, 1, 0.0, "Only one authority has enough figures"),
    ],
)
def test_the_list_of_those_that_moved_in_words(judged, listed, by_chance, said):
    row = {"authorities_judged": judged, "list_length": listed, "listed_by_chance": by_chance}
    assert said in who_moved(row)


def test_where_nobody_could_be_judged_nobody_is_said_to_have_moved():
    assert who_moved(None) == "No place has enough figures yet to tell a real change from chance."


def test_a_rank_is_never_told_without_its_range():
    ranked = {"authority_rank": 128, "rank_low": 119, "rank_high": 133, "ranked_of": 151}
    assert plausible_rank(ranked) == "128 (119 to 133)"
    assert plausible_rank(ranked | {"rank_low": None}) is None
    assert plausible_rank(None) is None


def test_a_likely_range_is_told_in_places_that_tell_its_ends_apart():
    assert likely_range({"value": 24.2, "interval_low": 23.44, "interval_high": 25.0}, 1) == "23.4 to 25.0"
    assert likely_range({"value": 67, "interval_low": 66.84, "interval_high": 67.21}, 0) == "66.8 to 67.2"
    assert likely_between({"value": 67, "interval_low": 66.84, "interval_high": 67.21}, 0) == (
        "likely between 66.8 and 67.2"
    )
    assert likely_range({"value": None, "interval_low": None, "interval_high": None}, 0) is None


def test_a_measure_whose_ranks_have_no_range_has_no_rank_at_all(tmp_path):
    rows = small_country()
    for row in rows["fct_measure_comparison"]:
        row |= {"rank_low": None, "rank_high": None}
    page = drawn_of(tmp_path, rows)[f"{LATE}.html"].decode()
    assert "Rank, best first" not in page and "so no rank is given" in words_of(page)


def test_of_a_measure_without_judgement_the_list_is_by_name_and_nobody_is_best(tmp_path):
    rows = small_country()
    rows["dim_measure"][0] = DEFINITION | {"polarity": "no_judgement"}
    rows["dim_geography"][0]["geography_name"] = "Zford"
    page = drawn_of(tmp_path, rows)[f"{LATE}.html"].decode()
    text = words_of(page)
    assert "nobody is called best: the list is by name" in text and "best first" not in text
    assert text.index(" Fby 15.0%") < text.index(" Zford 10.0%")


def test_a_count_is_not_ranked_and_leads_to_its_rate(tmp_path):
    rows = small_country()
    count = DEFINITION | {"measure_id": "late", "measure_name": "Late, number", "unit": "children"}
    rows["dim_measure"].append(count | {"rate_measure_id": "late_share", "interval_method": "count"})
    rows["fct_measure_value"] += [
        row | {"measure_id": "late"} for row in rows["fct_measure_value"] if row["measure_id"] == "late_share"
    ]
    drawn = drawn_of(tmp_path, rows)
    page = drawn["measures/late.html"].decode()
    assert '<a href="late_share.html">Late visits</a>' in page
    assert "Rank, " not in page and "Beside England" not in page and "measures/late.png" not in drawn


def test_figures_of_one_authority_are_told_as_such(drawn):
    text = words_of(drawn["measures/only_share.html"].decode())
    assert "One authority alone has figures of this measure" in text and "Aford year to 31 March 2025 40.0%" in text
    assert "Who really moved" not in text and "There is no figure for England" in text


def test_names_with_quotes_and_markup_stay_text(page, drawn):
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in page
    assert "<script" not in drawn[f"{LATE}.svg"].decode()


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_text_of_a_download_is_a_formula(tmp_path, start):
    rows = small_country()
    rows["dim_geography"][0]["geography_name"] = f"{start}1+1"
    drawn = drawn_of(tmp_path, rows)
    sheet = load_workbook(io.BytesIO(drawn[f"{LATE}.xlsx"]))["Figures"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type != "n"]
    assert any("1+1" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or str(cell.value).startswith(FORMULA_STARTS)]
    told = list(csv.reader(io.StringIO(drawn[f"{LATE}.csv"].decode("utf-8-sig"), newline="")))
    assert any(f"'{start}1+1" in row for row in told)
    assert not [cell for row in told for cell in row if cell.startswith(FORMULA_STARTS)]


def test_a_negative_figure_stays_a_number(tmp_path):
    rows = small_country()
    rows["fct_measure_value"].append(value("silent_share", "E09000001", -4.5))
    drawn = drawn_of(tmp_path, rows)
    assert list(pd.read_csv(io.BytesIO(drawn["measures/silent_share.csv"]))["value"]) == [-4.5]
    assert list(pd.read_excel(io.BytesIO(drawn["measures/silent_share.xlsx"]))["value"]) == [-4.5]


def test_the_same_rows_give_the_same_bytes(drawn, tmp_path):
    again = drawn_of(tmp_path, small_country())
    assert {address: again[address] for address in again} == {address: drawn[address] for address in drawn}


def test_the_workbook_says_what_it_is_of_and_under_which_licence(drawn):
    book = load_workbook(io.BytesIO(drawn[f"{LATE}.xlsx"]))
    about = dict(book["About"].iter_rows(values_only=True))
    assert about["How it is counted"] == DEFINITION["technical_definition"]
    assert "Open Government Licence" in about["Licence"] and "visits.csv" in about["From"]


def test_both_downloads_hold_the_figures_of_the_marts(drawn):
    rows = [row for row in small_country()["fct_measure_value"] if row["measure_id"] == "late_share"]
    held = {(row["geography_code"], row["period_end_date"]): (row["value"], row["source_row"]) for row in rows}
    for frame in (
        pd.read_csv(io.BytesIO(drawn[f"{LATE}.csv"]), parse_dates=["period_end_date"]),
        pd.read_excel(io.BytesIO(drawn[f"{LATE}.xlsx"])),
    ):
        assert list(frame.columns) == list(COLUMNS)
        found = {
            (row["geography_code"], row["period_end_date"].date()): (
                None if pd.isna(row["value"]) else row["value"],
                row["source_row"],
            )
            for row in frame.to_dict("records")
        }
        assert found == held and len(frame) == len(rows)
        assert set(frame["published_column"]) == {"late_pct"} and set(frame["file_name"]) == {"visits.csv"}


def test_the_picture_is_a_png_and_the_drawing_names_the_measure_and_its_source(drawn):
    assert drawn[f"{LATE}.png"].startswith(b"\x89PNG\r\n")
    drawing = drawn[f"{LATE}.svg"].decode()
    assert "Late visits, year to 31 March 2025" in drawing and "Source: Visits." in drawing
    assert "var(--" not in drawing


def test_what_was_revised_doubted_broken_out_of_the_ordinary_or_contradicted_is_told(tmp_path):
    rows = small_country()
    first = rows["fct_measure_value"][4]
    first |= {
        "is_doubted": True,
        "doubt_reason": "a file was cut short",
        "doubted_date": DAY,
        "doubt_source": "A note.",
    }
    for row in rows["fct_measure_value"]:
        row["is_after_break"] = row["period_end_date"] == date(2024, 3, 31)
        if row["period_end_date"] == date(2021, 3, 31):
            row["shock_reason"] = "COVID-19."
    key = {"measure_id": "late_share", "geography_code": "E09000001", "period_end_date": NEWEST}
    rows["fct_measure_revision"] = [key | {"revised_on": date(2024, 10, 31), "revision_kind": "value"}] * 2
    rows["fct_source_pair"] = [key | {"disagreement_sentence": "Another prints 11; the newest release says 10."}, key]
    cell = {"release_file_id": "f1", "source_row": first["source_row"], "published_column": "late_pct"}
    said = {"contradiction_kind": "contradicted", "contradiction_sentence": "Printed as 10; 1 of 5 is 20."}
    other = {"contradiction_sentence": "Not of this measure.", "published_column": "another"}
    rows["fct_contradicted_figure"] = [cell | said, cell | said | other]
    page = drawn_of(tmp_path, rows)[f"{LATE}.html"].decode()
    text = words_of(page)
    assert "31 October 2024: 2 figures changed to another figure" in text
    assert "Aford, the year to 31 March 2025. Another prints 11; the newest release says 10." in text
    assert "2 figures are given by two publications. They differ on 1, beyond rounding:" in text
    assert "Aford, the year to 31 March 2025. Printed as 10; 1 of 5 is 20." in text and "Not of this" not in text
    assert "10.0% (doubted)" in text and "a file was cut short" in text
    assert "changed with the figures for the year to 31 March 2024" in text
    assert text.count("COVID-19.") == 1


def test_a_page_of_a_measure_is_light(drawn, page):
    assert len(page) < 40_000
    assert "No figure has changed since it was first published." in page


def test_the_next_figures_are_told_by_cadence_and_lag():
    assert next_figures(DEFINITION, NEWEST) == (
        "Figures come once a year. The next are for year to 31 March 2026; they usually come out about October 2026."
    )
    assert next_figures(DEFINITION | {"cadence": "once"}, NEWEST) is None


@needs_dfe
def test_downloads_of_the_dfe_s_figures_equal_the_marts(built_from_dfe):
    site = Site.of(warehouse_file(built_from_dfe), DAY)
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as warehouse:
        counted = dict(
            warehouse.sql("select measure_id, count(*) from marts.fct_measure_value group by all").fetchall()
        )
        wanted = warehouse.sql(
            "select geography_code, period_end_date, value, value_reason, numerator, source_row"
            " from marts.fct_measure_value where measure_id = 're_referral_rate' order by 1, 2"
        ).fetchall()
    planned = {planned.address: planned for planned in measure.pages(site, [])}
    assert {address[9:-4] for address in planned if address.endswith(".csv")} == set(counted)
    table = csv.DictReader(io.StringIO(planned["measures/re_referral_rate.csv"].draw(site).decode("utf-8-sig")))
    found = [
        (
            row["geography_code"],
            date.fromisoformat(row["period_end_date"]),
            Decimal(row["value"]) if row["value"] else None,
            row["value_reason"] or None,
            Decimal(row["numerator"]) if row["numerator"] else None,
            int(row["source_row"]),
        )
        for row in table
    ]
    assert sorted(found, key=lambda row: row[:2]) == wanted
    assert ENGLAND in {row[0] for row in found}
