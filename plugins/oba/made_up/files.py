"""The drop folder of a made-up council, ``<new_la_code>/<snapshot date>/<file>``, and what is planted in it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from oba.made_up.council import FIRST_NUMBER, Council, all_facts
from oba.made_up.draws import Table
from oba.made_up.emit import annex_a, api, cin, fgc, others, ssd, ssda903
from oba.made_up.emit.writing import DAY_FIRST, ISO, MIDNIGHT, csv_bytes, write_json, write_workbook, write_zip
from oba.made_up.emit.xml import write_xml
from oba.made_up.messes import Messes, expected, spoilt, spoilt_census
from oba.made_up.planted import Case, plant
from oba.made_up.tuning import Reached, last_year_end
from oba.made_up.view import View, view
from oba.made_up.words import FREE_TEXT, MINERALS, NO_AREA, PLANTS, STREETS

Frames = dict[str, pd.DataFrame]
Encodings = Mapping[str, str]  # of the files that are not UTF-8
Writer = Callable[[Frames, Path, Encodings], None]


@dataclass(frozen=True)
class Form:
    """One form of file.

    Attributes:
        layout: which messes are its.
        frames: its tables, of a view.
        write: writes them into a folder.
        is_yearly: whether it tells of the year to the last 31 March.
    """

    layout: str
    frames: Callable[[View], Frames]
    write: Writer
    is_yearly: bool = False


def _parts(frames: Frames, dates: str, encodings: Encodings) -> dict[str, bytes]:
    return {
        f"{name.lower().replace(' ', '_')}.csv": csv_bytes(frame, dates, encodings.get(name, "utf-8"))
        for name, frame in frames.items()
    }


def _zipped(name: str, dates: str) -> Writer:
    return lambda frames, folder, encodings: write_zip(folder / f"{name}.zip", _parts(frames, dates, encodings))


def _loose(name: str, dates: str) -> Writer:
    def write(frames: Frames, folder: Path, encodings: Encodings) -> None:
        for part, content in _parts(frames, dates, encodings).items():
            (folder / (part if part.startswith(name) else f"{name}_{part}")).write_bytes(content)

    return write


def _book(name: str) -> Writer:
    return lambda frames, folder, encodings: write_workbook(folder / f"{name}.xlsx", frames)


def _one_csv(name: str, dates: str = DAY_FIRST) -> Writer:
    def write(frames: Frames, folder: Path, encodings: Encodings) -> None:
        for frame in frames.values():
            (folder / f"{name}.csv").write_bytes(csv_bytes(frame, dates))

    return write


FORMS: dict[str, Form] = {
    "annex_a": Form("annex_a", annex_a.lists, _book("annex_a")),
    "annex_a_csv": Form("annex_a", annex_a.lists, _zipped("annex_a", DAY_FIRST)),
    "ssda903": Form("ssda903", ssda903.files, _zipped("ssda903", DAY_FIRST), is_yearly=True),
    "ssda903_csv": Form("ssda903", ssda903.files, _loose("ssda903", DAY_FIRST), is_yearly=True),
    "ssd": Form("ssd", ssd.tables, _zipped("ssd", MIDNIGHT)),
    "ssd_csv": Form("ssd", ssd.tables, _loose("ssd", MIDNIGHT)),
    "fgc": Form("fgc", fgc.sheets, _book("fgc_register")),
    "fgc_families": Form("fgc_families", others.families, _one_csv("fgc_families")),
    "training": Form("training", others.training, _one_csv("training")),
    "survey": Form("survey", others.survey, _one_csv("survey")),
    "police": Form("police", others.police, _one_csv("police_incidents", ISO)),
}
NESTED = ("cin", "ssda903_xml", "api")  # of elements in each other, where only the census has messes
FORMATS = ("annex_a", "ssda903", "cin", "ssd", "fgc", "training", "survey", "police")


@dataclass(frozen=True)
class Written:
    """What was written of a council."""

    folders: tuple[Path, ...]
    planted: Path | None


def write_council(
    council: Council,
    snapshots: Sequence[date],
    folder: Path,
    formats: Sequence[str] = FORMATS,
    planted: Path | None = None,
    reached: Sequence[Reached] = (),
    messes: Messes | None = None,
) -> Written:
    """Write a council's files as they would have been made on each snapshot date.

    Args:
        council: as it is drawn.
        snapshots: days on which the files are made, the last one not after the council's.
        folder: the drop folder of all councils.
        formats: of ``FORMS`` and ``NESTED``.
        planted: file that tells what is planted and what must come of it; never within the drop folder.
        reached: the figures that the council was tuned to.
        messes: what is done to the cells of planted children; None leaves them as they should be.

    Returns:
        The folders written, one for each snapshot.
    """
    facts = list(all_facts(council))
    cases_facts, cases = plant(facts[0], sorted(snapshots))
    facts = [{**cases_facts}, *({**one, "order_before": _no_rows(cases_facts["order_before"])} for one in facts)]
    folders: list[Path] = []
    told: list[dict[str, Any]] = []
    for on in sorted(snapshots):
        place = folder / council.code / on.isoformat()
        place.mkdir(parents=True, exist_ok=True)
        now, in_year = view(council.code, facts, on), view(council.code, facts, on, last_year_end(on))
        was: dict[str, Frames] = {}
        for name in formats:
            if name in NESTED:
                _write_nested(name, now, in_year, place, messes, cases)
                continue
            form = FORMS[name]
            frames = was[form.layout] = form.frames(in_year if form.is_yearly else now)
            if messes is not None:
                frames = spoilt(form.layout, frames, messes, cases)
            form.write(frames, place, {} if messes is None or not form.is_yearly else messes.encodings)
        if messes is not None:
            told += [one | {"snapshot_date": on.isoformat()} for one in expected(was, messes, cases)]
        folders.append(place)
    if planted is not None:
        content = _told(council, snapshots, formats, facts, cases, reached) | {"messes": told}
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return Written(tuple(folders), planted)


def _write_nested(
    name: str, now: View, in_year: View, folder: Path, messes: Messes | None, cases: Sequence[Case]
) -> None:
    if name == "cin":
        census = cin.document(in_year)
        write_xml(folder / "cin_census.xml", census if messes is None else spoilt_census(census, messes, cases))
    elif name == "ssda903_xml":
        write_xml(folder / "ssda903.xml", ssda903.document(ssda903.files(in_year)))
    else:
        write_json(folder / "dfe_api.json", api.payload(now))


def _no_rows(table: Table) -> Table:
    return {name: column[:0] for name, column in table.items()}


def _told(
    council: Council,
    snapshots: Sequence[date],
    formats: Sequence[str],
    facts: Sequence[dict[str, Table]],
    cases: Sequence[Case],
    reached: Sequence[Reached],
) -> dict[str, Any]:
    """Return what is planted, as it is written beside the drop folder."""
    return {
        "council": council.code,
        "seed": council.seed,
        "snapshots": [on.isoformat() for on in sorted(snapshots)],
        "formats": list(formats),
        "figures": [asdict(one) | {"reached": float(one.reached)} for one in reached],
        "effects": truth(facts, council),
        "never_to_leak": {
            "names": [*PLANTS, *MINERALS],
            "streets": [*STREETS],
            "postcodes_begin_with": NO_AREA,
            "pupil_numbers_hold": ["999", "998"],
            "free_text": [*FREE_TEXT],
            "children_from": FIRST_NUMBER,
        },
        "cases": [asdict(case) for case in cases],
    }


def truth(facts: Sequence[dict[str, Table]], council: Council) -> dict[str, Any]:
    """Return what the offer changes among the children with a letter before proceedings: planted, and as it came out.

    ``without_offer`` and ``with_offer`` are what would have happened to all of them; ``seen_not_offered`` and
    ``seen_offered`` are what happened, and compare unlike families where the offer is not drawn.
    """
    said = council.parameters.conferences
    since = said.since
    letters = pd.concat([pd.DataFrame(one["pre_proceedings"]) for one in facts])
    letters = letters[letters["letter"] >= pd.Timestamp(since)]
    letters = letters[letters["letter"] <= pd.Timestamp(council.last)]
    found: dict[str, Any] = {"effect": said.effect, "offer": said.offer, "since": since.isoformat()}
    found |= {"children": len(letters), "families": int(letters["family"].nunique())}
    for name, planted in council.parameters.effect.model_dump().items():
        happened = letters[f"{name}_0"].where(~letters["offered"], letters[f"{name}_1"])
        found[name] = {
            "planted": list(planted),
            "without_offer": _mean(letters[f"{name}_0"]),
            "with_offer": _mean(letters[f"{name}_1"]),
            "seen_not_offered": _mean(happened[~letters["offered"]]),
            "seen_offered": _mean(happened[letters["offered"]]),
        }
    return found


def _mean(values: pd.Series) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
