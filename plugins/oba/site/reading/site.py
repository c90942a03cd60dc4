"""What pages say, read from the marts of one warehouse file."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Set
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

from oba.listing import Group, Key
from oba.site.reading.card import Card, read_card
from oba.site.reading.marts import Marts, Row

Made = TypeVar("Made")

# Results that are kept; those of one place are asked for again by its next pages.
KEPT_RESULTS = 256
# What a page may read beside rows.
AS_OF = Group("", ("as_of",), ())
IS_OVER = Group("", ("is_over",), ())  # with a day as its key
AUTHORITIES = Group("", ("authorities",), ())
DOCUMENTS = Group("", ("documents",), ())
PLACES_DRAWN = Group("", ("places_drawn",), ())
WHETHER = "?"  # before the name of a mart: whether there are such rows, and nothing of what they say
DISTINCT = "="  # before the name of a mart: what these columns say together, and nothing of the others


class Site:
    """The marts of one warehouse file, as pages read them.

    Nothing else is behind a page: what a page says follows from the rows that it asked for, so that a page whose rows
    are the same need not be drawn again. Each page is handed a site of its own, which notes what it is asked.
    """

    def __init__(
        self,
        marts: Marts,
        as_of: date,
        authorities: tuple[str, ...] = (),
        documents: frozenset[str] = frozenset(),
        places_drawn: frozenset[str] | None = None,
    ) -> None:
        """Hold the marts of a warehouse.

        Args:
            marts: those of one warehouse file.
            as_of: the day that the pages are of: what is overdue is so on that day.
            authorities: GSS codes of the council's own places: first on the home page.
            documents: GSS codes of those of them of which there is a document of headline curves to print.
            places_drawn: GSS codes of the places that have pages; None where every place has.
        """
        self._marts = marts
        self._as_of = as_of
        self._authorities = authorities
        self._documents = documents
        self._places_drawn = places_drawn
        self._made: OrderedDict[tuple[Hashable, ...], tuple[Any, set[Group]]] = OrderedDict()
        self._lines: dict[Group, bytes | None] = {}
        self._noted: set[Group] = set()

    @classmethod
    def of(
        cls, warehouse_file: Path, as_of: date, authorities: tuple[str, ...] = (), changes: Path | None = None
    ) -> Self:
        """Open a warehouse file, read-only, and what is new in it."""
        return cls(Marts.of(warehouse_file, changes), as_of, authorities)

    @property
    def as_of(self) -> date:
        """The day that the pages are of."""
        self._noted.add(AS_OF)
        return self._as_of

    def is_over(self, day: date) -> bool:
        """Tell whether a day is over on the day of the pages.

        Who asks is drawn again when the answer changes, and not on every other day; ``as_of`` is for showing the day.
        """
        self._noted.add(IS_OVER._replace(key=(day,)))
        return day < self._as_of

    def true_until(self, noted: Iterable[Group]) -> date | None:
        """Return the first of the days asked of ``is_over`` that is not over: after it the answer changes."""
        days = [day for group in noted if _asks_of_a_day(group) for day in group.key if isinstance(day, date)]
        return min((day for day in days if day >= self._as_of), default=None)

    @property
    def authorities(self) -> tuple[str, ...]:
        """GSS codes of the council's own places."""
        self._noted.add(AUTHORITIES)
        return self._authorities

    @property
    def documents(self) -> frozenset[str]:
        """GSS codes of the places with a document of headline curves; see ``addresses.headlines``."""
        self._noted.add(DOCUMENTS)
        return self._documents

    def is_drawn(self, place: str) -> bool:
        """Tell whether a place has pages, so that a link may lead there."""
        self._noted.add(PLACES_DRAWN)
        if self._places_drawn is None:
            return self.has_rows("dim_geography", geography_code=place, newest_code=place)
        return place in self._places_drawn

    def rows(self, mart: str, **keys: Any) -> list[Row]:
        """Return the rows of a mart whose columns have some values, all if none is given.

        Ask for no more than the page shows: it is drawn again when any row changes that it asked for. The order is that
        of all columns of the mart; whoever needs another sorts. Rows are shared and not to be changed.

        Raises:
            KeyError: there is no such mart, or it has no such column.
        """
        columns = tuple(sorted(keys))
        group = Group(mart, columns, tuple([keys[column] for column in columns]))
        self._noted.add(group)
        return list(self._marts.rows(group))

    def has_rows(self, mart: str, **keys: Any) -> bool:
        """Tell whether a mart has rows whose columns have some values.

        Who asks is drawn again only when the answer changes. See ``rows`` for what it raises.
        """
        columns = tuple(sorted(keys))
        group = Group(mart, columns, tuple([keys[column] for column in columns]))
        self._noted.add(group._replace(mart=WHETHER + mart))
        return self._marts.has_rows(group)

    def distinct(self, mart: str, *columns: str) -> Set[Key]:
        """Return what some columns of a mart say together, each once: tuples of values in the order of the columns.

        Who asks is drawn again only when these change, and not when another column does. See ``rows`` for what it
        raises.
        """
        group = Group(mart, columns, ())
        self._noted.add(group._replace(mart=DISTINCT + mart))
        return self._marts.distinct(group)

    def row(self, mart: str, **keys: Any) -> Row:
        """Return the one row of a mart whose key has some values.

        Raises:
            KeyError: there is none, or more than one.
        """
        rows = self.rows(mart, **keys)
        if len(rows) != 1:
            raise KeyError(f"{len(rows)} rows of {mart} where {keys}")
        return rows[0]

    def once(self, make: Callable[..., Made], *about: Hashable) -> Made:
        """Return ``make(site, *about)``, worked out once for all pages that ask for it.

        Every page that asks is taken to have read what ``make`` read. The result is shared and not to be changed.

        Args:
            make: a function of a module, which reads nothing but the site that it is handed.
            about: its other arguments.
        """
        asked = (make, *about)
        if asked in self._made:
            self._made.move_to_end(asked)
        else:
            site = self.noting()
            self._made[asked] = (make(site, *about), site.noted)
            if len(self._made) > KEPT_RESULTS:
                self._made.popitem(last=False)
        result, noted = self._made[asked]
        self._noted |= noted
        return result

    def places(self) -> list[Row]:
        """Return the rows of ``dim_geography`` that pages are about: authorities, then regions and England, by name."""
        return list(self.once(_places))

    def scorecards_of(self, place: str) -> list[Row]:
        """Return the rows of ``dim_scorecard`` that are about a place and have a figure of it, by title."""
        placed = [
            row["scorecard_id"]
            for row in self.rows("bridge_scorecard_geography", geography_code=place)
            if self.has_rows("scorecard_wide", geography_code=place, scorecard_id=row["scorecard_id"])
        ]
        rows = [row for name in placed for row in self.rows("dim_scorecard", scorecard_id=name)]
        return sorted(rows, key=lambda row: (row["scorecard_title"], row["scorecard_id"]))

    def card(self, scorecard: str, place: str) -> Card | None:
        """Return a scorecard of a place, or None where it has no figure of that place."""
        card = self.once(read_card, scorecard, place)
        return card if card.measures else None

    def has_card(self, scorecard: str, place: str) -> bool:
        """Tell whether a place has a scorecard; where the place is drawn, a link may lead there."""
        return any(row["scorecard_id"] == scorecard for row in self.scorecards_of(place))

    def is_return(self, place: str) -> bool:
        """Tell whether a place is a return that several councils hand in together."""
        return self.has_rows("bridge_combined_return", combined_code=place)

    def planned_card(self, scorecard: str, place: str) -> Card:
        """Return a scorecard of a place that ``scorecards_of`` has.

        Raises:
            KeyError: it has no figure of that place.
        """
        card = self.card(scorecard, place)
        if card is None:
            raise KeyError(f"{scorecard} has no figure of {place}")
        return card

    def noting(self) -> Self:
        """Return this site, sharing all that is read and made, as one that has noted nothing yet."""
        site = object.__new__(type(self))
        vars(site).update(vars(self) | {"_noted": set()})
        return site

    @property
    def noted(self) -> set[Group]:
        """Everything that was asked of this site."""
        return self._noted

    def line(self, group: Group) -> bytes | None:
        """Return what was asked and what the answer says, in as few bytes as tell both from anything else.

        None stands where it cannot be asked.
        """
        if group not in self._lines:
            digest = self._digest(group)
            line = None if digest is None else repr(tuple(group)).encode() + b" " + digest
            self._lines[group] = None if line is None else len(line).to_bytes(4, "big") + line
        return self._lines[group]

    def _digest(self, group: Group) -> bytes | None:
        if group == AS_OF:
            return self._as_of.isoformat().encode()
        if _asks_of_a_day(group):
            return b"1" if group.key < (self._as_of,) else b"0"
        if group == AUTHORITIES:
            return ",".join(self._authorities).encode()
        if group == DOCUMENTS:
            return ",".join(sorted(self._documents)).encode()
        if group == PLACES_DRAWN:
            return b"every place" if self._places_drawn is None else ",".join(sorted(self._places_drawn)).encode()
        if group.mart.startswith(WHETHER):
            return self._marts.digest_of_whether(group._replace(mart=group.mart.removeprefix(WHETHER)))
        if group.mart.startswith(DISTINCT):
            return self._marts.digest_of_distinct(group._replace(mart=group.mart.removeprefix(DISTINCT)))
        return self._marts.digest(group)


def _asks_of_a_day(group: Group) -> bool:
    return (group.mart, group.columns) == (IS_OVER.mart, IS_OVER.columns)


def _places(site: Site) -> list[Row]:
    rows = [row for row in site.rows("dim_geography") if row["geography_code"] == row["newest_code"]]
    return sorted(
        rows,
        key=lambda row: (row["geographic_level"] != "Local authority", row["geography_name"], row["geography_code"]),
    )
