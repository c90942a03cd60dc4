"""Drawing pages from a warehouse file."""

import os
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import jinja2

from oba import language as words
from oba.errors import ObaError
from oba.files import write_atomically
from oba.scorecard.card import Card, EarlierBaseline, MeasureOnCard, Row, read_card
from oba.scorecard.charts import Ghost, curve_svg

FOLDER = Path(__file__).parent
# A measure, and the direction that a card wants it to go: by that, baselines are called better or worse.
CurveOf = tuple[str, str | None]


class AuthorityUnknown(ObaError):
    """No place of the warehouse has that code."""


def draw_scorecards(
    warehouse_file: Path,
    folder: Path,
    authorities: tuple[str, ...],
    publication_id: str,
    beside: Path | None = None,
) -> list[Path]:
    """Draw, for some authorities, regions or England, every scorecard that is about them and has a figure of theirs.

    Args:
        warehouse_file: a warehouse with its marts; opened read-only.
        folder: where ``<authority>/<scorecard>.html`` and ``index.html`` are written.
        authorities: GSS codes.
        publication_id: shown on the page, so that a printed card can be traced.
        beside: the pages that the publication has already, where these are drawn elsewhere; the index lists both.

    The pages of a place appear together, by one rename, and the index after all of them.

    Returns:
        The pages drawn, in the order of the authorities.

    Raises:
        AuthorityUnknown: a code is not that of a place; names some that are.
    """
    with duckdb.connect(str(warehouse_file), read_only=True) as warehouse:
        places = warehouse.sql(
            "select geography_code, geography_name, newest_code, is_made_up from marts.dim_geography"
            " order by geographic_level <> 'Local authority', geography_name, geography_code"
        ).fetchall()
        known = {code: name for code, name, *_ in places}
        made_up = frozenset(code for code, *_, is_made_up in places if is_made_up)
        # Who asks for an area by the code that it had is shown the same area, at the address that they know.
        newest = {code: now for code, _, now, _ in places}
        unknown = [code for code in authorities if code not in known]
        if unknown:
            raise AuthorityUnknown(
                f"No place has the code {', '.join(unknown)} in this warehouse (OBA_AUTHORITIES, or LA with "
                f"make); it holds {len(known)}, "
                f"such as {', '.join(f'{code} ({name})' for code, name in list(known.items())[:3])}."
            )
        scorecards = {
            name: (title, kind)
            for name, title, kind in warehouse.sql(
                "select scorecard_id, scorecard_title, scorecard_kind from marts.dim_scorecard order by 1"
            ).fetchall()
        }
        placed = set(
            warehouse.sql("select scorecard_id, geography_code from marts.bridge_scorecard_geography").fetchall()
        )
        home = (beside or folder).parent  # of the publication, where its manifest is
        pages: list[Path] = []
        folder.mkdir(parents=True, exist_ok=True)
        for code in authorities:
            incoming = Path(mkdtemp(prefix=f".incoming-{code}-", dir=folder))
            drawn = []
            curves: dict[CurveOf, str | None] = {}
            for scorecard in (name for name in scorecards if (name, newest[code]) in placed):
                card = read_card(warehouse, scorecard, newest[code])
                if card.measures:
                    path = incoming / f"{scorecard}.html"
                    drawn.append(_write_page(card, path, publication_id, home, curves))
            pages += _replace(folder / code, incoming, drawn)
    _write_index(folder, [folder, *([beside] if beside else [])], known, made_up, scorecards, publication_id, home)
    return pages


def _replace(place: Path, incoming: Path, drawn: list[Path]) -> list[Path]:
    """Put the pages of a place where they belong, and return where they are."""
    shutil.rmtree(place, ignore_errors=True)
    if not drawn:
        incoming.rmdir()
        return []
    incoming.chmod(0o755)  # a temporary folder is its maker's alone
    incoming.rename(place)
    return [place / page.name for page in drawn]


def _write_page(card: Card, path: Path, publication_id: str, home: Path, curves: dict[CurveOf, str | None]) -> Path:
    """Write a page; ``curves`` are those drawn for the place so far, and this card's are added."""
    charts = {}
    for measure in card.measures:
        curve = (measure.newest["measure_id"], measure.newest["wanted_direction"])
        if curve not in curves:
            curves[curve] = _chart(measure)
        charts[measure.newest["measure_id"]] = curves[curve]
    html = _template("page.html").render(
        card=card,
        groups=_groups(card),
        charts=charts,
        followed=any(_is_followed(measure) for measure in card.measures),
        is_followed=_is_followed,
        beside=_beside,
        facts=_facts,
        curve_in_words=_curve_in_words,
        publication_id=publication_id,
        manifest=_address(home / "manifest.json", path.parent),
        words=words,
        today=date.today(),
    )
    return _write(path, html)


def _groups(card: Card) -> list[tuple[str | None, list[MeasureOnCard]]]:
    """Return the measures of a programme card by quadrant, in the order of the method; a population card has none."""
    if card.scorecard["scorecard_kind"] == "population":
        return [(None, card.measures)]
    groups = {
        heading: [measure for measure in card.measures if measure.definition["quadrant"] == quadrant]
        for quadrant, heading in words.QUADRANTS.items()
    }
    others = [measure for measure in card.measures if measure.definition["quadrant"] is None]
    return [(heading, measures) for heading, measures in {**groups, "Indicators": others}.items() if measures]


def _is_followed(measure: MeasureOnCard) -> bool:
    """Tell whether a measure is a curve: figures of one evaluation, such as cohorts, are no history of each other."""
    return len(measure.history) > 1 and measure.definition["cadence"] != "once"


def _facts(measure: MeasureOnCard, chart: str | None) -> list[words.Fact]:
    """Return the lines of a measure; where it would go if nothing changed is said beside a curve alone."""
    outlook = measure.forecast[0] if chart and measure.forecast else None
    return words.facts(
        words.Shown(measure.newest, measure.definition, outlook, _beside(measure), _is_followed(measure), measure.rate)
    )


def _names(newest: Row, neighbours: str) -> dict[str, str]:
    """Return the names of a place and of those it stands beside, each by the column of its figures."""
    return {
        "value": newest["geography_name"],
        "region_value": newest["region_name"] or "Region",
        "england_value": "England",
        "neighbours_median": neighbours,
    }


def _beside(measure: MeasureOnCard) -> list[tuple[str, str]]:
    """Return heading and column of the places that have a figure to show beside this one's."""
    names = _names(measure.newest, "Neighbours (median)")
    has_figure = [column for column in names if any(row[column] is not None for row in measure.history)]
    return [(names[column], column) for column in has_figure if column != "value"]


def _write_index(
    folder: Path,
    listed: list[Path],
    known: dict[str, str],
    made_up: frozenset[str],
    scorecards: dict[str, tuple[str, str]],
    publication_id: str,
    home: Path,
) -> None:
    """Write into a folder the index of every page of the folders listed; of a page in two, that of the first."""
    found: dict[tuple[str, str], Path] = {}
    for path in (path for pages in listed for path in pages.glob("*/*.html")):
        if path.parent.name in known and path.stem in scorecards:
            found.setdefault((path.parent.name, path.stem), path)
    drawn = list(found.values())
    places = [
        {
            "code": code,
            "name": known[code],
            "is_made_up": code in made_up,
            "kinds": [
                (heading, pages)
                for kind, heading in words.CARD_KINDS.items()
                if (pages := _pages(code, kind, drawn, scorecards, folder))
            ],
        }
        for code in sorted({path.parent.name for path in drawn}, key=lambda code: known[code])
    ]
    manifest = _address(home / "manifest.json", folder)
    html = _template("index.html").render(places=places, publication_id=publication_id, manifest=manifest)
    _write(folder / "index.html", html)


def _address(path: Path, folder: Path) -> str:
    """Return how a page in a folder links to a file, wherever both are served from."""
    return Path(os.path.relpath(path, folder)).as_posix()


def _pages(
    code: str, kind: str, drawn: list[Path], scorecards: dict[str, tuple[str, str]], folder: Path
) -> list[dict[str, str]]:
    """Return title and address of the pages of a place that are of a kind, by title."""
    pages = [
        {"title": scorecards[path.stem][0], "href": _address(path, folder)}
        for path in drawn
        if path.parent.name == code and scorecards[path.stem][1] == kind
    ]
    return sorted(pages, key=lambda page: page["title"])


def _chart(measure: MeasureOnCard) -> str | None:
    """Return the curve of a measure, or None where there are not two figures to draw one through."""
    newest = measure.newest
    if not _is_followed(measure) or sum(row["value"] is not None for row in measure.history) < 2:
        return None
    names = _names(newest, "Statistical neighbours (median)")
    label = words.unit_name(newest["unit"]).capitalize()
    earlier = [
        Ghost(_earlier_in_words(baseline), baseline.forecast, baseline.judgement is measure.judgement)
        for baseline in measure.earlier
    ]
    return curve_svg(
        measure.history,
        measure.forecast,
        names,
        newest["unit"],
        label,
        newest["decimal_places"],
        measure.definition["period_kind"],
        earlier,
    )


def _earlier_in_words(baseline: EarlierBaseline) -> str:
    """Return what a baseline was made from and how it did, as its line is called."""
    return words.earlier_baseline(baseline.forecast[0]["history_name"], baseline.judgement)


def _curve_in_words(measure: MeasureOnCard) -> str:
    """Return which baselines the curve of a measure draws."""
    newest = measure.newest
    earlier = [_earlier_in_words(baseline) for baseline in measure.earlier]
    return words.baselines(measure.forecast, earlier, newest["unit"], newest["decimal_places"])


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _write(path: Path, html: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, lambda temporary: temporary.write_text(html, encoding="utf-8"))
    return path
