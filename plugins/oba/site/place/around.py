"""What is around a place: the region that it is in, places within it, those most like it, those before and after it."""

from collections.abc import Iterable
from dataclasses import dataclass

from oba import language as words
from oba.site.reading import Row, Site

Link = tuple[str, str]  # code and name


@dataclass(frozen=True)
class Around:
    """The places that a place page leads to, and what is said of how the place came and went."""

    region: Link | None
    within: list[Link]  # of England its regions, of a region its councils
    neighbours: list[tuple[str, list[Link]]]  # by how close they are, the closest first
    set_year: int | None  # of the neighbours
    history: list[str]  # when it began or ended, what it is counted with
    before_and_after: list[Link]


def around(site: Site, geography: Row) -> Around:
    """Return what is around a place."""
    code, level = geography["geography_code"], geography["geographic_level"]
    region = geography["region_code"]
    neighbours, set_year = _neighbours(site, code)
    history, others = _history(site, geography)
    return Around(
        (region, geography["region_name"]) if level == "Local authority" and region else None,
        _within(site, geography),
        neighbours,
        set_year,
        history,
        others,
    )


def _within(site: Site, geography: Row) -> list[Link]:
    if geography["geographic_level"] == "National":
        return _links(row for row in site.places() if row["geographic_level"] == "Regional")
    if geography["geographic_level"] != "Regional":
        return []
    code, name = geography["geography_code"], geography["geography_name"]
    councils = [row for row in site.rows("dim_geography", region_code=code) if _is_there(row)]
    # Inner and Outer London stand within London, and the boroughs within them.
    parts = [
        row
        for row in site.rows("dim_geography", is_part_of_another_region=True)
        if not councils and row["geography_name"].endswith(name)
    ]
    return _links([*councils, *parts])


def _is_there(row: Row) -> bool:
    """Tell whether a place has a page of its own and is still a council."""
    return row["geography_code"] == row["newest_code"] and row["valid_to"] is None


def _neighbours(site: Site, code: str) -> tuple[list[tuple[str, list[Link]]], int | None]:
    rows = site.rows("bridge_statistical_neighbour", geography_code=code)
    newest = max((row["neighbour_set_year"] for row in rows), default=None)
    by_closeness: dict[str, list[Link]] = {closeness: [] for closeness in words.CLOSENESS}
    for row in sorted(rows, key=lambda row: row["neighbour_rank"]):
        if row["neighbour_set_year"] == newest:
            by_closeness[row["closeness"]].append(_link(site, row["neighbour_code"]))
    return [(closeness, links) for closeness, links in by_closeness.items() if links], newest


def _history(site: Site, geography: Row) -> tuple[list[str], list[Link]]:
    """Return what is said of how a place began and ended and is counted, and the places that this names."""
    code, name = geography["geography_code"], geography["geography_name"]
    said: list[str] = []
    others: list[Link] = []
    after = _changes(site, predecessor_code=code)
    if geography["valid_to"] is not None:
        links = [_link(site, row["successor_code"]) for row in after]
        said.append(words.ended(name, geography["valid_to"], [later for _, later in links]))
        others += links
    before = _changes(site, successor_code=code)
    if before:
        links = [_link(site, row["predecessor_code"]) for row in before]
        parts = [row["change_kind"] == "split" for row in before]
        named = [(old, is_part) for (_, old), is_part in zip(links, parts, strict=True)]
        said.append(words.came_from(name, before[0]["change_date"], named))
        others += links
    members = [_link(site, row["member_code"]) for row in site.rows("bridge_combined_return", combined_code=code)]
    if members:
        said.append(words.counted_together([member for _, member in members]))
        others += members
    return said, [link for link in others if link[1]]


def _changes(site: Site, **keys: str) -> list[Row]:
    """Return the changes by which a place came or went; another code for the same council is none."""
    return [row for row in site.rows("bridge_geography_successor", **keys) if row["change_kind"] != "recode"]


def _link(site: Site, code: str) -> Link:
    """Return the page of a place, by the code that it has now, and its name."""
    known = site.rows("dim_geography", geography_code=code)
    return (known[0]["newest_code"], known[0]["geography_name"]) if known else (code, code)


def _links(rows: Iterable[Row]) -> list[Link]:
    return sorted(((row["geography_code"], row["geography_name"]) for row in rows), key=lambda link: link[1])
